"""Two at once in one charge: one deed is done, the other is told why not, and nothing is half written."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.together import at_once
from xieshang.deadlines import queries as deadlines
from xieshang.proposals import actions
from xieshang.proposals.models import Assignment, JointOpinion, Pause, Petition, Plan, Proposal
from xieshang.proposals.states import PetitionKind, Ruling, State
from xieshang.spine import clock
from xieshang.spine.models import Entry

K, S = PetitionKind, State

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(moment: datetime) -> City:
    return factory.city()


def both(place: City, deed: Callable[[Any], Any]) -> list[Any]:
    """Clerk and leader of the bureau do the same at once: the reason of whoever came second."""
    said = at_once(lambda: deed(place.person("bureau clerk")), lambda: deed(place.person("bureau leader")))
    return [one for one in said if isinstance(one, str)]


def entries(kind: str) -> int:
    return Entry.objects.filter(kind=f"proposals.{kind}").count()


def open_clocks(proposal: Proposal) -> list[str]:
    return sorted(one.code for one in deadlines.of(proposal) if one.is_open)


def test_two_ask_to_be_released(place: City) -> None:
    proposal = factory.proposal_in(place, S.ASSIGNED)
    charge = factory.assignment_of(proposal)
    asked = {"kind": K.RELEASE, "reason": "不属职责", "other_bureau": place.other_bureau}
    assert both(place, lambda by: actions.petition(charge, by=by, **asked)) == ["本单位的申请（申退）正在等裁定。"]
    assert (Petition.objects.count(), entries("petitioned")) == (1, 1)
    assert open_clocks(proposal) == ["proposals.reply", "proposals.rule"]


def test_one_accepts_while_the_other_asks_to_be_released(place: City) -> None:
    """Whichever comes first stands."""
    for _ in range(4):
        proposal = factory.proposal_in(place, S.ASSIGNED)
        charge = factory.assignment_of(proposal)
        asked = {"kind": K.RELEASE, "reason": "不属职责", "other_bureau": place.other_bureau}
        at_once(
            lambda charge=charge: actions.accept(charge, by=place.person("bureau clerk")),
            lambda charge=charge, asked=asked: actions.petition(charge, by=place.person("bureau leader"), **asked),
        )
        charge.refresh_from_db()
        petitioned = Petition.objects.filter(assignment=charge).exists()
        assert petitioned is (charge.accepted_at is None)
        assert open_clocks(proposal) == ["proposals.reply", *(["proposals.rule"] if petitioned else [])]


def test_two_rulings_on_one_petition(place: City) -> None:
    """One grants and one denies: the case has one bureau in the end, with the clocks of the ruling that stands."""
    proposal = factory.proposal_in(place, S.ASSIGNED)
    asked = {"kind": K.RELEASE, "reason": "不属职责", "other_bureau": place.other_bureau}
    petition = actions.petition(factory.assignment_of(proposal), by=place.person("bureau clerk"), **asked)
    clerk = place.person("clerk")
    said = at_once(
        *(
            lambda ruling=ruling: actions.rule_on(petition, by=clerk, ruling=ruling, reason="经研究")
            for ruling in (Ruling.GRANTED, Ruling.DENIED)
        )
    )
    assert [one for one in said if isinstance(one, str)] == ["这项申请已经裁定过了。"]
    granted = Petition.objects.get().ruling == Ruling.GRANTED
    assert Assignment.objects.get().bureau == (place.other_bureau if granted else place.bureau)
    assert open_clocks(proposal) == ["proposals.accept", "proposals.reply"]


def test_ruled_on_while_it_is_taken_back(place: City) -> None:
    proposal = factory.proposal_in(place, S.HANDLING)
    charge = factory.assignment_of(proposal)
    asked = {"kind": K.EXTENSION, "reason": "忙", "until_on": date(2026, 8, 3)}
    petition = actions.petition(charge, by=place.person("bureau clerk"), **asked)
    said = at_once(
        lambda: actions.rule_on(petition, by=place.person("clerk"), ruling=Ruling.GRANTED, reason="同意"),
        lambda: actions.take_back_petition(petition, by=place.person("bureau clerk")),
    )
    assert len([one for one in said if isinstance(one, str)]) == 1
    charge.refresh_from_db()
    assert charge.extended is (Petition.objects.get().ruling == Ruling.GRANTED)
    assert open_clocks(proposal) == ["proposals.reply"]


def test_two_ask_the_author(place: City) -> None:
    proposal = factory.proposal_in(place, S.HANDLING)
    charge = factory.assignment_of(proposal)
    said = both(place, lambda by: actions.ask_author(charge, by=by, question="几处？"))
    assert said == ["已经在等提案者答复，不必再问。"]
    assert (Pause.objects.count(), open_clocks(proposal)) == (1, ["proposals.ask"])


def test_the_author_answers_while_the_bureau_goes_on(place: City, moment: datetime) -> None:
    proposal = factory.proposal_in(place, S.HANDLING)
    charge = factory.assignment_of(proposal)
    actions.ask_author(charge, by=place.person("bureau clerk"), question="几处？")
    with clock.at(moment + timedelta(days=16)):
        said = at_once(
            lambda: actions.answer_question(charge, by=place.person("author"), answer="两处。"),
            lambda: actions.resume(charge, by=place.person("bureau clerk")),
        )
    assert len([one for one in said if isinstance(one, str)]) == 1
    assert Pause.objects.get().until_on == date(2026, 4, 3)
    assert open_clocks(proposal) == ["proposals.reply"]
    assert entries("question_answered") + entries("resumed") == 1


def test_two_write_the_plan(place: City) -> None:
    """Both are written, one after the other: the second is a revision."""
    charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
    plan = {"text": "摸底。", "ready_on": date(2026, 5, 20), "officer": "王", "officer_phone": "1", "leader": "周"}
    assert both(place, lambda by: actions.write_plan(charge, by=by, **plan)) == []
    assert (Plan.objects.count(), entries("planned"), entries("plan_revised")) == (1, 1, 1)


def test_two_give_the_opinion(place: City) -> None:
    proposal = factory.proposal_in(place, S.FILED)
    actions.assign(proposal, by=place.person("clerk"), lead=place.other_bureau, co=[place.bureau])
    charge = actions.accept(Assignment.objects.get(bureau=place.bureau), by=place.person("bureau clerk"))
    said = both(place, lambda by: actions.give_joint_opinion(charge, by=by, text="同意。", agrees=True))
    assert said == ["本单位的会办意见已经告知主办单位。"]
    assert JointOpinion.objects.count() == 1


def test_two_reminders_on_one_day(place: City) -> None:
    charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
    clerk = place.person("clerk")
    said = at_once(*[lambda: actions.remind(charge, by=clerk, words="请抓紧。")] * 2)
    assert [one for one in said if isinstance(one, str)] == ["今天已经催办过市教育局，一天催办一次。"]
    charge.refresh_from_db()
    assert charge.reminded == 1
