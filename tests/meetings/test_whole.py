"""A plenary and its parts go together: cancelled, moved, copied, and taken a step further at one stroke."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.meetings import Hall, hall, meeting
from tests.journeys.visit import Visit
from tests.notices.test_occasions import everybody, told
from xieshang.meetings import actions
from xieshang.meetings.actions import Occasion
from xieshang.meetings.models import Attendance, Item, Meeting
from xieshang.meetings.states import AHEAD, State
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

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
            with django_assert_num_queries(12):
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


def said(made: Meeting, distance: timedelta = timedelta(0), longer: timedelta = timedelta(0), **other: Any) -> Occasion:
    """What an occasion says, so much later."""
    values = {name: getattr(made, name) for name in Occasion.__dataclass_fields__}
    hours = {"starts_at": made.starts_at + distance, "ends_at": made.ends_at + distance + longer}
    return Occasion(**{**values, **hours, **other})


HOUR, MONTH = timedelta(hours=1), timedelta(days=28)


class TestWithinItsHours:
    @pytest.mark.parametrize(
        ("distance", "longer", "field"),
        [(-9 * HOUR, HOUR, "starts_at"), (60 * HOUR, HOUR, "starts_at"), (HOUR, 60 * HOUR, "ends_at")],
    )
    def test_a_part_is_drawn_up_changed_and_copied_within_the_whole_alone(
        self, place: Hall, distance: timedelta, longer: timedelta, field: str
    ) -> None:
        office, whole = place.person("office"), plenary(place)
        one = part(whole, place, day=0, ends_at=whole.starts_at + longer)
        outside = said(one, distance, number=None)
        trials: list[Callable[[], Meeting]] = [
            lambda: actions.add_part(whole, by=office, part=outside),
            lambda: actions.change(one, by=office, occasion=outside),
            lambda: actions.copy(one, by=office, starts_at=outside.starts_at),
        ]
        for trial in trials:
            with pytest.raises(
                Refused, match=r"分会的时间要在整个会议的时间之内（2026 年.*至2026 年.*），请改在"
            ) as refused:
                trial()
            assert refused.value.field == field
        assert (whole.parts.count(), standing(one).starts_at) == (1, one.starts_at)

    def test_the_last_minute_of_the_whole_is_within_it(self, place: Hall) -> None:
        whole = plenary(place)
        one = part(whole, place)
        actions.change(one, by=place.person("office"), occasion=said(one, whole.ends_at - one.ends_at))
        assert standing(one).ends_at == whole.ends_at


class TestMoved:
    def test_its_parts_that_have_not_begun_go_with_it(self, place: Hall) -> None:
        """By the same distance, with their half-days and the day by which one answers; who was told hears of each."""
        whole = plenary(place)
        one = part(whole, place, answer_by=on_day(0)["starts_at"])
        draft, gone = part(whole, place, State.DRAFT), part(whole, place, State.CANCELLED)
        actions.change(whole, by=place.person("office"), occasion=said(whole, MONTH))
        for made in (one, draft):
            moved = standing(made)
            assert (moved.starts_at, moved.ends_at) == (made.starts_at + MONTH, made.ends_at + MONTH)
            assert list(moved.sittings.values_list("starts_at", "ends_at")) == [(moved.starts_at, moved.ends_at)]
            assert (Attendance.objects.filter(sitting__meeting=made).count(), moved.revision) == (4, 1)
        assert standing(one).answer_by == on_day(0)["starts_at"] + MONTH
        assert standing(gone).starts_at == gone.starts_at
        entries = Entry.objects.filter(kind="meetings.changed").order_by("pk")
        assert [(entry.subject_id, entry.payload["fields"], entry.payload["told"]) for entry in entries] == [
            (whole.pk, ["starts_at", "ends_at"], True),
            (one.pk, ["starts_at", "ends_at", "answer_by"], True),
            (draft.pk, ["starts_at", "ends_at"], False),
        ]
        assert told() == sorted(everybody(place, "occasion_changed") * 2)

    def test_of_one_that_becomes_longer_they_stay(self, place: Hall) -> None:
        whole = plenary(place)
        one = part(whole, place)
        actions.change(whole, by=place.person("office"), occasion=said(whole, -HOUR, 2 * HOUR))
        assert (standing(whole).starts_at, standing(one).starts_at) == (whole.starts_at - HOUR, one.starts_at)

    @pytest.mark.parametrize(
        ("state", "distance", "longer", "field", "words"),
        [
            (State.DRAFT, timedelta(0), -40 * HOUR, "ends_at", "请先改它的时间，再改整个会议的"),
            (State.DRAFT, 30 * HOUR, -30 * HOUR, "starts_at", "请先改它的时间，再改整个会议的"),
            (State.CLOSED, MONTH, timedelta(0), "starts_at", "已经开会，整个会议的时间要把它包括在内"),
            (State.PROPOSED, MONTH, timedelta(0), "starts_at", "通知已经送请批准，要修改的请先收回"),
            (State.APPROVED, MONTH, timedelta(0), "starts_at", "通知已经批准，要修改的请先收回"),
        ],
    )
    def test_what_cannot_go_along_is_named_and_nothing_is_moved(
        self, place: Hall, state: str, distance: timedelta, longer: timedelta, field: str, words: str
    ) -> None:
        whole = plenary(place)
        one, other = part(whole, place, state, title="联组讨论"), part(whole, place, day=2)
        with pytest.raises(Refused, match=f"分会《联组讨论》.*{words}") as refused:
            actions.change(whole, by=place.person("office"), occasion=said(whole, distance, longer))
        assert refused.value.field == field
        kept = [(standing(made).starts_at, standing(made).ends_at) for made in (whole, one, other)]
        assert kept == [(made.starts_at, made.ends_at) for made in (whole, one, other)]


class TestCopied:
    def test_with_its_parts_at_the_same_distance(self, place: Hall) -> None:
        """Panels with their people, a joint panel with who was on it; what was cancelled is not copied."""
        office, whole = place.person("office"), plenary(place, State.CLOSED)
        part(whole, place, State.CLOSED, day=0, title="开幕会", text="请着正装")
        joint = part(whole, place, State.CLOSED, title="联组讨论")
        joint.roster.exclude(member__in=place.members[:2]).delete()
        Item.objects.create(meeting=joint, number=1, kind="other", title="讨论报告")
        panel = part(whole, place, State.CLOSED, day=2, title="分组讨论（教育界）", sector=place.sectors[0])
        panel.roster.exclude(member__sector=place.sectors[0]).delete()
        part(whole, place, State.CANCELLED, title="座谈")
        made = actions.copy(whole, by=office, starts_at=whole.starts_at + MONTH)
        parts = list(made.parts.order_by("starts_at"))
        assert [(one.title, one.starts_at - made.starts_at, one.ends_at - one.starts_at) for one in parts] == [
            ("开幕会", timedelta(0), 3 * HOUR),
            ("联组讨论", 24 * HOUR, 3 * HOUR),
            ("分组讨论（教育界）", 48 * HOUR, 3 * HOUR),
        ]
        names = [sorted(one.roster.values_list("name", flat=True)) for one in parts]
        assert names == [sorted(["林一", "林二", "林三", "林四"]), sorted(["林一", "林二"]), sorted(["林一", "林三"])]
        assert [(one.state, one.text, one.sittings.count()) for one in parts] == [
            ("draft", "请着正装", 1),
            ("draft", "", 1),
            ("draft", "", 1),
        ]
        assert parts[1].items.get().title == "讨论报告"
        drafted = Entry.objects.filter(kind="meetings.drafted", subject_id__in=[one.pk for one in parts])
        assert drafted.filter(payload__source=joint.pk).get().subject_id == parts[1].pk
        assert drafted.count() == 3

    def test_a_series_of_plenaries_has_its_parts_each_time(self, place: Hall) -> None:
        whole = plenary(place, State.DRAFT)
        part(whole, place, State.DRAFT)
        more = actions.repeat(whole, by=place.person("office"), times=2, days=28)
        assert [one.parts.get().starts_at - one.starts_at for one in more] == [24 * HOUR] * 2


class TestTogether:
    """A plenary with its parts at one stroke, each asked and told by itself."""

    @pytest.mark.parametrize(
        ("step", "who", "before", "after"),
        [
            ("ask_approval", "office", State.DRAFT, State.PROPOSED),
            ("approve", "secretary", State.PROPOSED, State.APPROVED),
            ("notify", "office", State.APPROVED, State.NOTIFIED),
            ("open", "office", State.NOTIFIED, State.OPEN),
            ("close", "office", State.OPEN, State.CLOSED),
        ],
    )
    def test_each_takes_the_step_with_an_event_of_its_own(
        self, place: Hall, step: str, who: str, before: str, after: str
    ) -> None:
        whole = plenary(place, before)
        every = [whole, part(whole, place, before, day=0), part(whole, place, before, day=0)]
        gone = part(whole, place, State.CANCELLED)
        with clock.at(on_day(0)["starts_at"]) if step in {"open", "close"} else nullcontext():
            found = actions.together(whole, step, by=place.person(who))
        assert (found.done, found.refused) == (every, [])
        assert {standing(one).state for one in every} == {after}
        assert standing(gone).state == State.CANCELLED
        told_of = Entry.objects.order_by("id").values_list("subject_id", flat=True)
        assert list(told_of)[-3:] == [one.pk for one in every]

    def test_what_is_refused_says_why_and_holds_up_no_other(self, place: Hall) -> None:
        """A part without a place, one that was told of already, one late without its reason."""
        whole = plenary(place, State.APPROVED)
        nowhere, told_of = part(whole, place, State.APPROVED), part(whole, place, State.NOTIFIED)
        Meeting.objects.filter(pk=nowhere.pk).update(place="")
        ready = part(whole, place, State.APPROVED, day=2)
        found = actions.together(whole, "notify", by=place.person("office"))
        assert found.done == [whole, ready]
        assert [one for one, _why in found.refused] == [nowhere, told_of]
        assert found.refused[0][1] == "还没有写地点，请先补上。"
        late = part(whole, place, State.APPROVED)
        with clock.at(on_day(0)["starts_at"] - timedelta(days=3)):
            refused = dict(actions.together(whole, "notify", by=place.person("office")).refused)
            assert "请写明理由" in refused[late]
            again = actions.together(whole, "notify", by=place.person("office"), reason="加开")
        assert again.done == [late]

    def test_nobody_does_together_what_they_may_not_do_alone(self, place: Hall) -> None:
        whole = plenary(place, State.PROPOSED)
        part(whole, place, State.PROPOSED)
        found = actions.together(whole, "approve", by=place.person("office"))
        assert (found.done, {why for _one, why in found.refused}) == ([], {"会议通知由秘书长批准。"})

    def test_the_page_says_which_can_and_why_others_cannot(self, place: Hall) -> None:
        whole = plenary(place, State.DRAFT)
        one, nowhere = part(whole, place, State.DRAFT), part(whole, place, State.DRAFT, title="联组讨论")
        Meeting.objects.filter(pk=nowhere.pk).update(place="")
        office = Visit(place.person("office")).open(f"/meetings/{whole.pk}").follow("连同各分会办理")
        assert "还没有写地点，请先补上。" in office.text
        office.press("送请批准（2 个）")
        assert "送请批准：办好 2 个，1 个没有办，原因见各行。" in office.text
        assert [standing(made).state for made in (whole, one, nowhere)] == ["proposed", "proposed", "draft"]
        Meeting.objects.filter(pk=nowhere.pk).update(place="会议中心", state=State.PROPOSED)
        secretary = Visit(place.person("secretary")).open(f"/meetings/{whole.pk}").follow("连同各分会办理")
        secretary.press("批准通知（3 个）")
        assert "批准通知：3 个都办好了。" in secretary.text
        with clock.at(on_day(0)["starts_at"] - timedelta(days=3)):
            office.open(f"/meetings/{whole.pk}/together")
            office.press("发出通知（3 个）", reason="", expect=422).press("发出通知（3 个）", reason="场地刚定")
        assert {standing(made).state for made in (whole, one, nowhere)} == {State.NOTIFIED}

    def test_it_is_offered_to_nobody_else(self, place: Hall) -> None:
        whole, alone = plenary(place), plenary(place)
        part(whole, place)
        assert "连同各分会办理" not in Visit(place.person("member 1")).open(f"/meetings/{whole.pk}").text
        assert "连同各分会办理" not in Visit(place.person("office")).open(f"/meetings/{alone.pk}").text
        Visit(place.person("member 1")).open(f"/meetings/{whole.pk}/together", expect=409)
        Visit(place.person("elsewhere")).open(f"/meetings/{whole.pk}/together", expect=404)
