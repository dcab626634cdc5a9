"""Notices of awards on the public site: what was published, and nobody's name who keeps it back."""

from datetime import date, datetime

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.journeys.visit import Visit
from tests.portal.test_public import published
from tests.proposals.test_awards_actions import on, opened
from xieshang.proposals import actions
from xieshang.proposals.models import AwardRound, Proposal
from xieshang.proposals.states import HonourKind, State

H = HonourKind
NOTICE = "经评选，《甲案》（林一）等为优秀提案，联系电话：13800000000。"


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def decided(place: City, case: Proposal) -> AwardRound:
    """A round in which a case, a bureau and one of its people are honoured."""
    award, clerk = opened(place), place.person("clerk")
    staff = place.person("bureau clerk")
    good = {"by": clerk, "reason": "成效显著。"}
    put = [
        actions.nominate(award, kind=H.PROPOSAL, proposal=case, **good),
        actions.nominate(award, kind=H.BUREAU, bureau=place.bureau, **good),
        actions.nominate(award, kind=H.PERSON, bureau=place.bureau, person=staff, **good),
    ]
    with on(date(2026, 3, 23)):
        award = actions.start_marking(award, by=clerk)
        for one in put:
            actions.mark(one, by=place.person("chair"), score=90)
    with on(date(2026, 3, 30)):
        return actions.decide_round(award, by=clerk, honoured=put, notice=NOTICE)


def test_anybody_reads_who_was_honoured(place: City) -> None:
    """From the first page of the site to the case itself."""
    case = published(place, title="甲案")
    decided(place, case)
    visit = Visit().open("/public/awards").follow("2026 年度评选")
    for words in ("甲案", "2026 年第 1 号，林一", "市教育局", place.person("bureau clerk").name):
        assert words in visit.text
    assert "13800000000" not in visit.html
    assert f"/public/{case.pk}" in visit.html


def test_a_case_that_is_not_published_is_counted_only(place: City) -> None:
    case = factory.proposal_in(place, State.CLOSED, title="甲案")
    award = decided(place, case)
    shown = Visit().open(f"/public/awards/{award.pk}")
    assert "甲案" not in shown.text
    assert "林一" not in shown.text
    assert "另有 1 件没有向社会公开，这里不列案由和提案者。" in shown.text


def test_nobody_is_named_who_keeps_their_name_back(place: City) -> None:
    case = published(place, title="甲案")
    award = decided(place, case)
    Proposal.objects.filter(pk=case.pk).update(consents_to_name=False)
    shown = Visit().open(f"/public/awards/{award.pk}")
    assert "甲案" in shown.text
    assert "林一" not in shown.text
    assert "《甲案》（提案者）" in shown.text


def test_before_it_is_decided_there_is_nothing(place: City) -> None:
    award = opened(place)
    Visit().open(f"/public/awards/{award.pk}", expect=404)
    assert "还没有公布的评选结果。" in Visit().open("/public/awards").text
