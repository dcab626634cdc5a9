"""What happens to a finding that somebody falls short. What was said in a talk is not in the ledger: it is
personal, and stands in the row alone, where only who decides and the member read it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class Found:
    """`trigger` is the code in the scheme of the `year`."""

    year: int
    trigger: str


@dataclass(frozen=True, slots=True)
class Talked:
    on: date


@dataclass(frozen=True, slots=True)
class OfFinding:
    year: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """`outcome` is the state that the meeting decided for."""

    year: int
    meeting: str
    on: date
    outcome: str


FOUND_SHORT = Event("duties.shortfall_noted", _("列为履职提醒对象（%(year)s 年）"), Found)
INTERVIEWED = Event("duties.interviewed", _("登记了 %(on)s 的约谈"), Talked)
EXIT_ANSWERED = Event("duties.exit_answered", _("本人作了陈述"), OfFinding)
EXIT_PROPOSED = Event("duties.exit_proposed", _("建议不再提名，待会议审定"), OfFinding)
EXIT_DECIDED = Event("duties.exit_decided", _("%(meeting)s审定了提名意见"), Ruled)
EXIT_DROPPED = Event("duties.exit_dropped", _("不再追究"), OfFinding)
