"""A plenary and its parts go together: cancelled, moved, copied."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.meetings import Hall, hall, meeting
from tests.journeys.visit import Visit
from tests.notices.test_occasions import everybody, told
from xieshang.meetings import actions
from xieshang.meetings.models import Meeting
from xieshang.meetings.states import AHEAD, State
from xieshang.spine import clock
from xieshang.spine.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def place(moment: datetime) -> Hall:
    return hall()


def on_day(day: int, hours: int = 3) -> dict[str, datetime]:
    """Hours on a day of the plenary, which begins in forty days."""
    starts = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=40 + day)
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=hours)}


def plenary(place: Hall, state: str = State.NOTIFIED, **parts: Any) -> Meeting:
    """Three days long."""
    return meeting(place, state, **{**on_day(0, 56), **parts})


def part(whole: Meeting, place: Hall, state: str = State.NOTIFIED, day: int = 1, **said: Any) -> Meeting:
    return meeting(place, state, whole=whole, **{"title": "分组讨论", **on_day(day), **said})


def standing(made: Meeting) -> Meeting:
    return Meeting.objects.get(pk=made.pk)


class TestCancelled:
    def test_its_parts_that_have_not_begun_are_cancelled_with_it(self, place: Hall) -> None:
        """Each with an event of its own; what is open, over or cancelled already stays as it is."""
        whole = plenary(place)
        parts = {state: part(whole, place, state) for state in State}
        other = part(plenary(place, title="别的会"), place)
        actions.cancel(whole, by=place.person("office"), reason=" 改期 ")
        gone = {state for state, one in parts.items() if standing(one).state == State.CANCELLED}
        assert gone == {*AHEAD, State.CANCELLED}
        entries = Entry.objects.filter(kind="meetings.cancelled").order_by("pk")
        said = {entry.subject_id: (entry.payload["reason"], entry.payload["told"]) for entry in entries}
        untold = {parts[state].pk: ("改期", False) for state in AHEAD - {State.NOTIFIED}}
        assert said == {whole.pk: ("改期", True), parts[State.NOTIFIED].pk: ("改期", True)} | untold
        assert [(one.reason, one.revision) for one in (standing(parts[state]) for state in AHEAD)] == [("改期", 1)] * 4
        assert standing(other).state == State.NOTIFIED

    def test_who_had_the_notice_of_a_part_hears_of_it(self, place: Hall) -> None:
        """Nobody of a part that was not told of."""
        whole = plenary(place, State.DRAFT)
        part(whole, place)
        part(whole, place, State.APPROVED)
        actions.cancel(whole, by=place.person("secretary"), reason="改期")
        assert told() == everybody(place, "occasion_cancelled")

    def test_a_part_alone_leaves_the_others(self, place: Hall) -> None:
        whole = plenary(place)
        one, other = part(whole, place), part(whole, place)
        actions.cancel(one, by=place.person("office"), reason="合并")
        assert [standing(made).state for made in (whole, one, other)] == ["notified", "cancelled", "notified"]

    def test_any_number_costs_the_same(self, place: Hall, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        for number in (1, 9):
            whole = plenary(place)
            for _each in range(number):
                part(whole, place)
            with django_assert_num_queries(14):
                actions.cancel(whole, by=place.person("office"), reason="改期")

    @pytest.mark.parametrize(
        ("whole_is", "part_is", "words"),
        [
            ("draft", "notified", "还没有开始的 1 个分会一起取消，名单上的人会收到取消的通知和理由。"),
            ("draft", "draft", "还没有开始的 1 个分会一起取消；还没有人收到通知。"),
            ("notified", "closed", "名单上的人会收到取消的通知和理由。"),
        ],
    )
    def test_the_page_says_what_goes_with_it(self, place: Hall, whole_is: str, part_is: str, words: str) -> None:
        whole = plenary(place, whole_is)
        part(whole, place, part_is)
        office = Visit(place.person("office")).open(f"/meetings/{whole.pk}").follow("取消")
        assert words in office.text
        assert ("分会一起取消" in office.text) == ("分会" in words)
        office.press("取消它", reason="改期")
        assert standing(whole).state == State.CANCELLED
