"""What happens to a reply after it was signed, to a case that is handled again, and after closing."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xieshang.proposals.events.life import ByBureau, Reasoned
from xieshang.proposals.states import FollowUpKind, FollowUpOutcome, Level
from xieshang.spine.event import Event, Plain


@dataclass(frozen=True, slots=True)
class ReplySentBack:
    bureau: int
    bureau_name: str
    reply_by: date
    reason: str


@dataclass(frozen=True, slots=True)
class HandledAgain:
    """`time` counts how often the case was handled again, `level` is who answers for it now."""

    time: int
    level: Level
    reply_by: date
    reason: str


@dataclass(frozen=True, slots=True)
class FollowUpsArranged:
    count: int


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """`follow_up` is the key of the question, `asked` its kind; `bureau_name` is empty where who proposed was asked."""

    follow_up: int
    asked: FollowUpKind
    outcome: FollowUpOutcome
    bureau_name: str
    remark: str


REPLY_SENT_BACK = Event("proposals.reply_sent_back", _("退回%(bureau_name)s的答复：%(reason)s"), ReplySentBack)
READING_NOTED = Event("proposals.reading_noted", _("阅读了答复"), Plain)
HANDLED_AGAIN = Event("proposals.handled_again", _("第 %(time)s 次重新办理，由%(level)s负责：%(reason)s"), HandledAgain)
CLOSING_EXPLAINED = Event("proposals.closing_explained", _("不再重新办理：%(reason)s"), Reasoned)
QUALITY_MARKED = Event("proposals.quality_marked", _("%(bureau_name)s评价了提案质量"), ByBureau)
FOLLOW_UPS_ARRANGED = Event("proposals.follow_ups_arranged", _("安排了 %(count)s 项跟踪回访"), FollowUpsArranged)
FOLLOWED_UP = Event("proposals.followed_up", _("%(asked)s：%(outcome)s"), FollowedUp)
