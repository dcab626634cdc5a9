"""What proposals do when the working calendar changes."""

from datetime import date, datetime

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City
from xieshang.deadlines import actions as calendar
from xieshang.deadlines.days import Day
from xieshang.proposals import actions
from xieshang.proposals.states import State
from xieshang.spine import errand
from xieshang.spine.models import Entry, Errand
from xieshang.spine.rule import Refused


@pytest.fixture
def city(db: None, moment: datetime) -> City:
    return factory.city()


def do_errands() -> None:
    for key in Errand.objects.filter(done_at__isnull=True).order_by("pk").values_list("pk", flat=True):
        errand.run(key)


def close_office(on: date) -> None:
    """A working day becomes a day off, and what follows from it is done."""
    calendar.enter_days([Day(on, False, "临时放假")], source="市政府通知", by=None)
    do_errands()


def test_a_day_off_moves_the_due_day_of_the_case_and_of_its_bureau(city: City) -> None:
    """The case waits for acceptance until a working day later, and says on its timeline why."""
    proposal = factory.proposal_in(city, State.ASSIGNED)
    before_on = proposal.turn_due_on
    close_office(before_on)
    proposal.refresh_from_db()
    assignment = factory.assignment_of(proposal)
    assert (proposal.turn_due_on, assignment.accept_by) == (assignment.accept_by, proposal.turn_due_on)
    assert proposal.turn_due_on > before_on
    told = Entry.objects.filter(kind="proposals.due_moved", subject_id=proposal.pk)
    assert [entry.payload["due_on"] for entry in told] == [proposal.turn_due_on.isoformat()]


def test_a_day_off_that_touches_another_step_leaves_the_turn_alone(city: City) -> None:
    """While acceptance is awaited, a moved day of reply changes the charge and not the turn."""
    proposal = factory.proposal_in(city, State.ASSIGNED)
    before_on, reply_by = proposal.turn_due_on, factory.assignment_of(proposal).reply_by
    close_office(reply_by)
    proposal.refresh_from_db()
    assert (proposal.turn_due_on, factory.assignment_of(proposal).reply_by > reply_by) == (before_on, True)


def test_nobody_moves_a_due_day_by_hand(city: City) -> None:
    """The rule refuses every person, with the reason."""
    proposal = factory.proposal_in(city, State.ASSIGNED)
    with pytest.raises(Refused, match="期限随工作日历计算，不能手工改动。"):
        actions.move_due(proposal, by=city.person("clerk"), code="proposals.accept", due_on=date(2026, 5, 1))
