"""What happens to the calendar and, when it changes, to deadlines that are open."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xieshang.deadlines.periods import declared
from xieshang.deadlines.states import Unit
from xieshang.spine.event import Event, Facts


@dataclass(frozen=True, slots=True)
class DayEntered:
    """A day as it counts from now on."""

    on: date
    working: bool
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class DeadlineMoved:
    """An open deadline whose last day is another one, since the calendar changed."""

    code: str
    subject_kind: str
    subject_id: int
    before_on: date
    after_on: date
    part: int = 0


@dataclass(frozen=True, slots=True)
class LengthSet:
    """How long a step may take in an assembly from now on."""

    code: str
    amount: int
    unit: Unit
    source: str


def _step_and_length(payload: Facts) -> Facts:
    """What the step is called, and how long that is, in words; "…" for what an entry does not say."""
    step, unit = declared().get(payload["code"]), payload["unit"]
    length = Unit(unit).many(payload["amount"]) if unit in Unit else unit
    return {"step": str(step.title) if step else payload["code"], "length": length}


LENGTH_SET = Event(
    "deadlines.length_set", _("把“%(step)s”的期限定为 %(length)s（%(source)s）"), LengthSet, words=_step_and_length
)
DAY_ENTERED = Event("deadlines.day_entered", _("在工作日历中录入了 %(on)s（%(name)s）"), DayEntered)
MOVED = Event("deadlines.moved", _("工作日历有变，期限由 %(before_on)s 改为 %(after_on)s"), DeadlineMoved)
