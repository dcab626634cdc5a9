"""A case that was opened answers for its own rows alone, whatever is asked of it further."""

from datetime import datetime

import pytest

from tests.factories import proposals as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def test_whoever_was_asked_to_sign_two_proposals_answers_each(place: City) -> None:
    first, second = (factory.proposal_in(place, State.GATHERING) for _ in range(2))
    client = client_of(place.person("cosigner"))
    assert client.get(f"/proposals/{first.pk}/cosigning").status_code == 200
    client.post(f"/proposals/{second.pk}/cosigning", {"confirms": "yes"})
    assert [factory.cosigning_of(one).state for one in (first, second)] == ["asked", "confirmed"]


def test_the_charge_of_another_case_is_not_found_in_this_one(place: City) -> None:
    """Nor what was proposed for another."""
    here, there = (factory.proposal_in(place, State.HANDLING) for _ in range(2))
    clerk, charge = client_of(place.person("clerk")), factory.assignment_of(there)
    assert clerk.get(f"/proposals/{there.pk}/assignments/{charge.pk}/extension").status_code == 200
    assert clerk.get(f"/proposals/{here.pk}/assignments/{charge.pk}/extension").status_code == 404

    waiting, other = (factory.proposal_in(place, State.FILED) for _ in range(2))
    for one in (waiting, other):
        actions.propose_assignment(one, by=place.person("clerk"), lead=place.bureau)
    proposed = Proposal.objects.get(pk=other.pk).proposed.get()
    leader = client_of(place.person("bureau leader"))
    assert leader.get(f"/proposals/{other.pk}/proposed/{proposed.pk}/objection").status_code == 200
    assert leader.get(f"/proposals/{waiting.pk}/proposed/{proposed.pk}/objection").status_code == 404
