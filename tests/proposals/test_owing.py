"""Whose turn it is in lists: by what each bureau owes, not by the state of the case."""

from datetime import datetime, timedelta

import pytest

from tests.factories import proposals as factory
from tests.factories import replies
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import PetitionKind, State
from xieshang.proposals.views.rows import Rows
from xieshang.spine import clock

S = State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def ball(proposal: Proposal) -> str:
    (values,) = queries.rows(Proposal.objects.filter(pk=proposal.pk))
    return str(Rows()(values)["ball"])


def assigned(place: City, **to: object) -> Proposal:
    proposal = factory.proposal_in(place, S.FILED)
    actions.assign(proposal, by=place.person("clerk"), **to)  # type: ignore[arg-type]
    return replies.fresh(proposal)


def accept(place: City, proposal: Proposal, bureau: str) -> None:
    actions.accept(replies.charge_of(proposal, bureau), by=place.person(replies.LEADERS[bureau]))


def test_of_two_bureaus_it_names_the_one_that_has_not_replied(place: City) -> None:
    proposal = assigned(place, separate=[place.bureau, place.other_bureau])
    assert ball(proposal) == "市教育局、市财政局签收"
    accept(place, proposal, "市教育局")
    assert ball(proposal) == "市教育局答复，市财政局签收"
    accept(place, proposal, "市财政局")
    assert ball(proposal) == "市教育局、市财政局答复"
    talk = {"kind": factory.TalkKind.MEETING, "on": clock.today(), "people": "林一", "content": "当面听取意见。"}
    actions.note_talk(replies.charge_of(proposal), by=place.person("bureau leader"), **talk)
    replies.reply(place, proposal)
    assert ball(proposal) == "市财政局答复"


def test_a_co_handler_is_named_until_it_has_given_its_opinion_or_its_time_is_over(place: City) -> None:
    proposal = assigned(place, lead=place.bureau, co=[place.other_bureau])
    for bureau in ("市教育局", "市财政局"):
        accept(place, proposal, bureau)
    assert ball(proposal) == "市教育局答复，市财政局提出会办意见"
    with clock.at(clock.now() + timedelta(days=40)):
        assert ball(proposal) == "市教育局答复"
    opinion = {"text": "同意。", "agrees": True}
    actions.give_joint_opinion(replies.charge_of(proposal, "市财政局"), by=place.person("other leader"), **opinion)
    assert ball(proposal) == "市教育局答复"


def test_a_petition_is_the_office_s_and_a_question_the_author_s(place: City) -> None:
    proposal = assigned(place, lead=place.bureau)
    charge, staff = replies.charge_of(proposal), place.person("bureau clerk")
    release = actions.petition(
        charge, by=staff, kind=PetitionKind.RELEASE, reason="不属本单位职责", other_bureau=place.other_bureau
    )
    assert ball(proposal) == "提案工作机构裁定市教育局的申退"
    actions.take_back_petition(release, by=staff)
    accept(place, proposal, "市教育局")
    actions.ask_author(replies.charge_of(proposal), by=staff, question="请问是哪些小区？")
    assert ball(proposal) == "林一答复市教育局的询问"


def test_of_many_it_names_the_first_and_their_number(place: City) -> None:
    third = factory.bureau_of(place.assembly, "市公安局")
    proposal = assigned(place, separate=[place.bureau, place.other_bureau, third])
    assert ball(proposal) == "市教育局等 3 家单位签收"


@pytest.mark.parametrize("state", [one for one in S if one not in (S.ASSIGNED, S.HANDLING)])
def test_where_no_bureau_has_it_in_hand_the_state_says_it(place: City, state: State) -> None:
    proposal = factory.proposal_in(place, state)
    (values,) = queries.rows(Proposal.objects.filter(pk=proposal.pk))
    assert list(values["owing"]) == []


def test_the_list_and_its_file_show_it(place: City) -> None:
    assigned(place, separate=[place.bureau, place.other_bureau])
    page = client_of(place.person("clerk")).get("/proposals/?tab=open").content.decode()
    assert "市教育局、市财政局签收" in page
    found = client_of(place.person("clerk")).get("/proposals/?q=停车").content.decode()
    assert "市教育局、市财政局签收" in found
