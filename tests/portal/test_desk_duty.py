"""What of duty waits stands on the desk of who must act, without what is their own, and opens its rows."""

import re

import pytest

from tests.factories import duties as factory
from tests.factories.accounts import client_of
from tests.factories.proposals import City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def place() -> City:
    return factory.place_with_scheme()


def numbers(place: City, who: str) -> dict[str, str]:
    """The numbers of duty on somebody's desk, by the list that each opens."""
    page = client_of(place.person(who)).get("/").content.decode()
    return dict(re.findall(r'<a href="/duties/([a-z]+)/"><b>([^<]+)</b>', page))


def test_each_sees_what_they_can_settle(place: City):
    """The office objections, entries by others and reports; the secretary general, who reviews too, decisions as well;
    the member, the officer and the chair nothing of it."""
    factory.award(place)
    factory.objection(place)
    factory.entered(place)
    assert numbers(place, "office") == {"objections": "1", "entries": "0", "reports": "0"}
    assert numbers(place, "second office") == {"objections": "1", "entries": "1", "reports": "0"}
    assert numbers(place, "secretary") == {
        "objections": "1",
        "entries": "1",
        "reports": "0",
        "awards": "1",
        "exits": "0",
    }
    assert [numbers(place, who) for who in ("author", "officer", "chair")] == [{}, {}, {}]
