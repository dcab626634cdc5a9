"""Reads: the calendar in force, the length of a step, and deadlines by what one wants to know."""

from functools import lru_cache

from django.db.models import QuerySet

from xieshang.deadlines.calendar import Calendar
from xieshang.deadlines.days import Day
from xieshang.deadlines.models import OPEN, CalendarDay, Deadline, Period
from xieshang.deadlines.periods import Length, declared
from xieshang.engine.prepared import Prepared
from xieshang.spine.event import Subject, kind_of


def calendar() -> Calendar:
    """The calendar in force: the library's days, and the entered ones over them. One small query.

    The calendar itself is kept per process by its content, so that it is built again only when a
    day was entered, and can never be out of date.
    """
    return _built(tuple(Day(*day) for day in _DAYS()))


_DAYS = Prepared(lambda: CalendarDay.objects.order_by("on").values_list("on", "working", "name"), kinds=())


@lru_cache(maxsize=4)
def _built(overrides: tuple[Day, ...]) -> Calendar:
    return Calendar(overrides)


def length_of(assembly_id: int, code: str) -> Length:
    """How long this step may take: as the assembly has set it, else the default.

    LookupError where no room declares the code.
    """
    if code not in declared():
        raise LookupError(f"no room declares the period {code!r}")
    own = _OWN_LENGTH.first(assembly_id, code)
    return own.length if own else declared()[code].default


_OWN_LENGTH = Prepared(lambda assembly, code: Period.objects.filter(assembly_id=assembly, code=code), kinds=(int, str))


def of(subject: Subject) -> QuerySet[Deadline]:
    """All deadlines that one subject ever had, first to last."""
    return Deadline.objects.filter(subject_kind=kind_of(subject), subject_id=subject.pk).order_by("from_on", "pk")


def open_deadlines() -> QuerySet[Deadline]:
    """Neither met nor dropped; narrow it by assembly, code or kind, in order of the due day."""
    return Deadline.objects.filter(OPEN).order_by("due_on", "pk")
