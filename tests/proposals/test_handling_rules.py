"""Who may do what with a charge while it is handled, in which state, and the exact reason why not."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City
from xieshang.proposals import actions, rules
from xieshang.proposals.models import Petition
from xieshang.proposals.queries import charges
from xieshang.proposals.states import PetitionKind, State

S, OK = State, ""
BUREAU = {"bureau clerk", "bureau leader"}
CLERK = {"clerk"}


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def in_hand(verb: str) -> dict[State, str]:
    """What a bureau reads in each state of something that is done between accepting and replying."""
    return {S.ASSIGNED: f"签收以后才能{verb}。", S.HANDLING: OK, **over(verb)}


def over(verb: str) -> dict[State, str]:
    """And once all have replied."""
    words = "现在的状态是“%s”，已经过了可以%s的时候；请看现在还能办什么。"
    return {state: words % (state.label, verb) for state in (S.REPLIED, S.ANSWERED, S.CLOSED)}


def only(verb: str) -> str:
    return f"只有市教育局的工作人员可以{verb}。"


def of(kind: PetitionKind) -> Callable[[Any, Any], Any]:
    return lambda actor, charge: rules.may_petition_for(kind, actor, charge)


NO_PAUSE = dict.fromkeys([S.ASSIGNED, S.HANDLING, S.REPLIED, S.ANSWERED, S.CLOSED], "办理没有停计，不用恢复。")
NO_QUESTION = dict.fromkeys(NO_PAUSE, "市教育局没有等您答复的询问。")
LEAD = dict.fromkeys(NO_PAUSE, "会办意见由会办单位提出；本单位直接答复提案者。")
AGREED = in_hand("提交分歧") | {S.HANDLING: "会办单位没有提出不同意见，没有需要裁定的分歧。"}
ACCEPTED = dict.fromkeys(NO_PAUSE, "已经签收，不能再申退；不能自行转给别的单位。") | {S.ASSIGNED: OK}
REMIND = {S.ASSIGNED: OK, S.HANDLING: OK} | over("催办")
PETITION = only("向提案工作机构提出申请")
# verb: (the rule, who may at all, what the others read, what those read in each state)
TABLE: dict[str, tuple[Callable[[Any, Any], Any], set[str], str, dict[State, str]]] = {
    "plan": (rules.may_write_plan, BUREAU, only("制定办理方案"), in_hand("制定办理方案")),
    "ask": (rules.may_ask_author, BUREAU, only("询问提案者"), in_hand("询问提案者")),
    "resume": (rules.may_resume, BUREAU, only("恢复办理"), NO_PAUSE),
    "answer": (rules.may_answer_question, {"author"}, "只有提案者本人可以答复询问。", NO_QUESTION),
    "opinion": (rules.may_give_joint_opinion, BUREAU, only("提出会办意见"), LEAD),
    "remind": (rules.may_remind, CLERK, "只有提案工作人员可以催办。", REMIND),
    "release": (of(PetitionKind.RELEASE), BUREAU, PETITION, ACCEPTED),
    "extension": (of(PetitionKind.EXTENSION), BUREAU, PETITION, in_hand("申请延期")),
    "disagreement": (of(PetitionKind.DISAGREEMENT), BUREAU, PETITION, AGREED),
}


def test_everybody_with_every_verb_of_a_charge_in_every_state(place: City) -> None:
    """14 actors, five states, nine verbs."""
    states = list(NO_PAUSE)
    charges = {state: factory.assignment_of(factory.proposal_in(place, state)) for state in states}
    wrong = [
        (verb, name, state, said, right)
        for verb, (rule, who, others, words) in TABLE.items()
        for name, actor in place.cast.items()
        for state in states
        if (said := str(rule(actor, charges[state]).reason)) != (right := words[state] if name in who else others)
    ]
    assert wrong == []


def test_who_rules_takes_back_and_reads(place: City) -> None:
    """A clerk rules, the bureau takes back; the office and the bureau read it."""
    charge = factory.assignment_of(factory.proposal_in(place, S.HANDLING))
    asked = {"kind": PetitionKind.EXTENSION, "reason": "忙", "until_on": charges.latest_reply(charge)}
    actions.petition(charge, by=place.person("bureau clerk"), **asked)
    petition = Petition.objects.get()
    cast = place.cast.items()
    assert {name for name, actor in cast if rules.may_rule_on(actor, petition)} == CLERK
    assert {name for name, actor in cast if rules.may_take_back_petition(actor, petition)} == BUREAU
    readers = {name for name, actor in cast if rules.may_read_petition(actor, petition)}
    assert readers == {*BUREAU, "clerk", "office", "chair", "auditor"}
    chair = rules.may_rule_on(place.person("chair"), petition)
    assert chair.reason == "只有提案工作人员可以裁定。"


def test_who_reads_a_number_and_an_opinion(place: City) -> None:
    """Author, office and bureaus are near; the author reads opinions once the case was replied to."""
    handled, replied = (factory.proposal_in(place, state) for state in (S.HANDLING, S.REPLIED))
    office = {"clerk", "office", "chair", "auditor"}
    cast = place.cast.items()
    assert {name for name, actor in cast if rules.is_near(actor, handled)} == {*BUREAU, *office, "author"}
    assert {name for name, actor in cast if rules.may_read_opinions(actor, handled)} == {*BUREAU, *office}
    assert {name for name, actor in cast if rules.may_read_opinions(actor, replied)} == {*BUREAU, *office, "author"}
