"""Reads: the calendar in force, the length of a step, and deadlines by what one wants to know."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import OuterRef, QuerySet, Subquery

from xieshang.accounts.models import Person
from xieshang.deadlines import events
from xieshang.deadlines.calendar import Calendar
from xieshang.deadlines.days import Day
from xieshang.deadlines.models import OPEN, CalendarDay, Deadline, Period
from xieshang.deadlines.periods import Declared, Length, declared
from xieshang.engine.prepared import Prepared
from xieshang.members.models import Assembly
from xieshang.spine.event import Subject, kind_of
from xieshang.spine.models import Entry


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


@dataclass(frozen=True, slots=True)
class Standing:
    """How long a step lasts in an assembly now; since when and by whom it was set so, where it was set at all."""

    step: Declared
    length: Length
    set_at: datetime | None = None
    set_by: str = ""


def standing_lengths(assembly: Assembly, room: str) -> list[Standing]:
    """The steps of a room as an assembly has them now, in the order in which they are declared: two queries.

    `set_by` is empty for the operator.
    """
    own = {one.code: one.length for one in Period.objects.filter(assembly=assembly)}
    names = Person.objects.filter(pk=OuterRef("actor_id")).values("name")
    said = Entry.objects.filter(
        subject_kind=kind_of(assembly), subject_id=assembly.pk, kind=events.LENGTH_SET.kind
    ).order_by("at", "pk")
    told = {code: (at, who or "") for code, at, who in said.values_list("payload__code", "at", Subquery(names))}
    steps = [one for one in declared().values() if one.code.startswith(f"{room}.")]
    return [
        Standing(one, own[one.code], *told.get(one.code, (None, ""))) if one.code in own else Standing(one, one.default)
        for one in steps
    ]


def of(subject: Subject) -> QuerySet[Deadline]:
    """All deadlines that one subject ever had, first to last."""
    return Deadline.objects.filter(subject_kind=kind_of(subject), subject_id=subject.pk).order_by("from_on", "pk")


def open_deadlines() -> QuerySet[Deadline]:
    """Neither met nor dropped; narrow it by assembly, code or kind, in order of the due day."""
    return Deadline.objects.filter(OPEN).order_by("due_on", "pk")
