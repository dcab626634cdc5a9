"""Of a plenary with parts every page says the same of who was there: boards, "now", votes, figures, minutes, duty."""

from datetime import datetime, timedelta
from io import BytesIO
from random import Random

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.factories.accounts import sign_in
from tests.meetings.test_parts import Plenary, everybody_came_as, plenary
from tests.meetings.voting import drawn_up
from xieshang.meetings import actions, queries
from xieshang.meetings.door import attendance as reckoning
from xieshang.meetings.door.attendance import Noted
from xieshang.meetings.models import Appearance, Attendance, Meeting, Sitting, Vote
from xieshang.meetings.queries import votes
from xieshang.meetings.states import THERE, Presence, State
from xieshang.spine import clock
from xieshang.spine.figure import FIGURES, Scope
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

SECOND = 1  # of the parts: that in the second half-day


@pytest.fixture
def held(db: None, moment: datetime) -> Plenary:
    return plenary()


@pytest.fixture
def running(held: Plenary) -> Plenary:
    """In the middle of the second half-day, whose part is on; nobody has signed in anywhere."""
    at = clock.now()
    distance = at - held.whole.sittings.get(number=2).starts_at - timedelta(hours=1)
    for one in (held.whole, *held.parts):
        Meeting.objects.filter(pk=one.pk).update(
            state=State.OPEN, closed_at=None, starts_at=one.starts_at + distance, ends_at=one.ends_at + distance
        )
        for sitting in one.sittings.all():
            Sitting.objects.filter(pk=sitting.pk).update(
                starts_at=sitting.starts_at + distance, ends_at=sitting.ends_at + distance
            )
    held.whole.refresh_from_db()
    held.parts = [Meeting.objects.get(pk=one.pk) for one in held.parts]
    return held


def enters(held: Plenary, number: int, part: Meeting) -> Attendance:
    """A member signs in at a part's door, by the list."""
    mine = Attendance.objects.get(sitting__meeting=part, attendee__member=held.place.members[number - 1])
    return actions.admit(mine, by=held.place.person("office"), way="list")


def client_of(held: Plenary, name: str) -> Client:
    client = Client()
    sign_in(client, held.place.person(name))
    return client


def test_board_figure_minutes_ledger_and_duty_agree(held: Plenary) -> None:
    """All signed in at the parts' doors alone: 林一 everywhere, 林二 three times, 林三 twice, 林四 never."""
    everybody_came_as(held)
    held.settle(*held.parts, held.whole)
    halves = list(held.whole.sittings.order_by("number"))
    boards = [queries.tally_of(one) for one in halves]
    assert [(one.entitled, one.present, one.away, one.leave) for one in boards] == [
        (4, 3, 1, 0),
        (4, 3, 1, 0),
        (4, 1, 3, 0),
        (4, 2, 2, 0),
    ]
    day = held.whole.starts_at.date()
    scope = Scope(held.place.assembly, None, day - timedelta(days=1), day + timedelta(days=9), day + timedelta(days=9))
    (row,) = FIGURES["F01"].rows(scope)
    assert (row.entitled, row.there) == (16, sum(one.present for one in boards)) == (16, 9)
    assert sum(halves for _name, _kind, _presence, halves, _of in held.credits()) == row.there
    of_whole = [one.pk for one in halves]
    told = Entry.objects.filter(kind="meetings.sitting_settled", subject_id__in=of_whole).order_by("id")
    assert [one.payload["there"] for one in told] == [one.present for one in boards]
    lines = queries.drafted(Meeting.objects.get(pk=held.whole.pk)).splitlines()
    assert "应出席4人，实到3人" in lines[0]
    assert {one.attendee.name for one in queries.missing(halves[2])} == {"林二", "林三", "林四"}


def test_the_sheet_and_the_list_of_the_door_say_it(running: Plenary) -> None:
    enters(running, 1, running.parts[SECOND])
    office = client_of(running, "office")
    door = f"/meetings/{running.whole.pk}/door"
    page = office.get(f"{door}/desk").content.decode()
    assert page.count("data-there") == 1
    assert "出席（分会签到）" in page or "迟到（分会签到）" in page
    body = b"".join(office.get(f"{door}/desk/sheet").streaming_content)  # type: ignore[attr-defined]  # a sheet streams
    rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    assert [row[6] for row in rows[1:]] == ["分会签到", "", "", ""]
    answer = office.post(
        f"{door}/desk/departures",
        {"attendee": running.whole.roster.get(member=running.place.members[0]).pk},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 409
    assert answer.json()["said"] == "是在分会签到的，请在那个分会登记离场。"
    assert answer.json()["there"]


def test_now_and_the_door_tell_who_came_to_a_part(running: Plenary) -> None:
    """Whoever signed in there is signed in here; others are asked to."""
    enters(running, 1, running.parts[SECOND])
    at = f"/meetings/{running.whole.pk}"
    assert "已签到" in client_of(running, "member 1").get(f"{at}/now").content.decode()
    assert "还没有签到" in client_of(running, "member 2").get(f"{at}/now").content.decode()
    door = client_of(running, "member 1").get(f"{at}/door").content.decode()
    assert "您已在分会签到" in door
    assert "登记离场" not in door
    assert "您已在分会签到" not in client_of(running, "member 2").get(f"{at}/door").content.decode()


def opened(running: Plenary) -> Vote:
    office = running.place.person("office")
    return actions.open_vote(drawn_up(running.whole, office), by=office)


def test_a_vote_of_the_whole_is_open_to_who_came_to_a_part(running: Plenary) -> None:
    """Its quorum, who may vote, and who was present."""
    with pytest.raises(Refused, match="还没有人签到"):
        opened(running)
    part = running.parts[SECOND]
    for number in (1, 2, 3):
        enters(running, number, part)
    office, vote = running.place.person("office"), opened(running)
    actions.cast_vote(vote, by=running.place.person("member 1"), choices={1: "for"})
    with pytest.raises(Refused, match="签到以后才能投票"):
        actions.cast_vote(vote, by=running.place.person("member 4"), choices={1: "for"})
    left = Attendance.objects.get(sitting__meeting=part, attendee__member=running.place.members[1])
    actions.sign_out(left, by=office)
    with pytest.raises(Refused, match="您已经离场"):
        actions.cast_vote(vote, by=running.place.person("member 2"), choices={1: "for"})
    assert votes.progress_of(vote, at=clock.now()) == votes.Progress(1, 3)
    closed = actions.close_vote(vote, by=office)
    assert (closed.entitled, closed.present) == (4, 3)


def test_whoever_came_to_another_half_day_s_part_is_not_here(running: Plenary) -> None:
    """The opening was in the morning: nobody votes in the afternoon for having been there."""
    running.signs_in(1, running.parts[0])
    with pytest.raises(Refused, match="还没有人签到"):
        opened(running)


def test_who_left_one_door_is_there_by_another(running: Plenary) -> None:
    """Gone is who has left every door; the first sign-in of all is when they came."""
    mine = enters(running, 1, running.parts[SECOND])
    mine = actions.sign_out(mine, by=running.place.person("office"))
    first = Appearance.objects.get(attendee=running.whole.roster.get(member=mine.attendee.member), sitting__number=2)
    assert (first.is_there, first.by_part, first.in_at, first.out_at) == (False, True, mine.in_at, mine.out_at)
    own = Attendance.objects.get(pk=first.attendance_id)
    actions.admit(own, by=running.place.person("office"), way="list")
    again = Appearance.objects.get(attendee=first.attendee_id, sitting=first.sitting_id)
    assert (again.is_there, again.by_part, again.in_at, again.out_at) == (True, False, mine.in_at, None)


def test_a_part_sees_its_own_door_alone(running: Plenary) -> None:
    """Whoever signed in at the whole's door, or at another part's, is not in a panel's room for that."""
    running.signs_in(1, running.whole)
    assert queries.tally_of(running.parts[SECOND].sittings.get()).present == 0
    assert queries.tally_of(running.whole.sittings.get(number=2)).present == 1


def test_cancelled_parts_and_their_staff_do_not_count(held: Plenary) -> None:
    held.signs_in(1, held.parts[0])
    held.signs_in(2, held.parts[0])
    held.parts[0].roster.filter(member=held.place.members[1]).update(part="staff")
    assert queries.tally_of(held.whole.sittings.get(number=1)).present == 1
    Meeting.objects.filter(pk=held.parts[0].pk).update(state=State.CANCELLED)
    assert queries.tally_of(held.whole.sittings.get(number=1)).present == 0


def scattered(held: Plenary, chance: Random) -> None:
    """Parts at any hours, before, between and over the half-days, and people noted anyhow, at each of them."""
    for part in held.parts:
        starts_at = held.whole.starts_at + timedelta(minutes=chance.randrange(-120, 2400))
        ends_at = starts_at + timedelta(minutes=chance.randrange(10, 600))
        Sitting.objects.filter(meeting=part).update(starts_at=starts_at, ends_at=ends_at)
    for one in Attendance.objects.filter(sitting__meeting__in=[held.whole, *held.parts]):
        Attendance.objects.filter(pk=one.pk).update(presence=chance.choice(Presence.values))


@pytest.mark.parametrize("seed", range(6))
def test_the_view_of_the_database_reckons_as_duty_does(held: Plenary, seed: int) -> None:
    """Which half-day a part lies in, and what holds of all that is noted of it."""
    scattered(held, Random(seed))
    halves = list(held.whole.sittings.order_by("number"))
    for line in held.whole.roster.all():
        every = Attendance.objects.filter(
            sitting__meeting__in=[held.whole, *held.parts], attendee__person=line.person
        ).select_related("sitting")
        noted = [Noted(one.sitting.starts_at, one.sitting.ends_at, one.presence, True) for one in every]
        seen = Appearance.objects.filter(meeting=held.whole, attendee=line).order_by("sitting__number")
        assert [one.presence for one in seen] == reckoning.by_half_days(halves, noted)
        by_part = {one.sitting_id for one in seen if one.by_part}
        own = {one.sitting_id for one in every if one.presence in THERE}
        assert by_part == {one.sitting_id for one in seen if one.presence in THERE} - own
