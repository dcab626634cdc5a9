"""The public site: what was proposed and answered, and nothing of what was left out there."""

from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import proposals as factory
from tests.factories.proposals import City
from tests.journeys.visit import Visit
from xieshang.proposals import actions, queries
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def published(place: City, **parts: str) -> Proposal:
    """A case that was closed and published."""
    proposal = factory.proposal_in(place, State.CLOSED, **parts)
    whole = queries.whole(Proposal.objects.filter(pk=proposal.pk)).get()
    text, reply = queries.public_version(whole)
    return actions.publish(whole, by=place.person("clerk"), text=text, reply=reply)


def test_anybody_finds_and_reads_a_published_case(place: City):
    """From the first page, by search, to the case with its answer."""
    published(place, title="关于白鹭湖湿地的建议", situation="白鹭湖水位下降。")
    visit = Visit().open("/").press("搜索", q="白鹭湖")
    assert "关于<mark>白鹭湖</mark>湿地的建议" in visit.html
    visit.follow("关于白鹭湖湿地的建议")
    assert "白鹭湖水位下降。" in visit.text
    assert "已列入明年计划。" in visit.text


def test_what_is_left_out_cannot_be_found_either(place: City):
    """Neither on the page nor by a search for it."""
    case = published(place, title="关于停车的建议", situation="联系电话：13800000000，车位不足。")
    assert "13800000000" not in Visit().open(f"/public/{case.pk}").html
    assert "关于停车的建议" not in Visit().open("/public?q=13800000000").text
    assert "关于停车的建议" in Visit().open("/public?q=车位").text


def test_what_is_not_published_is_not_there(place: City):
    """Closed but not published, published and taken down again: 404, and on no list."""
    closed, taken_down = factory.proposal_in(place, State.CLOSED, title="甲案"), published(place, title="乙案")
    actions.unpublish(taken_down, by=place.person("clerk"), reason="更正后再公开")
    for case in (closed, taken_down):
        Visit().open(f"/public/{case.pk}", expect=404)
    assert "还没有公开的提案。" in Visit().open("/public").text
    assert "还没有公开的提案。" in Visit().open("/").text


def test_titles_stand_in_a_song_typeface(place: City):
    """On the first page, the list and the case."""
    case = published(place)
    assert 'h1 class="serif"' in Visit().open("/").html
    assert 'h1 class="serif"' in Visit().open("/public").html
    assert '<article class="document">' in Visit().open(f"/public/{case.pk}").html


@pytest.mark.parametrize(
    ("address", "cost"), [("/", 3), ("/public", 4), ("/public?q=停车", 4), ("/public?export=xlsx", 1)]
)
def test_the_public_pages_cost_the_same_for_one_case_and_for_three(
    place: City, address: str, cost: int, django_assert_num_queries: DjangoAssertNumQueries
):
    """Without a session: cases with their bureaus, the assembly's name, years to filter by."""
    for amount in (1, 2):
        for _ in range(amount):
            published(place)
        with django_assert_num_queries(cost):
            response = Client().get(address)
            assert b"".join(response)  # type: ignore[arg-type]
