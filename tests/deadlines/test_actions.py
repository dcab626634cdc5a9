"""Deadlines start, are met and are dropped; a changed calendar moves them."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from tests.factories.deadlines import TermFactory, subjects
from xieshang.deadlines import actions, queries
from xieshang.deadlines.days import Day
from xieshang.deadlines.models import CalendarDay, Deadline
from xieshang.deadlines.periods import Length
from xieshang.deadlines.states import Unit
from xieshang.members.models import Term
from xieshang.spine.batch import batch, current_batch
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry

pytestmark = pytest.mark.django_db


def test_a_deadline_starts_with_the_declared_length() -> None:
    """Seven working days from Wednesday 18 March 2026 end on Friday the 27th."""
    term = TermFactory()
    deadline = actions.start(term, "tests.accept", from_on=date(2026, 3, 18))
    kept = Deadline.objects.get()
    assert kept == deadline
    assert (kept.due_on, kept.amount, kept.unit, kept.source) == (date(2026, 3, 27), 7, "working_days", "提案办理办法")
    assert (kept.subject_kind, kept.subject_id, kept.assembly_id) == ("members.term", term.pk, term.assembly_id)
    assert kept.is_open


def test_an_extension_is_a_longer_deadline_from_the_same_day() -> None:
    """The first stays as it was, dropped, so that both can be shown."""
    term = TermFactory()
    actions.start(term, "tests.reply", from_on=date(2026, 3, 18))
    actions.drop(term, "tests.reply", on=date(2026, 6, 10))
    six_months = Length(6, Unit.MONTHS, "市政府办公室同意延期")
    actions.start(term, "tests.reply", from_on=date(2026, 3, 18), length=six_months)
    assert [(str(d.due_on), d.is_open, d.source) for d in queries.of(term)] == [
        ("2026-06-18", False, "提案办理办法"),
        ("2026-09-18", True, "市政府办公室同意延期"),
    ]


def test_the_same_deadline_cannot_be_open_twice() -> None:
    """Sent twice, kept once."""
    term = TermFactory()
    actions.start(term, "tests.accept", from_on=date(2026, 3, 18))
    with pytest.raises(IntegrityError, match="deadlines_one_open"), transaction.atomic():
        actions.start(term, "tests.accept", from_on=date(2026, 3, 19))


def test_meeting_ends_the_open_deadline_of_that_code_alone() -> None:
    """Neither the other code of the subject nor another subject's is touched; a second time there is none."""
    term, other = subjects(2)
    for one in (term, other):
        actions.start(one, "tests.accept", from_on=date(2026, 3, 18))
        actions.start(one, "tests.reply", from_on=date(2026, 3, 18))
    met = actions.meet(term, "tests.accept", on=date(2026, 3, 20))
    assert met is not None
    assert list(Deadline.objects.exclude(met_on=None).values_list("pk", "met_on")) == [(met.pk, date(2026, 3, 20))]
    assert actions.meet(term, "tests.accept", on=date(2026, 3, 21)) is None


def test_a_batch_asks_once_and_writes_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Starting for 40 rows: the savepoint and its release, the lock, the calendar, the length, what is open,
    one insert. Meeting them later: one look and one update."""
    subjects(40)
    with django_assert_num_queries(7), batch(Term.objects.all()) as terms:
        for number, term in enumerate(terms):
            actions.start(term, "tests.accept", from_on=date(2026, 3, 2) + timedelta(days=number))
    with django_assert_num_queries(5), batch(Term.objects.all()) as terms:
        for term in terms:
            actions.meet(term, "tests.accept", on=date(2026, 3, 20))
    assert Deadline.objects.filter(met_on=date(2026, 3, 20)).count() == 40


def test_within_one_batch_a_deadline_can_be_started_and_met_and_started_again() -> None:
    """What the batch holds back is not forgotten."""
    subjects(2)
    with batch(Term.objects.order_by("pk")) as terms:
        for term in terms:
            actions.start(term, "tests.accept", from_on=date(2026, 3, 2))
            actions.meet(term, "tests.accept", on=date(2026, 3, 3))
            actions.start(term, "tests.accept", from_on=date(2026, 3, 4))
    rows = Deadline.objects.order_by("subject_id", "pk").values_list("subject_id", "from_on", "met_on")
    assert list(rows) == [
        row
        for term in Term.objects.order_by("pk")
        for row in [(term.pk, date(2026, 3, 2), date(2026, 3, 3)), (term.pk, date(2026, 3, 4), None)]
    ]


class _ChangedMindError(Exception):
    pass


def test_what_a_refused_step_of_a_batch_did_to_deadlines_is_undone() -> None:
    """A deadline that it met is open again, one that it started never was; the batch goes on."""
    old, new = subjects(2)
    actions.start(old, "tests.accept", from_on=date(2026, 3, 2))
    with batch(Term.objects.order_by("pk")) as (first, second):
        for _ in range(2):
            with suppress(_ChangedMindError), current_batch().step():
                actions.meet(first, "tests.accept", on=date(2026, 3, 3))
                actions.start(second, "tests.accept", from_on=date(2026, 3, 3))
                raise _ChangedMindError
        actions.start(second, "tests.accept", from_on=date(2026, 3, 4))
        actions.meet(first, "tests.accept", on=date(2026, 3, 5))
    assert list(Deadline.objects.order_by("pk").values_list("subject_id", "from_on", "met_on")) == [
        (old.pk, date(2026, 3, 2), date(2026, 3, 5)),
        (new.pk, date(2026, 3, 4), None),
    ]


def test_entering_a_year_s_arrangement_moves_what_it_touches() -> None:
    """The open deadline over New Year moves and says so in the ledger; met and far ones stay."""
    touched, met, far = subjects(3)
    for term, from_on in ((touched, date(2026, 12, 29)), (met, date(2026, 12, 29)), (far, date(2026, 3, 2))):
        actions.start(term, "tests.accept", from_on=from_on)
    actions.meet(met, "tests.accept", on=date(2026, 12, 30))
    assert queries.of(touched).get().due_on == date(2027, 1, 7)
    arrangement = [
        Day(date(2027, 1, 1), False, "元旦"),
        Day(date(2027, 1, 3), True, "元旦"),
        Day(date(2027, 1, 4), False, "元旦"),
        Day(date(2027, 1, 5), False, "元旦"),
        Day(date(2027, 10, 1), False, "国庆节"),
    ]

    moved = actions.enter_days(arrangement, source="放假安排的通知", by=None)

    assert [(d.subject_id, str(d.due_on)) for d in moved] == [(touched.pk, "2027-01-11")]
    assert queries.of(touched).get().due == queries.calendar().add_working_days(date(2026, 12, 29), 7)
    assert [str(queries.of(term).get().due_on) for term in (met, far)] == ["2027-01-07", "2026-03-11"]
    entries = Entry.objects.order_by("pk")
    assert [entry.kind for entry in entries] == ["deadlines.day_entered"] * 5 + ["deadlines.moved"]
    assert sentence_of(entries[0]) == "在工作日历中录入了 2027-01-01（元旦）"
    assert sentence_of(entries[5]) == "工作日历有变，期限由 2027-01-07 改为 2027-01-11"


def test_a_day_can_be_corrected() -> None:
    """Entered again, it is one row with the last word; the deadline moves there and back."""
    term = TermFactory()
    actions.start(term, "tests.accept", from_on=date(2026, 3, 18))
    actions.enter_days([Day(date(2026, 3, 20), False, "停电")], source="通知一", by=None)
    assert queries.of(term).get().due_on == date(2026, 3, 30)
    actions.enter_days([Day(date(2026, 3, 20), True, "停电取消")], source="通知二", by=None)
    assert queries.of(term).get().due_on == date(2026, 3, 27)
    assert CalendarDay.objects.values_list("name", "source").get() == ("停电取消", "通知二")


def test_entering_nothing_changes_nothing() -> None:
    """An empty list is no fault."""
    assert actions.enter_days([], source="通知", by=None) == []
    assert Entry.objects.count() == 0


def test_a_recount_moves_what_a_newer_library_would() -> None:
    """A row as an older calendar left it is put right; one that is right stays and is not told of."""
    old, right = subjects(2)
    for term in (old, right):
        actions.start(term, "tests.accept", from_on=date(2026, 9, 28))
    Deadline.objects.filter(subject_id=old.pk).update(due_on=date(2026, 10, 7), steps=[])
    assert [d.subject_id for d in actions.recount(by=None)] == [old.pk]
    assert [str(queries.of(term).get().due_on) for term in (old, right)] == ["2026-10-13"] * 2
    assert queries.of(old).get().due == queries.of(right).get().due
    assert [entry.kind for entry in Entry.objects.all()] == ["deadlines.moved"]
