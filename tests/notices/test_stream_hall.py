"""The event stream as a real process: whoever watches a hall sees each sign-in; nobody else's ticket opens it."""

import json

import pytest

from tests.factories.meetings import hall, meeting
from tests.notices.streaming import Running, session_of
from xieshang.meetings import actions, queries
from xieshang.meetings.door import tally
from xieshang.meetings.states import SignInWay
from xieshang.spine import clock

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_hall_is_watched_by_all_who_may(stream: Running) -> None:
    """Each change once, the same text as the page that is asked; the bell goes on beside it."""
    place = hall()
    made = meeting(place)
    sitting = made.sittings.get()
    chair, office = place.person("chair"), place.person("office")
    pages = [
        stream.page(session_of(person), f"/?hall={tally.ticket(person.pk, sitting.pk)}") for person in (chair, office)
    ]
    heard = [dict([next(page), next(page)]) for page in pages]
    assert [json.loads(one["hall"])["present"] for one in heard] == [0, 0]
    assert [one["notices"] for one in heard] == ["0", "0"]
    mine = queries.own_attendance(place.person("member 1"), made.pk, at=clock.now())
    assert mine
    actions.admit(mine, by=office, way=SignInWay.LIST)
    assert [next(page) for page in pages] == [("hall", queries.tally_text(sitting))] * 2


def test_another_persons_ticket_tells_nothing_of_the_hall(stream: Running) -> None:
    """A page with a ticket that is not its own hears of its notices alone."""
    place = hall()
    made = meeting(place)
    sitting, stranger = made.sittings.get(), place.person("elsewhere")
    page = stream.page(session_of(stranger), f"/?hall={tally.ticket(place.person('chair').pk, sitting.pk)}&other=1")
    assert next(page) == ("notices", "0")
    mine = queries.own_attendance(place.person("member 1"), made.pk, at=clock.now())
    assert mine
    actions.admit(mine, by=place.person("office"), way=SignInWay.LIST)
    chair = place.person("chair")
    watching = stream.page(session_of(chair), f"/?hall={tally.ticket(chair.pk, sitting.pk)}")
    assert "hall" in dict([next(watching), next(watching)])
