"""Who hears of what was done to their attendance."""

from datetime import datetime

import pytest

from tests.factories.meetings import Hall, hall, meeting
from tests.proposals.test_reactions import do_errands
from xieshang.meetings import actions, queries
from xieshang.meetings.states import Presence, SignInWay
from xieshang.notices.models import Notice
from xieshang.spine import clock


@pytest.fixture
def place(db: None, moment: datetime) -> Hall:
    return hall()


def test_a_correction_is_told_to_whom_it_is_about(place: Hall) -> None:
    """With what it is now and why, and the way to the page; signing in itself is told to nobody."""
    made, person = meeting(place), place.person("member 1")
    for act in ("admit", "correct"):
        mine = queries.own_attendance(person, made.pk, at=clock.now())
        assert mine
        if act == "admit":
            actions.admit(mine, by=place.person("office"), way=SignInWay.LIST)
        else:
            actions.correct(mine, by=place.person("office"), presence=Presence.PRESENT, reason="门口排队")
    do_errands()
    (told,) = Notice.objects.all()
    assert (told.person, told.link) == (person, f"/meetings/{made.pk}/door")
    assert (told.title, told.body) == ("您在《九届四次全体会议》的出席情况更正为“出席”", "理由：门口排队")
