"""Steps in an order that nobody would plan: what waits elsewhere is settled too, and no clock is left running."""

from datetime import date, datetime, timedelta

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.proposals import steps
from tests.proposals.steps import play, take
from xieshang.deadlines import actions as deadlines
from xieshang.deadlines import queries as deadline_queries
from xieshang.deadlines.days import Day
from xieshang.proposals import rules, turns
from xieshang.proposals.models import Assignment, Petition, Proposal, ProposedAssignment
from xieshang.proposals.queries import charges
from xieshang.proposals.reactions import follow_the_calendar
from xieshang.proposals.states import PetitionKind, Ruling, State
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

FILED = "submit file"
CO_LATE = f"{FILED} assign:0 accept:0 note_talk:0"


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return steps.hall()


def clocks(case: Proposal) -> list[str]:
    return sorted(one.code for one in deadline_queries.of(case) if one.is_open)


def charge(case: Proposal, bureau: str) -> Assignment:
    charges = Assignment.objects.select_related("bureau", "proposal__assembly")
    return charges.get(proposal=case, bureau__name=bureau)


def test_assigned_otherwise_than_proposed_what_was_proposed_lapses(place: City) -> None:
    """Nobody answers ahead what is assigned already, and the assignment can be taken back."""
    case = play(place, factory.drafted(place), f"{FILED} propose_assignment:0 assign:2")
    assert not ProposedAssignment.objects.exists()
    play(place, case, "take_back_assignment")
    assert [one.bureau.name for one in ProposedAssignment.objects.all()] == ["市教育局"]


def test_taken_back_while_a_bureau_asks_to_be_released_nobody_has_to_rule(place: City) -> None:
    case = play(place, factory.drafted(place), f"{FILED} assign:2 petition:0 take_back_assignment")
    assert clocks(case) == ["proposals.assign"]
    play(place, case, "assign:2 petition:0")
    assert clocks(case) == ["proposals.reply", "proposals.rule"]


def test_the_lead_replies_when_a_co_handler_let_its_time_pass(place: City, moment: datetime) -> None:
    """Nothing more is asked of it; the author's time for feedback runs."""
    case = play(place, factory.drafted(place), CO_LATE)
    with clock.at(moment + timedelta(days=40)):
        case = play(place, case, "reply")
    assert (case.state, clocks(case)) == (State.REPLIED, ["proposals.feedback"])


def test_the_lead_waits_for_the_ruling_on_a_co_handler(place: City, moment: datetime) -> None:
    case = play(place, factory.drafted(place), f"{CO_LATE} petition:3")
    assert Petition.objects.get().kind == PetitionKind.RELEASE
    with clock.at(moment + timedelta(days=40)):
        verdict = rules.may_reply(place.cast["bureau leader"], charge(case, "市教育局"))
        assert verdict.reason == "会办单位的申退正在等提案工作机构裁定，裁定以后再答复。"


def test_a_case_that_was_replied_to_keeps_its_day(place: City, moment: datetime) -> None:
    """Also where the calendar moves the day of a charge: a co-handler's of an earlier build, still running."""
    case = play(place, factory.drafted(place), f"{FILED} assign:2 accept note_talk reply")
    due_on = case.turn_due_on
    deadlines.start(case, turns.JOINT.code, from_on=clock.today(), part=place.bureau.pk)
    deadlines.enter_days([Day(date(2026, 4, 17), working=False, name="停电")], source="通知", by=None)
    for entry in Entry.objects.filter(kind="deadlines.moved"):
        follow_the_calendar(entry)
    case.refresh_from_db()
    assert case.turn_due_on == due_on is not None


def test_time_that_is_asked_for_is_given_by_ruling_and_not_twice(place: City) -> None:
    case = play(place, factory.drafted(place), f"{FILED} assign:2 accept petition:1")
    with pytest.raises(Refused, match="该单位已经申请延期，请对它的申请作出裁定。"):
        take(place, case, "prolong")
    take(place, case, "rule_on", 0)
    assert Petition.objects.get().ruling == Ruling.GRANTED


def test_more_time_is_not_taken_back_while_the_author_is_asked(place: City) -> None:
    case = play(place, factory.drafted(place), f"{FILED} assign:2 accept prolong ask_author")
    with pytest.raises(Refused, match="正在等提案者答复，期限没有在走，不能撤销延期。"):
        take(place, case, "take_back_extension")
    play(place, case, "answer_question")
    with pytest.raises(Refused, match="延期以后，答复期限已经重新计算，不能再撤销延期。"):
        take(place, case, "take_back_extension")


def test_more_time_taken_back_gives_the_days_that_were_left(place: City, moment: datetime) -> None:
    """After a pause the time to reply is not the regular one from the day of the assignment."""
    case = play(place, factory.drafted(place), f"{FILED} assign:2 accept ask_author")
    with clock.at(moment + timedelta(days=10)):
        play(place, case, "answer_question")
        before = charge(case, "市教育局").reply_by
        play(place, case, "prolong:30")
        assert charge(case, "市教育局").reply_by > before
        play(place, case, "take_back_extension")
    assert charge(case, "市教育局").reply_by == before


def test_handled_again_it_has_no_extension_to_take_back(place: City) -> None:
    """The thirty days of a second round are not made three months."""
    path = f"{FILED} assign:2 accept note_talk prolong reply judge:5 handle_again"
    case = play(place, factory.drafted(place), path)
    due_on = charge(case, "市教育局").reply_by
    with pytest.raises(Refused, match="延期以后，答复期限已经重新计算，不能再撤销延期。"):
        take(place, case, "take_back_extension")
    assert charge(case, "市教育局").reply_by == due_on


def test_who_has_opined_and_disputes_is_not_said_to_have_asked_for_release(place: City) -> None:
    path = f"{FILED} assign:0 accept:0 accept:1 give_joint_opinion:1 petition:5"
    case = play(place, factory.drafted(place), path)
    verdict = rules.may_remind(place.cast["clerk"], charge(case, "市财政局"))
    assert verdict.reason == "市财政局已经办完，不必催办。"
    assert charges.latest_reply(charge(case, "市财政局")) == date(2026, 9, 18)
