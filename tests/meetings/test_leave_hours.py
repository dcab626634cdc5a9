"""Leave from some half-days of an occasion, and from a plenary whose parts have lists of their own."""

from datetime import datetime, timedelta

import pytest

from tests.factories.meetings import Hall, attendee, meeting
from tests.journeys.visit import Visit
from xieshang.meetings import actions, queries
from xieshang.meetings.models import Attendance, Attendee, Leave, Meeting, Sitting
from xieshang.meetings.states import Answer, LeaveKind, Presence, State
from xieshang.spine import clock
from xieshang.spine.event import sentence, sentence_of
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

ON_LEAVE, EXPECTED, ABSENT = Presence.ON_LEAVE, Presence.EXPECTED, Presence.ABSENT


@pytest.fixture
def whole(place: Hall) -> Meeting:
    """Three half-days of two hours, a day apart, the first of them forty days ahead."""
    first = clock.now() + timedelta(days=40)
    made = meeting(place, starts_at=first, ends_at=first + timedelta(days=2, hours=2))
    hours = [(first + timedelta(days=day), first + timedelta(days=day, hours=2)) for day in range(3)]
    actions.set_sittings(made, by=place.person("office"), hours=hours)
    return made


def halves(made: Meeting, *numbers: int) -> list[Sitting]:
    return list(made.sittings.filter(number__in=numbers).order_by("number"))


def asked(place: Hall, made: Meeting, *numbers: int) -> Leave:
    """The fourth member asks for leave from these half-days."""
    own, who = attendee(made, place.members[3]), place.person("member 4")
    return actions.ask_leave(own, by=who, kind=LeaveKind.DUTY, reason="出差", halves=halves(made, *numbers))


def granted(place: Hall, made: Meeting, *numbers: int) -> Leave:
    return actions.decide_leave(asked(place, made, *numbers), by=place.person("secretary"), granted=True)


def presences(place: Hall, made: Meeting) -> list[str]:
    """Of the fourth member, in the order of the half-days."""
    rows = Attendance.objects.filter(sitting__meeting=made, attendee__member=place.members[3])
    return list(rows.order_by("sitting__number").values_list("presence", flat=True))


class TestHalfDays:
    def test_it_holds_for_those_alone(self, place: Hall, whole: Meeting) -> None:
        leave = granted(place, whole, 2)
        second = halves(whole, 2)[0]
        assert (leave.from_at, leave.until_at) == (second.starts_at, second.ends_at)
        assert presences(place, whole) == [EXPECTED, ON_LEAVE, EXPECTED]
        actions.withdraw_leave(Leave.objects.get(), by=place.person("member 4"))
        assert presences(place, whole) == [EXPECTED] * 3

    @pytest.mark.parametrize("numbers", [(), (1, 2, 3)])
    def test_all_of_them_are_the_whole_occasion(self, place: Hall, whole: Meeting, numbers: tuple[int, ...]) -> None:
        leave = granted(place, whole, *numbers)
        assert (leave.from_at, leave.until_at) == (None, None)
        assert presences(place, whole) == [ON_LEAVE] * 3

    def test_the_ledger_says_for_which(self, place: Hall, whole: Meeting) -> None:
        """Asked, granted and taken back; of the whole occasion nothing is added."""
        granted(place, whole, 2, 3)
        actions.withdraw_leave(Leave.objects.get(), by=place.person("member 4"))
        granted(place, whole)
        rows = Entry.objects.filter(kind__startswith="meetings.leave_").order_by("id")
        assert [(sentence_of(one), one.payload["sittings"]) for one in rows] == [
            ("林四请假（第 2、3 个半天）", [2, 3]),
            ("准林四的假（第 2、3 个半天）", [2, 3]),
            ("林四撤回请假（第 2、3 个半天）", [2, 3]),
            ("林四请假", []),
            ("准林四的假", []),
        ]

    def test_an_older_entry_that_does_not_say_is_told_as_before(self) -> None:
        assert sentence("meetings.leave_granted", {"name": "林四"}) == "准林四的假"

    def test_those_that_do_not_follow_each_other_are_refused(self, place: Hall, whole: Meeting) -> None:
        with pytest.raises(Refused, match="请选连着的半天") as refused:
            asked(place, whole, 1, 3)
        assert refused.value.field == "halves"
        assert not Leave.objects.exists()

    def test_settling_takes_the_others_for_absent(self, place: Hall, whole: Meeting) -> None:
        granted(place, whole, 2, 3)
        with clock.at(whole.ends_at + timedelta(hours=1)):
            for sitting in halves(whole, 1, 2, 3):
                actions.settle(sitting, by=place.person("office"))
        assert presences(place, whole) == [ABSENT, ON_LEAVE, ON_LEAVE]

    def test_half_days_that_are_laid_anew_keep_it_by_the_clock(self, place: Hall, whole: Meeting) -> None:
        granted(place, whole, 3)
        third = halves(whole, 3)[0]
        hours = [(whole.starts_at, third.starts_at), (third.starts_at, third.ends_at)]
        actions.set_sittings(whole, by=place.person("office"), hours=hours)
        assert presences(place, whole) == [EXPECTED, ON_LEAVE]

    def test_who_is_away_half_the_time_keeps_a_seat(self, place: Hall, whole: Meeting) -> None:
        granted(place, whole, 2)
        assert place.members[3].pk in queries.expected(whole).values_list("member", flat=True)
        actions.withdraw_leave(Leave.objects.get(), by=place.person("member 4"))
        granted(place, whole)
        assert place.members[3].pk not in queries.expected(whole).values_list("member", flat=True)

    def test_asked_for_and_decided_on_the_pages(self, place: Hall, whole: Meeting) -> None:
        """All half-days are ticked; of an occasion of one half-day none are asked."""
        member = Visit(place.person("member 4")).open(f"/meetings/{whole.pk}/leave")
        assert "请哪几个半天的假" in member.text
        second = halves(whole, 2)[0]
        member.press("请假", kind="duty", reason="出差", halves=str(second.pk))
        assert "4 月 28 日" in member.text[member.text.index("请哪段时间") :]
        decides = Visit(place.person("secretary")).open("/").follow("审批林四的请假")
        assert "4 月 28 日" in decides.text[decides.text.index("请哪段时间") :]
        decides.press("准假")
        assert presences(place, whole) == [EXPECTED, ON_LEAVE, EXPECTED]
        single = Visit(place.person("member 4")).open(f"/meetings/{meeting(place).pk}/leave")
        assert "请哪几个半天的假" not in single.text


class TestParts:
    @pytest.fixture
    def parts(self, place: Hall, whole: Meeting) -> list[Meeting]:
        """One in each half-day."""
        return [
            meeting(place, whole=whole, title=f"第{one.number}次", starts_at=one.starts_at, ends_at=one.ends_at)
            for one in halves(whole, 1, 2, 3)
        ]

    def at_parts(self, place: Hall, parts: list[Meeting]) -> list[tuple[str, str]]:
        """How the fourth member stands at each: presence and answer."""
        lines = [Attendee.objects.get(meeting=one, member=place.members[3]) for one in parts]
        return [(presences(place, one)[0], line.answer) for one, line in zip(parts, lines, strict=True)]

    def test_leave_of_the_whole_stands_on_the_lists_of_its_parts(
        self, place: Hall, whole: Meeting, parts: list[Meeting]
    ) -> None:
        granted(place, whole)
        assert self.at_parts(place, parts) == [(ON_LEAVE, Answer.LEAVE)] * 3
        others = Attendance.objects.filter(sitting__meeting__in=parts).exclude(attendee__member=place.members[3])
        assert set(others.values_list("presence", flat=True)) == {EXPECTED}
        actions.withdraw_leave(Leave.objects.get(), by=place.person("member 4"))
        assert self.at_parts(place, parts) == [(EXPECTED, Answer.NONE)] * 3

    def test_of_a_half_day_on_the_list_of_the_part_in_it(
        self, place: Hall, whole: Meeting, parts: list[Meeting]
    ) -> None:
        granted(place, whole, 2)
        none, away = (EXPECTED, Answer.NONE), (ON_LEAVE, Answer.LEAVE)
        assert self.at_parts(place, parts) == [none, away, none]

    def test_a_part_that_is_added_later_has_it_too(self, place: Hall, whole: Meeting) -> None:
        granted(place, whole)
        hours = {"starts_at": whole.starts_at, "ends_at": whole.starts_at + timedelta(hours=2)}
        occasion = actions.Occasion(kind=whole.kind, title="开幕会", place="会议中心", **hours)
        part = actions.add_part(whole, by=place.person("office"), part=occasion)
        assert self.at_parts(place, [part]) == [(ON_LEAVE, Answer.LEAVE)]

    def test_who_is_put_on_the_list_of_a_part_later_has_answered_where_the_leave_holds_for_all_of_it(
        self, place: Hall, whole: Meeting, parts: list[Meeting]
    ) -> None:
        office, fourth = place.person("office"), place.members[3]
        for part in parts:
            actions.take_off_roster(Attendee.objects.get(meeting=part, member=fourth), by=office)
        granted(place, whole, 2, 3)
        for part in parts:
            actions.put_on_roster(part, by=office, people=[fourth])
        away = (ON_LEAVE, Answer.LEAVE)
        assert self.at_parts(place, parts) == [(EXPECTED, Answer.NONE), away, away]
        actions.withdraw_leave(Leave.objects.get(), by=place.person("member 4"))
        assert self.at_parts(place, parts) == [(EXPECTED, Answer.NONE)] * 3

    def test_of_a_part_that_lasts_longer_than_the_leave_they_are_asked(self, place: Hall, whole: Meeting) -> None:
        granted(place, whole, 2)
        hours = {"starts_at": halves(whole, 2)[0].starts_at, "ends_at": whole.ends_at}
        part = meeting(place, whole=whole, title="分组讨论", **hours)
        assert Attendee.objects.get(meeting=part, member=place.members[3]).answer == Answer.NONE

    def test_own_leave_of_a_part_stays_when_that_of_the_whole_is_taken_back(
        self, place: Hall, whole: Meeting, parts: list[Meeting]
    ) -> None:
        own = granted(place, parts[0])
        of_whole = granted(place, whole)
        actions.withdraw_leave(of_whole, by=place.person("member 4"))
        assert self.at_parts(place, parts)[0] == (ON_LEAVE, Answer.LEAVE)
        assert Leave.objects.get(pk=own.pk).state == "granted"

    def test_settling_a_part_knows_it(self, place: Hall, whole: Meeting, parts: list[Meeting]) -> None:
        granted(place, whole)
        Attendance.objects.filter(sitting__meeting=parts[0]).update(presence=EXPECTED)
        Meeting.objects.filter(pk=parts[0].pk).update(state=State.CLOSED, closed_at=clock.now())
        actions.settle(Sitting.objects.get(meeting=parts[0]), by=place.person("office"))
        assert presences(place, parts[0]) == [ON_LEAVE]

    def test_its_page_says_where_it_was_asked(self, place: Hall, whole: Meeting, parts: list[Meeting]) -> None:
        granted(place, whole)
        member = Visit(place.person("member 4")).open(f"/meetings/{parts[0].pk}")
        assert "请的假包括这个分会；要撤回，请到整个会议的页面。" in member.text
        assert "撤回请假" not in member.text


@pytest.fixture(autouse=True)
def today(moment: datetime) -> None:
    """18 March 2026, so that the second half-day is on 28 April."""
