"""Who sees which occasions."""

import pytest

from tests.factories.meetings import Hall, hall, meeting
from xieshang.meetings import actions, queries
from xieshang.meetings.states import State
from xieshang.spine.rule import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Hall:
    return hall()


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("office", True),
        ("secretary", True),
        ("chair", True),
        ("officer", False),
        ("administrator", False),
        ("elsewhere", False),
        ("public", False),
        ("member 1", False),
    ],
)
def test_a_draft_is_seen_by_the_office_and_leaders_alone(place: Hall, who: str, sees: bool):
    made = meeting(place, State.DRAFT)
    assert (made in queries.visible_to(place.cast[who])) is sees


def test_whoever_was_told_sees_it(place: Hall):
    """Members on the roster see it once the notice is out, and still when it was cancelled afterwards."""
    for state in (State.NOTIFIED, State.OPEN, State.CLOSED, State.CANCELLED):
        made = meeting(place, state)
        assert made in queries.visible_to(place.person("member 4"))


def test_an_officer_sees_the_occasions_of_the_committee(place: Hall):
    made = meeting(place, State.DRAFT, organ=place.committee)
    assert made in queries.visible_to(place.person("officer"))


def test_kinds_are_founded_once(place: Hall):
    """Eight standard kinds in their order; the second founding is refused with what can be done instead."""
    codes = [kind.code for kind in queries.kinds_of(place.assembly, on=place.session.opens_on)]
    assert codes == ["plenary", "party_group", "chairs", "standing", "study", "forum", "system", "activity"]
    with pytest.raises(Refused, match="种类已经设定，可以逐个修改"):
        actions.found_kinds(place.assembly, by=place.person("office"))
