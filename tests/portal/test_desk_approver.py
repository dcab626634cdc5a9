"""The approver's desk: notices, leaves and minutes that wait for a decision, the most urgent first."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories.accounts import sign_in
from tests.factories.meetings import Hall, attendee, hall, meeting
from tests.journeys.visit import Visit
from xieshang.meetings import actions
from xieshang.meetings.models import Leave, Meeting, Minutes
from xieshang.meetings.states import LeaveKind, LeaveState, MinutesState, State
from xieshang.spine import clock


@pytest.fixture
def place(db: None, moment: datetime) -> Hall:
    return hall()


def draft(place: Hall, days: int, **parts: object) -> Meeting:
    """A chairs' meeting so many days ahead that waits for approval; its notice goes out 5 working days before."""
    starts = clock.now() + timedelta(days=days)
    made = meeting(place, State.DRAFT, kind="chairs", starts_at=starts, ends_at=starts + timedelta(hours=2), **parts)
    return actions.ask_approval(made, by=place.person("office"))


def leave(place: Hall, made: Meeting, number: int = 4) -> Leave:
    who = place.person(f"member {number}")
    return actions.ask_leave(attendee(made, place.members[number - 1]), by=who, kind=LeaveKind.DUTY, reason="出差")


def minutes(place: Hall) -> Minutes:
    """Those of a meeting that was closed today."""
    made = meeting(place, State.OPEN, kind="chairs", title="甲会")
    actions.close(made, by=place.person("office"))
    kept = actions.make_minutes(Meeting.objects.get(pk=made.pk), by=place.person("office"))
    return actions.propose_minutes(kept, by=place.person("office"))


def waiting(visit: Visit) -> dict[str, str]:
    """What stands on the desk to decide: its words and where they lead, in their order."""
    found = visit.open("/").page.links.items()
    return {words: href for words, href in found if re.match("批准会议通知|审批.*请假|审定纪要", words)}


def test_the_most_urgent_first_and_each_decided_where_it_opens(place: Hall) -> None:
    """By the day on which it is late: the notice that must go out, the occasion that begins, the minutes to issue."""
    soon, later = draft(place, 9, title="乙会"), draft(place, 40, title="丙会")
    leave(place, meeting(place))
    minutes(place)
    visit = Visit(place.person("secretary"))
    text = visit.open("/").text
    assert text.index("审批林四的请假") < text.index("乙会") < text.index("甲会") < text.index("丙会")
    visit.open("/").follow("审批林四的请假").press("准假")
    assert Leave.objects.get().state == LeaveState.GRANTED
    visit.open("/").follow("审定纪要").press("审定")
    assert Minutes.objects.get().state == MinutesState.APPROVED
    visit.open(f"/meetings/{soon.pk}/approval").press("批准")
    visit.open("/").follow("批准会议通知").press("批准")
    assert set(Meeting.objects.filter(pk__in=[soon.pk, later.pk]).values_list("state", flat=True)) == {State.APPROVED}
    assert "没有等您审批的通知、请假和纪要。" in visit.open("/").text


def test_every_number_opens_as_many_rows(place: Hall) -> None:
    for _ in range(2):
        draft(place, 20)
    made = meeting(place)
    for number in (1, 2, 4):
        leave(place, made, number)
    minutes(place)
    visit = Visit(place.person("secretary")).open("/")
    doors = {words: href for words, href in visit.page.links.items() if re.fullmatch(r"\d+待(批准|批|审定)的..", words)}
    assert list(doors) == ["2待批准的通知", "3待批的请假", "1待审定的纪要"]
    for words, href in doors.items():
        assert len(re.findall(r'id="row-\d+"', visit.open(href).html)) == int(words[0])


def test_a_convenor_decides_on_the_leaves_of_the_own_sector(place: Hall) -> None:
    """Nobody else of the members has anything there, and nobody their own leave."""
    made = meeting(place, kind="activity", sector=place.sectors[0])
    leave(place, made, 1)
    leave(place, made, 3)
    leave(place, meeting(place), 1)
    convenor = Visit(place.person("member 3"))
    assert list(waiting(convenor)) == ["审批林一的请假"]
    assert "1待批的请假" in convenor.page.links
    assert "待批准的通知" not in convenor.text
    convenor.follow("审批林一的请假").press("准假")
    assert waiting(convenor) == {}
    assert "等我审批" not in convenor.text
    assert waiting(Visit(place.person("member 1"))) == {}


def test_it_costs_the_same_with_one_and_with_three(
    place: Hall, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    sign_in(client, place.person("secretary"))
    for number in (1, 2, 4):
        draft(place, 20 + number)
        leave(place, meeting(place), number)
        minutes(place)
        with django_assert_num_queries(10):
            assert client.get("/").status_code == 200


@pytest.mark.parametrize("who", ["office", "officer", "chair", "administrator"])
def test_who_decides_nothing_has_no_such_part(place: Hall, who: str) -> None:
    draft(place, 20)
    leave(place, meeting(place))
    assert "等我审批" not in Visit(place.person(who)).open("/").text
