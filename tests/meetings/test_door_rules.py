"""Who may do what at the door, in every state of an occasion, and why not."""

from datetime import datetime, timedelta

import pytest

from tests.factories.meetings import Hall, hall, meeting
from xieshang.meetings import queries, rules
from xieshang.meetings.models import Attendance, Meeting
from xieshang.meetings.states import State
from xieshang.spine import clock

OWN = "只能为自己签到。替别人签到由会务人员办理。"
LEAVING = "只能为自己登记离场。替别人登记由会务人员办理。"
ARRANGERS = "这件事由负责这次会议的会务人员办理。"
UNTOLD = "会议通知还没有发出，发出以后才能签到。"
CLOSED = "会议已经散会，签到已截止。确实到会的，请会务人员更正。"
CANCELLED = "会议已经取消，不用签到。"
OVER = "会议已经结束或者取消，会场码不再使用。"
STATES = [State.DRAFT, State.APPROVED, State.NOTIFIED, State.OPEN, State.CLOSED, State.CANCELLED]


@pytest.fixture
def place(db: None, moment: datetime) -> Hall:
    return hall()


def attendance(made: Meeting) -> Attendance:
    """The first member's."""
    sitting = queries.sitting_of(made, at=clock.now())
    assert sitting is not None
    found = queries.attendances(sitting).first()
    assert found is not None
    found.sitting = sitting
    return found


def said(place: Hall, rule: str, subject: object) -> dict[str, str]:
    """The reason for each of the cast; empty where it is allowed."""
    return {who: getattr(rules, rule)(actor, subject).reason for who, actor in place.cast.items()}


def all_but(place: Hall, reason: str, **others: str) -> dict[str, str]:
    return dict.fromkeys(place.cast, reason) | {name.replace("_", " "): text for name, text in others.items()}


@pytest.mark.parametrize(
    ("state", "reason"), list(zip(STATES, [UNTOLD, UNTOLD, "", "", CLOSED, CANCELLED], strict=True))
)
def test_signing_in(place: Hall, state: str, reason: str):
    """Oneself, and the office for others, once it is told and until it is closed."""
    mine = attendance(meeting(place, state))
    assert said(place, "may_sign_in", mine) == all_but(place, OWN, member_1=reason)
    assert said(place, "may_admit", mine) == all_but(place, ARRANGERS, office=reason)


@pytest.mark.parametrize(
    ("state", "reason"), list(zip(STATES, [UNTOLD, UNTOLD, "", "", CLOSED, CANCELLED], strict=True))
)
def test_signing_out(place: Hall, state: str, reason: str):
    """Whoever is there."""
    mine = attendance(meeting(place, state))
    mine.presence, mine.in_at = "present", clock.now()
    assert said(place, "may_sign_out", mine) == all_but(place, LEAVING, member_1=reason, office=reason)


@pytest.mark.parametrize(("state", "reason"), list(zip(STATES, [UNTOLD, UNTOLD, "", "", "", CANCELLED], strict=True)))
def test_putting_right(place: Hall, state: str, reason: str):
    """The office, after the close, too."""
    assert said(place, "may_correct", attendance(meeting(place, state))) == all_but(place, ARRANGERS, office=reason)


@pytest.mark.parametrize(
    ("state", "reason"),
    list(zip(STATES, [UNTOLD, UNTOLD, *["这半天还没有结束，12:30 之后才能核定。"] * 2, "", CANCELLED], strict=True)),
)
def test_settling(place: Hall, state: str, reason: str):
    """Once the half-day is over, or the meeting closed."""
    sitting = attendance(meeting(place, state)).sitting
    assert said(place, "may_settle", sitting) == all_but(place, ARRANGERS, office=reason)
    if not reason:
        sitting.settled_at = clock.now()
        again = "这半天的出席已经核定，个别人可以用“更正”改。"
        assert said(place, "may_settle", sitting) == all_but(place, ARRANGERS, office=again)


@pytest.mark.parametrize(
    ("state", "device", "gate"),
    list(zip(STATES, [UNTOLD, UNTOLD, "", "", CLOSED, CANCELLED], ["", "", "", "", OVER, OVER], strict=True)),
)
def test_devices_and_the_gate(place: Hall, state: str, device: str, gate: str):
    made = meeting(place, state)
    assert said(place, "may_register_device", made) == all_but(place, ARRANGERS, office=device)
    assert said(place, "may_renew_gate", made) == all_but(place, ARRANGERS, office=gate)
    assert said(place, "may_keep_door", made) == all_but(place, ARRANGERS, office="")


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [
        (-121, "签到从 3 月 18 日 07:30 开始，请到时再来。"),
        (-120, ""),
        (179, ""),
        (180, "这半天已在 12:30 结束，签到已截止。确实到会的，请会务人员更正。"),
    ],
)
def test_when_the_door_is_open(place: Hall, minutes: int, reason: str):
    """From two hours before the beginning to the end."""
    made = meeting(place)
    with clock.at(made.starts_at + timedelta(minutes=minutes)):
        assert rules.may_sign_in(place.cast["member 1"], attendance(made)).reason == reason


def test_what_has_been_done_is_said_with_its_time(place: Hall):
    member, mine = place.cast["member 1"], attendance(meeting(place))
    assert rules.may_sign_out(member, mine).reason == "还没有签到，不用登记离场。"
    mine.presence = "present"
    assert rules.may_sign_in(member, mine).reason == "林一已经记为到会，不必再签。"
    mine.in_at = clock.now()
    assert rules.may_sign_in(member, mine).reason == "林一已在 10:00 签到，不必再签。"
    mine.out_at = clock.now()
    assert rules.may_sign_out(member, mine).reason == "已在 10:00 登记离场。"


def test_an_officer_keeps_the_door_of_the_committee(place: Hall):
    made = meeting(place, organ=place.committee)
    assert rules.may_keep_door(place.cast["officer"], made)
