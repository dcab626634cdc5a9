"""Credits are made from the ledger alone: as it grows, and all of them anew."""

from typing import Any

import pytest

from tests.factories import proposals as factory
from tests.factories.proposals import City, city
from xieshang.duties import collecting, readings
from xieshang.duties.models import Credit
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State
from xieshang.spine.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> City:
    return city()


def told() -> list[tuple[Any, ...]]:
    rows = Credit.objects.order_by("entry", "place")
    return list(rows.values_list("kind", "member__name", "part", "people", "place", "about"))


def entries(place: City) -> list[Entry]:
    return list(Entry.objects.filter(assembly_id=place.assembly.pk, kind__in=readings.kinds()).order_by("id"))


def joint(place: City) -> Proposal:
    """Submitted by the author and one who confirmed."""
    proposal = factory.proposal_in(place, State.GATHERING)
    actions.answer_cosigning(factory.cosigning_of(proposal), by=place.person("cosigner"), confirms=True)
    proposal.refresh_from_db()
    return actions.submit(proposal, by=place.person("author"))


def test_a_joint_proposal_is_to_the_credit_of_all_who_signed(place: City):
    """The first author first, then who confirmed; asking somebody is to nobody's credit."""
    actions.file(joint(place), by=place.person("clerk"))
    collecting.collect(entries(place))
    assert told() == [
        ("proposals.cosigned", "林二", "", 1, 1, ""),
        ("proposals.submitted", "林一", "first", 2, 1, ""),
        ("proposals.submitted", "林二", "other", 2, 2, ""),
        ("proposals.filed", "林一", "first", 2, 1, ""),
        ("proposals.filed", "林二", "other", 2, 2, ""),
    ]


def test_reading_twice_counts_once(place: City):
    """An errand that is done again, and a rebuild, come to the same rows."""
    joint(place)
    collecting.collect(entries(place))
    before = told()
    collecting.collect(entries(place))
    assert told() == before
    assert collecting.rebuild(place.assembly) == len(before)
    assert told() == before


def test_reading_costs_the_same_for_one_and_for_many(place: City, django_assert_num_queries: Any):
    """Cases with their authors, co-signers, members: three queries."""
    joint(place)
    one = [entry for entry in entries(place) if entry.kind == "proposals.submitted"]
    with django_assert_num_queries(2):
        readings.credits_of(one)
    factory.proposal_in(place, State.SUBMITTED)
    many = entries(place)
    assert len(many) > len(one)
    with django_assert_num_queries(3):
        readings.credits_of(many)
