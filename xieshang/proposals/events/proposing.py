"""What happens around the writing: bodies sign, members support, the office calls, leads come in."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.proposals.events.life import Reasoned, WithMember
from xieshang.proposals.states import LeadOrigin
from xieshang.spine.event import Event, Plain


@dataclass(frozen=True, slots=True)
class Signed:
    """`convenor` is the key of the member who signs for a sector or a group."""

    body: str
    convenor: int | None = None


@dataclass(frozen=True, slots=True)
class Called:
    title: str


@dataclass(frozen=True, slots=True)
class OfTopic:
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class LeadReceived:
    """Nothing of what was written, nor of who wrote it: the ledger keeps for ever."""

    origin: LeadOrigin


@dataclass(frozen=True, slots=True)
class LeadTaken:
    """`member` took it, and writes the proposal with the key `proposal`."""

    member: int
    name: str
    proposal: int


@dataclass(frozen=True, slots=True)
class Collected:
    """So many promises of the session of `year` became leads."""

    count: int
    year: int


SIGNED = Event("proposals.signed", _("以%(body)s的名义签名盖章"), Signed)
SUPPORTED = Event("proposals.supported", _("%(name)s 附议"), WithMember, credits=True)
CALL_DRAFTED = Event("proposals.call_drafted", _("起草提案征集“%(title)s”"), Called)
CALL_REVISED = Event("proposals.call_revised", _("修改提案征集“%(title)s”"), Called)
CALL_ISSUED = Event("proposals.call_issued", _("发布提案征集“%(title)s”"), Called)
TOPIC_ADDED = Event("proposals.topic_added", _("列入参考选题 %(number)s：%(title)s"), OfTopic)
TOPIC_REVISED = Event("proposals.topic_revised", _("修改参考选题 %(number)s：%(title)s"), OfTopic)
TOPIC_DROPPED = Event("proposals.topic_dropped", _("移去参考选题 %(number)s：%(title)s"), OfTopic)
LEAD_RECEIVED = Event("proposals.lead_received", _("收到线索（%(origin)s）"), LeadReceived)
LEAD_TAKEN = Event("proposals.lead_taken", _("%(name)s采用线索，开始写提案"), LeadTaken)
LEAD_CLOSED = Event("proposals.lead_closed", _("不采用线索：%(reason)s"), Reasoned)
LEAD_RETURNED = Event("proposals.lead_returned", _("线索放回待采用：%(reason)s"), Reasoned)
SENDER_REVEALED = Event("proposals.sender_revealed", _("查看线索来信人的联系方式"), Plain)
LEADS_COLLECTED = Event("proposals.leads_collected", _("把 %(year)s 年的 B 类答复列为线索，共 %(count)s 条"), Collected)
