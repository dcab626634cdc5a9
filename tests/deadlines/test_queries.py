"""What is open, overdue, or soon due; how long a step takes; which calendar holds."""

from datetime import date
from typing import Any

import pytest

from tests.factories.deadlines import TermFactory, subjects
from xieshang.deadlines import actions, queries
from xieshang.deadlines.models import CalendarDay, Deadline, Period
from xieshang.deadlines.periods import Length
from xieshang.deadlines.states import Unit
from xieshang.members.models import Term

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[Term]:
    """Three subjects: due on 16, 17 and 18 March 2026, and a fourth whose deadline was met."""
    terms = subjects(4)
    for term, day in zip(terms, (5, 6, 9, 5), strict=True):
        actions.start(term, "tests.accept", from_on=date(2026, 3, day))
    actions.meet(terms.pop(), "tests.accept", on=date(2026, 3, 6))
    return terms


def _ids(found: Any) -> list[int]:
    return [deadline.subject_id for deadline in found]


def test_open_deadlines_come_in_order_of_their_day(three: list[Term]) -> None:
    """Without the one that was met, and without a dropped one."""
    assert [str(d.due_on) for d in queries.open_deadlines()] == ["2026-03-16", "2026-03-17", "2026-03-18"]
    actions.drop(three[1], "tests.accept", on=date(2026, 3, 10))
    assert _ids(queries.open_deadlines()) == [three[0].pk, three[2].pk]


def test_another_assembly_can_be_left_out(three: list[Term]) -> None:
    """Each query narrows like any other."""
    other = TermFactory()
    actions.start(other, "tests.accept", from_on=date(2026, 3, 2))
    assert _ids(queries.open_deadlines().filter(assembly=other.assembly)) == [other.pk]


def test_the_history_of_one_subject(three: list[Term]) -> None:
    """First to last, ended ones too."""
    actions.meet(three[0], "tests.accept", on=date(2026, 3, 10))
    actions.start(three[0], "tests.reply", from_on=date(2026, 3, 10))
    assert [d.code for d in queries.of(three[0])] == ["tests.accept", "tests.reply"]


def test_a_length_is_the_default_until_the_assembly_sets_its_own() -> None:
    """Another assembly keeps the default."""
    own, other = TermFactory(), TermFactory()
    Period.objects.create(
        assembly=own.assembly, code="tests.accept", amount=5, unit="working_days", source="主席会议纪要"
    )
    assert queries.length_of(own.assembly_id, "tests.accept") == Length(5, Unit.WORKING_DAYS, "主席会议纪要")
    assert queries.length_of(other.assembly_id, "tests.accept") == Length(7, Unit.WORKING_DAYS, "提案办理办法")


def test_a_step_that_nobody_declares_has_no_length() -> None:
    """A misspelt code is told at once."""
    with pytest.raises(LookupError, match=r"tests\.acept"):
        queries.length_of(TermFactory().assembly_id, "tests.acept")


def test_the_calendar_is_built_once_and_again_when_a_day_changes() -> None:
    """Kept by what it holds: the same days give the same calendar, other days another, undone the first."""
    first = queries.calendar()
    assert queries.calendar() is first
    entered = CalendarDay.objects.create(on=date(2026, 3, 18), working=False, name="停电", source="通知")
    assert queries.calendar().is_working(date(2026, 3, 18)) is False
    entered.delete()
    assert queries.calendar() is first


def test_a_deadline_knows_how_it_was_found(three: list[Term]) -> None:
    """What is kept gives back the very due date."""
    deadline = Deadline.objects.get(subject_id=three[0].pk)
    assert deadline.due == queries.calendar().add_working_days(date(2026, 3, 5), 7)
