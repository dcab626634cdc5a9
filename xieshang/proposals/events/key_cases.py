"""What happens to a key case: put forward, asked about, decided by the chair's meeting, supervised, reported."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xieshang.proposals.events.life import Reasoned
from xieshang.proposals.states import VisitKind
from xieshang.spine.event import Event, Plain


@dataclass(frozen=True, slots=True)
class OpinionNoted:
    body: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class KeyDecided:
    """`leader` is the person who leads the supervision, where they have an account here."""

    meeting: str
    leader: int | None
    leader_name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class VisitNoted:
    way: VisitKind
    on: date
    place: str


PUT_FORWARD = Event("proposals.key_candidate_named", _("提为重点提案候选：%(reason)s"), Reasoned)
OPINION_NOTED = Event("proposals.key_opinion_noted", _("登记了%(body)s对重点提案候选的意见"), OpinionNoted)
KEY_DROPPED = Event("proposals.key_dropped", _("不列入重点提案：%(reason)s"), Reasoned)
KEY_DECIDED = Event(
    "proposals.key_decided",
    _("%(meeting)s确定为重点提案，由%(leader_name)s领衔督办，%(due_on)s 前报告"),
    KeyDecided,
    credits=True,
)
SUPERVISION_PLANNED = Event("proposals.supervision_planned", _("定了督办方案"), Plain)
VISIT_NOTED = Event("proposals.key_visit_noted", _("督办重点提案：%(on)s 在%(place)s%(way)s"), VisitNoted)
KEY_REPORTED = Event("proposals.key_reported", _("报告了重点提案的督办结果"), Plain)
