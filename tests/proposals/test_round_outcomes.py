"""A session night's round: many not filed, many merged into one lead; what is asked for, and what is refused."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import Destination, Ground, State
from xieshang.spine.models import Entry

S = State
AT = "/proposals/review/decision"


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


@pytest.fixture
def clerk(place: City) -> Client:
    return client_of(place.person("clerk"))


def submitted(place: City, count: int = 2) -> list[Proposal]:
    return [factory.proposal_in(place, S.SUBMITTED) for _ in range(count)]


def sent(cases: list[Proposal], outcome: str, **more: str) -> dict[str, Any]:
    chosen = [one.pk for one in cases]
    return {"chosen": chosen, "decide": "yes", "outcome": outcome, "advice": "file", "reason": "", **more}


def states(cases: list[Proposal]) -> list[str]:
    return [Proposal.objects.get(pk=one.pk).state for one in cases]


def test_many_are_not_filed_on_one_ground(place: City, clerk: Client) -> None:
    """Each by an event of its own, with the ground and the reason that its author reads."""
    cases = submitted(place)
    answer = clerk.post(AT, sent(cases, "refuse", ground="empty", destination="advice", reason="没有具体建议"))
    assert answer.status_code == 302
    assert states(cases) == [S.NOT_FILED] * 2
    told = Entry.objects.filter(kind="proposals.not_filed")
    assert [(one.payload["ground"], one.payload["reason"]) for one in told] == [("empty", "没有具体建议")] * 2
    kept = {(one.ground, one.destination) for one in Proposal.objects.filter(pk__in=[one.pk for one in cases])}
    assert kept == {(Ground.EMPTY, Destination.ADVICE)}


def test_many_are_turned_into_letters(place: City, clerk: Client) -> None:
    """Each by an event of its own, with the reason that its author reads; without one nothing is decided."""
    cases = submitted(place)
    answer = clerk.post(AT, sent(cases, "letter"))
    assert (answer.status_code, states(cases)) == (422, [S.SUBMITTED] * 2)
    assert "请写明理由，提案者会看到。" in answer.content.decode()
    assert clerk.post(AT, sent(cases, "letter", reason="内容可供参考")).status_code == 302
    assert states(cases) == [S.LETTER] * 2
    told = Entry.objects.filter(kind="proposals.turned_into_letter")
    assert [one.payload["reason"] for one in told] == ["内容可供参考"] * 2


def test_the_open_case_that_they_are_like_is_offered_as_lead(place: City, clerk: Client) -> None:
    """The only one stands in the field; a case that is closed or waits for review leads nothing."""
    cases, lead = submitted(place), factory.proposal_in(place, S.FILED)
    factory.proposal_in(place, S.CLOSED)
    page = clerk.post(AT, {"chosen": [one.pk for one in cases]}).content.decode()
    assert re.findall(r'<option value="([\d-]+)">', page) == [Proposal.objects.get(pk=lead.pk).label]
    assert re.search(r'name="into"[^>]*value="2026-0001"|value="2026-0001"[^>]*name="into"', page)


def test_many_are_merged_into_a_lead(place: City, clerk: Client) -> None:
    """The number of the lead as people write it."""
    cases, lead = submitted(place), factory.proposal_in(place, S.FILED)
    answer = clerk.post(AT, sent(cases, "merge", into=" 2026年第1号 ", reason="同一件事"))
    assert answer.status_code == 302
    assert states(cases) == [S.MERGED] * 2
    assert {Proposal.objects.get(pk=one.pk).merged_into for one in cases} == {lead}
    assert Entry.objects.filter(kind="proposals.merged").count() == 2


@pytest.mark.parametrize(
    ("outcome", "more", "said"),
    [
        ("refuse", {"reason": "空泛"}, ["不予立案的，要选定是哪一种情形。"]),
        ("refuse", {"ground": "empty"}, ["请写明理由，提案者会看到。"]),
        ("refuse", {}, ["不予立案的，要选定是哪一种情形。", "请写明理由，提案者会看到。"]),
        ("merge", {"reason": "同一件事"}, ["并案的，要写明主案案号。"]),
        ("merge", {"into": "2026-0099", "reason": "同一件事"}, ["没有这个案号的提案，请照“年度-号数”填写"]),
        ("merge", {"into": "第一号", "reason": "同一件事"}, ["没有这个案号的提案，请照“年度-号数”填写"]),
        ("merge", {"into": "2026-0001"}, ["请写明理由，提案者会看到。"]),
        ("return", {}, ["请写明理由，提案者会看到。"]),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_lost(
    place: City, clerk: Client, outcome: str, more: dict[str, str], said: list[str]
) -> None:
    """Nothing is decided; what was ticked and typed stands there still."""
    factory.proposal_in(place, S.FILED)
    cases = submitted(place)
    answer = clerk.post(AT, sent(cases, outcome, **more))
    page = answer.content.decode()
    assert (answer.status_code, states(cases)) == (422, [S.SUBMITTED] * 2)
    assert [one for one in said if one not in page] == []
    assert [value for value in more.values() if value not in page] == []
    assert page.count("checked aria-labelledby") == 2
    assert re.findall(r'<option value="([\d-]+)">', page) == ["2026-0001"]
    assert re.search(f'value="{outcome}"[^>]* checked', page)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (S.CLOSED, "主案要已经立案、还没有办结；这一件现在是“已办结”，请另选。"),
        (S.FILED, "这件提案由工作人员代录，委员本人还没有确认，暂不能并案。"),
    ],
)
def test_each_case_says_why_it_was_not_merged(place: City, clerk: Client, state: State, said: str) -> None:
    """A lead that is closed takes none; what awaits its member's word waits, while the other is merged."""
    lead, other = factory.proposal_in(place, state), factory.proposal_in(place, S.SUBMITTED)
    entered = other if state == S.CLOSED else unconfirmed(place)
    assert lead.case_number == 1
    cases = [entered, *submitted(place, 1)]
    answer = clerk.post(AT, sent(cases, "merge", into="2026-0001", reason="同一件事"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(said) == (2 if state == S.CLOSED else 1)
    assert 'value="2026-0001"' in page
    assert states(cases) == [S.SUBMITTED, S.SUBMITTED if state == S.CLOSED else S.MERGED]


def unconfirmed(place: City) -> Proposal:
    """Entered for a member who has not confirmed it."""
    own = actions.Proposer(factory.ProposerKind.MEMBER, author=place.author)
    entered = actions.draft(place.session, by=place.person("clerk"), proposer=own, text=factory.text())
    actions.submit(entered, by=place.person("clerk"))
    return entered


def test_advice_to_merge_or_not_to_file_says_which_outcome_to_choose(place: City) -> None:
    """So that they can be decided in the same round."""
    page = client_of(place.person("clerk")).post(AT, {"chosen": [submitted(place, 1)[0].pk]}).content.decode()
    assert [words for words in ("并入一件主案", "不予立案", *map(str, Ground.labels)) if words not in page] == []
