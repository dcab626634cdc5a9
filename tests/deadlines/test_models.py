"""What the database itself refuses."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories.deadlines import AssemblyFactory
from xieshang.deadlines.models import CalendarDay, Deadline, Period

pytestmark = pytest.mark.django_db
SOUND = {
    "code": "tests.accept",
    "subject_kind": "members.term",
    "subject_id": 1,
    "from_on": date(2026, 3, 18),
    "amount": 7,
    "unit": "working_days",
    "source": "提案办理办法",
    "due_on": date(2026, 3, 27),
    "steps": [],
}


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"due_on": date(2026, 3, 17)}, "deadlines_due_after_start"),
        ({"amount": 0}, "deadlines_amount"),
        ({"unit": "weeks"}, "deadlines_unit"),
        ({"met_on": date(2026, 3, 20), "dropped_on": date(2026, 3, 20)}, "deadlines_met_or_dropped"),
    ],
)
def test_a_deadline_must_make_sense(wrong: dict[str, Any], constraint: str) -> None:
    """The sound row is kept, the wrong one is not."""
    assembly = AssemblyFactory()
    Deadline.objects.create(assembly=assembly, **SOUND)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Deadline.objects.create(assembly=assembly, **SOUND | {"subject_id": 2} | wrong)


def test_one_open_deadline_of_a_code() -> None:
    """Ended ones do not stand in the way, not even of the same day; another code or subject never does."""
    assembly = AssemblyFactory()
    for ended in ({"met_on": date(2026, 3, 20)}, {"dropped_on": date(2026, 3, 20)}, {}):
        Deadline.objects.create(assembly=assembly, **SOUND | ended)
    Deadline.objects.create(assembly=assembly, **SOUND | {"code": "tests.reply"})
    Deadline.objects.create(assembly=assembly, **SOUND | {"subject_id": 2})
    with pytest.raises(IntegrityError, match="deadlines_one_open"), transaction.atomic():
        Deadline.objects.create(assembly=assembly, **SOUND | {"from_on": date(2026, 3, 19)})


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"amount": 0}, "deadlines_period_amount"),
        ({"unit": "weeks"}, "deadlines_period_unit"),
        ({}, "deadlines_period_once"),
    ],
)
def test_a_period_must_make_sense_and_be_set_once(wrong: dict[str, Any], constraint: str) -> None:
    """One length for each step of an assembly; another assembly has its own."""
    values = {"code": "tests.accept", "amount": 5, "unit": "working_days", "source": "主席会议纪要"}
    assembly = AssemblyFactory()
    Period.objects.create(assembly=assembly, **values)
    Period.objects.create(assembly=AssemblyFactory(), **values)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Period.objects.create(assembly=assembly, **values | ({"code": "tests.reply"} if wrong else {}) | wrong)


def test_an_entered_day_has_a_name() -> None:
    """So that every step of an explanation can be said."""
    CalendarDay.objects.create(on=date(2027, 1, 1), working=False, name="元旦", source="通知")
    with pytest.raises(IntegrityError, match="deadlines_day_named"), transaction.atomic():
        CalendarDay.objects.create(on=date(2027, 1, 2), working=False, name="", source="通知")


@pytest.mark.parametrize("ending", [{}, {"met_on": date(2026, 3, 27)}, {"dropped_on": date(2026, 3, 28)}])
def test_a_deadline_is_open_until_it_is_met_or_dropped(ending: dict[str, date]) -> None:
    """Late or not."""
    assert Deadline(**SOUND | ending).is_open is not bool(ending)
