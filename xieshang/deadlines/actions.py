"""Starting, meeting and dropping deadlines inside other rooms' actions, and keeping the calendar.

`start`, `meet` and `drop` run in the transaction of the action that calls them, which has locked
the subject and records the event. Inside a batch they ask the database once a batch, not once a row.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.deadlines import events, queries, rules
from xieshang.deadlines.calendar import Calendar
from xieshang.deadlines.days import Day
from xieshang.deadlines.due import Due
from xieshang.deadlines.models import CalendarDay, Deadline, Period
from xieshang.deadlines.periods import Length, declared
from xieshang.deadlines.states import Unit
from xieshang.members.models import Assembly
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import Batch, current_batch, keep, remember
from xieshang.spine.event import Subject, kind_of
from xieshang.spine.rule import Actor, Refused


def start(subject: Subject, code: str, *, from_on: date, length: Length | None = None, part: int = 0) -> Deadline:
    """Set the deadline `code` for `subject`, counted from the day after `from_on`.

    Where several owe the same step of a subject, `part` is the key of the one whose deadline this is.

    The length is the assembly's own for this code, else the declared default, unless `length` is
    given (an extension: `drop` the old deadline, `start` the longer one). IntegrityError where the
    same deadline is open already; LookupError where no room declares the code.
    """
    desk = _desk()
    length = length or desk.length(subject.assembly_id, code)
    due = desk.calendar.add(from_on, length.amount, length.unit)
    deadline = Deadline(
        assembly_id=subject.assembly_id,
        code=code,
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        part=part,
        from_on=from_on,
        amount=length.amount,
        unit=length.unit,
        source=length.source,
        **_outcome(due),
    )
    desk.note(deadline)
    return keep(deadline)


def meet(subject: Subject, code: str, *, on: date, part: int = 0) -> Deadline | None:
    """Say that what was due has been done on this day; None where no such deadline is open."""
    return _end(subject, code, part, met_on=on)


def drop(subject: Subject, code: str, *, on: date, part: int = 0) -> Deadline | None:
    """Say that the step is no longer asked for; it then counts neither as kept nor as missed."""
    return _end(subject, code, part, dropped_on=on)


def _end(subject: Subject, code: str, part: int, **ending: date) -> Deadline | None:
    deadline = _desk().take(subject, code, part)
    if deadline is None:
        return None
    for field, on in ending.items():
        setattr(deadline, field, on)
    return keep(deadline)


@action(rules.may_set_length)
def set_length(assembly: Assembly, *, code: str, length: Length, by: Actor | None) -> Period:
    """Let a step of this assembly last so long from now on; what runs already keeps its length.

    Refused without the title of the rule, and beyond the longest that the step may last. LookupError where no room
    declares the code.
    """
    before = queries.length_of(assembly.pk, code)
    verdict = rules.may_set_length(by, assembly, code)
    if not verdict:
        raise Refused(str(verdict.reason))
    _refuse_unfit(code, length)
    if length == before:
        raise Refused(_("期限没有变化。"))
    period = Period.objects.filter(assembly=assembly, code=code).first() or Period(assembly=assembly, code=code)
    period.amount, period.unit, period.source = length.amount, length.unit, length.source
    events.LENGTH_SET.record(assembly, by, code=code, amount=length.amount, unit=length.unit, source=length.source)
    return keep(period)


def _refuse_unfit(code: str, length: Length) -> None:
    if not length.source.strip():
        raise Refused(_("请写明依据的规定，例如“提案办理办法第八条”。"), field="source")
    calendar, longest, today = queries.calendar(), declared()[code].longest, clock.today()
    if longest and calendar.add(today, length.amount, length.unit).on > (
        calendar.add(today, longest.amount, longest.unit).on
    ):
        words = _("最长 %(longest)s（%(source)s），请写短些。")
        raise Refused(words % {"longest": longest.words, "source": _(longest.source)}, field="amount")


def enter_days(days: Iterable[Day], *, source: str, by: Actor | None) -> list[Deadline]:
    """Enter or correct days of the calendar, and move the open deadlines that they touch.

    `source` is the title of the notice. Returns the deadlines whose last day is now another one;
    each is told as `events.MOVED`.
    """
    with transaction.atomic():
        rows = [CalendarDay(on=day.on, working=day.working, name=day.name, source=source) for day in days]
        CalendarDay.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["on"], update_fields=["working", "name", "source"]
        )
        for row in rows:
            events.DAY_ENTERED.record(row, by, on=row.on, working=row.working, name=row.name, source=source)
        return recount(by=by, touching=[row.on for row in rows]) if rows else []


def recount(*, by: Actor | None, touching: Sequence[date] = ()) -> list[Deadline]:
    """Count open deadlines again by the calendar in force: all, or those whose span holds a day given.

    Returns those whose last day is now another one; each is told as `events.MOVED`.
    """
    calendar = queries.calendar()
    found = queries.open_deadlines()
    if touching:
        found = found.filter(from_on__lt=max(touching), due_on__gte=min(touching))
    with transaction.atomic():
        return [deadline for deadline in found.select_for_update() if _move(deadline, calendar, by=by)]


def _move(deadline: Deadline, calendar: Calendar, *, by: Actor | None) -> bool:
    """Count one deadline again; True where its last day is another one."""
    before_on = deadline.due_on
    due = calendar.add(deadline.from_on, deadline.amount, Unit(deadline.unit))
    remember(deadline)
    for field, value in _outcome(due).items():
        setattr(deadline, field, value)
    keep(deadline)
    if due.on == before_on:
        return False
    events.MOVED.record(
        deadline,
        by,
        code=deadline.code,
        subject_kind=deadline.subject_kind,
        subject_id=deadline.subject_id,
        part=deadline.part,
        before_on=before_on,
        after_on=due.on,
    )
    return True


def _outcome(due: Due) -> dict[str, Any]:
    return {"due_on": due.on, "steps": due.as_json()["steps"]}


class _Desk:
    """What the calls of the batch that is open share; a call outside any batch has one of its own."""

    def __init__(self) -> None:
        self._lengths: dict[tuple[int, str], Length] = {}
        self._known: dict[tuple[str, int], list[Deadline]] = {}

    @cached_property
    def calendar(self) -> Calendar:
        return queries.calendar()

    def length(self, assembly_id: int, code: str) -> Length:
        key = (assembly_id, code)
        if key not in self._lengths:
            self._lengths[key] = queries.length_of(assembly_id, code)
        return self._lengths[key]

    def note(self, deadline: Deadline) -> None:
        """A deadline started in a batch cannot be queried before its end: remember it here."""
        if current_batch() is not None:
            self._of(deadline.subject_kind, deadline.subject_id).append(deadline)

    def take(self, subject: Subject, code: str, part: int) -> Deadline | None:
        """The open deadline of this code and part, if any, to be changed."""
        known = (one for one in self._of(kind_of(subject), subject.pk) if (one.code, one.part) == (code, part))
        found = next((one for one in known if one.is_open and self._stands(one)), None)
        batch = current_batch()
        return batch.take(found) if batch is not None and found is not None else found

    def _stands(self, deadline: Deadline) -> bool:
        """False for one that was started by an action of this batch that was refused after all."""
        batch = current_batch()
        return batch is None or not deadline._state.adding or id(deadline) in batch.new

    def _of(self, kind: str, subject_id: int) -> list[Deadline]:
        if (kind, subject_id) not in self._known:
            self._load(kind, {subject_id, *self._held(kind)})
        return self._known[(kind, subject_id)]

    def _held(self, kind: str) -> list[int]:
        batch = current_batch()
        return [pk for model, pk in batch.held if model._meta.label_lower == kind] if batch is not None else []

    def _load(self, kind: str, subject_ids: set[int]) -> None:
        unknown = [pk for pk in subject_ids if (kind, pk) not in self._known]
        self._known |= {(kind, pk): [] for pk in unknown}
        rows = queries.open_deadlines().filter(subject_kind=kind, subject_id__in=unknown)
        for deadline in rows.select_for_update():
            remember(deadline)
            self._known[(kind, deadline.subject_id)].append(deadline)


_desks: "WeakKeyDictionary[Batch, _Desk]" = WeakKeyDictionary()


def _desk() -> _Desk:
    batch = current_batch()
    if batch is None:
        return _Desk()
    return _desks.setdefault(batch, _Desk())
