"""Who hears of votes."""

from datetime import datetime

import pytest

from tests.factories import meetings as factory
from tests.factories.meetings import Hall
from tests.meetings import voting
from xieshang.meetings import actions
from xieshang.meetings.models import Attendance, Meeting
from xieshang.meetings.states import VoteState, VoteWay
from xieshang.notices.models import Delivery, Notice
from xieshang.notices.reactions import votes
from xieshang.spine.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(moment: datetime) -> Hall:
    """A hall."""
    return factory.hall()


@pytest.fixture
def meeting(place: Hall) -> Meeting:
    """It is on, and all four members are in the hall."""
    return voting.session(place)


def entry(kind: str) -> Entry:
    """The one entry of its kind."""
    return Entry.objects.get(kind=f"meetings.{kind}")


def heard(place: Hall) -> dict[str, str]:
    """Who was told what, by their part in the cast."""
    parts = {person.pk: name for name, person in place.cast.items() if person.pk}
    return {parts[one.person_id]: f"{one.title}｜{one.body}｜{one.link}" for one in Notice.objects.order_by("pk")}


def test_those_in_the_hall_hear_that_they_may_vote(place: Hall, meeting: Meeting) -> None:
    """Whoever is not there, or has voted, is not asked; nobody gets a mail."""
    Attendance.objects.filter(attendee__member=place.members[3]).update(presence="absent")
    vote = voting.vote_in(place, meeting, VoteState.OPEN, VoteWay.SECRET)
    actions.cast_vote(vote, by=place.person("member 1"), choices={1: "for"})
    votes.vote_opened(entry("vote_opened"))
    link = f"/meetings/{meeting.pk}/votes/{vote.pk}/ballot"
    words = f"请投票：通过工作报告的决议｜九届四次全体会议，投票已经开始，每人一次。｜{link}"
    assert heard(place) == {"member 2": words, "member 3": words}
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(("state", "way"), [(VoteState.OPEN, VoteWay.HANDS), (VoteState.CLOSED, VoteWay.NAMED)])
def test_nobody_is_asked_for_what_cannot_be_done(place: Hall, meeting: Meeting, state: str, way: VoteWay) -> None:
    """Hands are raised in the hall, and what is closed is over."""
    voting.vote_in(place, meeting, state, way)
    votes.vote_opened(entry("vote_opened"))
    assert heard(place) == {}


def test_all_who_belong_there_hear_what_came_out(place: Hall, meeting: Meeting) -> None:
    """The sentence as it was announced."""
    vote = voting.vote_in(place, meeting, VoteState.ANNOUNCED)
    votes.vote_announced(entry("vote_announced"))
    words = f"表决结果：通过工作报告的决议｜赞成 2 票，不足 3 票，未获通过。｜/meetings/{meeting.pk}/votes/{vote.pk}/"
    assert heard(place) == dict.fromkeys(["member 1", "member 2", "member 3", "member 4"], words)
