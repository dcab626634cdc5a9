"""A case that was opened answers for its own rows alone, whatever is asked of it further."""

from datetime import datetime

import pytest

from tests.factories import proposals as factory
from tests.factories import replies
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


def test_what_is_only_sent_leads_back_where_it_is_asked_for(place: City) -> None:
    """After signing in again, or a change of language, one comes to the address of the form."""
    one, other = (factory.proposal_in(place, State.SUBMITTED) for _ in range(2))
    clerk = client_of(place.person("clerk"))
    asked = {
        "/proposals/bulks/extend/order": "/proposals/",
        "/proposals/review/decision": "/proposals/review",
        f"/proposals/{one.pk}/comparison/{other.pk}/decision": f"/proposals/{one.pk}/comparison?other={other.pk}",
    }
    assert {address: clerk.get(address).headers["Location"] for address in asked} == asked


def test_whoever_oversees_a_follow_up_is_led_to_the_case_and_whoever_answers_to_the_form(place: City) -> None:
    case = replies.closed(place)
    promise, effect = (replies.follow_up_of(case, kind) for kind in ("promise", "effect_3"))
    form = 'href="/proposals/{}/follow-ups/{}"'.format
    asked = {"clerk": [], "bureau clerk": [promise.pk], "author": [effect.pk]}
    for who, own in asked.items():
        page = client_of(place.person(who)).get("/proposals/follow-ups?tab=all").content.decode()
        found = [one.pk for one in (promise, effect) if form(case.pk, one.pk) in page]
        assert (found, f"/proposals/{case.pk}" in page) == (own, True)


def test_statistics_are_offered_to_those_who_may_read_them(place: City) -> None:
    door = 'href="/proposals/statistics"'
    for who, offered in {"clerk": True, "officer": False}.items():
        client = client_of(place.person(who))
        assert (door in client.get("/proposals/").content.decode()) is offered
        assert client.get("/proposals/statistics").status_code == (200 if offered else 404)
