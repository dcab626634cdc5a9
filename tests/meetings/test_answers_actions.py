"""Answering, leave and who decides on it, reminders, and calendar feeds."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories.accounts import person_with
from tests.factories.meetings import Hall, attendee, hall, meeting
from tests.factories.members import CommitteeFactory, PostFactory
from xieshang.meetings import actions, queries, rules, tasks
from xieshang.meetings.models import Attendance, Attendee, Feed, Leave, Meeting, Sitting
from xieshang.meetings.states import Answer, LeaveKind, LeaveState, Presence, SignInWay, State
from xieshang.members.states import OrganKind, PostKind
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def place(moment: datetime) -> Hall:
    return hall()


def line(place: Hall, made: Meeting, number: int = 4) -> Attendee:
    return attendee(made, place.members[number - 1])


def asked(place: Hall, made: Meeting, number: int = 4) -> Leave:
    who = place.person(f"member {number}")
    return actions.ask_leave(line(place, made, number), by=who, kind=LeaveKind.ILLNESS, reason="住院")


def presences(made: Meeting, number: int, place: Hall) -> set[str]:
    return set(Attendance.objects.filter(attendee=line(place, made, number)).values_list("presence", flat=True))


class TestAnswering:
    def test_coming_is_kept_with_what_was_said_before(self, place: Hall) -> None:
        made = meeting(place, answer_by=clock.now() - timedelta(minutes=1))
        actions.answer(line(place, made), by=place.person("member 4"), coming=True)
        assert line(place, made).answer == Answer.COMING
        entry = Entry.objects.get(kind="meetings.answered")
        member = place.members[3]
        assert entry.payload == {
            "attendee": line(place, made).pk,
            "member": member.pk,
            "name": "林四",
            "answer": "coming",
            "before": "none",
            "late": True,
        }
        with pytest.raises(Refused, match="您已经这样回复过"):
            actions.answer(line(place, made), by=place.person("member 4"), coming=True)

    def test_whose_absence_counts_asks_for_leave(self, place: Hall) -> None:
        """Of a plenary; of a meeting of the whole system one may say that one is not coming."""
        with pytest.raises(Refused, match="缺席这类会议计入履职记录，来不了的请请假"):
            actions.answer(line(place, meeting(place)), by=place.person("member 4"), coming=False)
        free = meeting(place, kind="system")
        said = actions.answer(line(place, free), by=place.person("member 4"), coming=False)
        assert said.answer == Answer.NOT_COMING

    def test_who_has_come_to_all_that_is_left_asks_for_no_leave(self, place: Hall) -> None:
        """Of two half-days: still for the second, until they have come to that, too."""
        made = meeting(place, State.OPEN)
        later = Sitting.objects.create(meeting=made, number=2, starts_at=made.starts_at, ends_at=made.ends_at)
        Attendance.objects.create(sitting=later, attendee=line(place, made))
        own = Attendance.objects.filter(attendee=line(place, made)).order_by("sitting__number")
        clerk, who = place.person("office"), place.person("member 4")
        told = []
        for half in own:
            actions.admit(half, by=clerk, way=SignInWay.LIST)
            told.append(rules.may_ask_leave(who, line(place, made)).reason)
        assert told == ["", "您已经签到。要提前离开，请向会务人员说明并签退。"]

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (State.NOTIFIED, ""),
            (State.OPEN, "已经开会，不用再回复；来不了的可以请假。"),
            (State.CLOSED, "会议已经结束。"),
            (State.CANCELLED, "这次会议活动已经取消，不用回复。"),
        ],
    )
    def test_in_each_state_and_by_the_person_alone(self, place: Hall, state: str, words: str) -> None:
        made = meeting(place, state)
        own = line(place, made)
        told = {name: rules.may_answer(actor, own).reason for name, actor in place.cast.items()}
        assert told == {**dict.fromkeys(place.cast, "只能由本人回复和请假。"), "member 4": words}

    def test_reading_is_kept_once_and_is_no_deed(self, place: Hall) -> None:
        made, who = meeting(place), place.person("member 4")
        first = actions.note_read(line(place, made), by=who).read_at
        with clock.at(clock.now() + timedelta(hours=1)):
            assert actions.note_read(line(place, made), by=who).read_at == first
        assert not Entry.objects.filter(subject_kind="meetings.attendee").exists()


class TestLeave:
    def test_granted_it_shows_in_the_attendance_and_withdrawn_no_more(self, place: Hall) -> None:
        made = meeting(place)
        leave = asked(place, made)
        assert (line(place, made).answer, presences(made, 4, place)) == (Answer.LEAVE, {Presence.EXPECTED})
        actions.decide_leave(leave, by=place.person("secretary"), granted=True)
        assert presences(made, 4, place) == {Presence.ON_LEAVE}
        actions.withdraw_leave(Leave.objects.get(), by=place.person("member 4"))
        assert presences(made, 4, place) == {Presence.EXPECTED}
        assert line(place, made).answer == Answer.NONE
        kinds = Entry.objects.filter(kind__contains="leave").order_by("pk").values_list("kind", flat=True)
        assert list(kinds) == ["meetings.leave_asked", "meetings.leave_granted", "meetings.leave_withdrawn"]
        assert "住院" not in str(list(Entry.objects.values_list("payload", flat=True)))

    def test_whoever_comes_after_all_withdraws_it_in_one_step(self, place: Hall) -> None:
        made = meeting(place)
        actions.decide_leave(asked(place, made), by=place.person("secretary"), granted=True)
        actions.answer(line(place, made), by=place.person("member 4"), coming=True)
        assert (Leave.objects.get().state, line(place, made).answer) == (LeaveState.WITHDRAWN, Answer.COMING)
        assert presences(made, 4, place) == {Presence.EXPECTED}

    def test_not_granted_says_why_and_is_expected(self, place: Hall) -> None:
        made = meeting(place)
        leave, secretary = asked(place, made), place.person("secretary")
        with pytest.raises(Refused, match="请写明不准假的理由"):
            actions.decide_leave(leave, by=secretary, granted=False)
        actions.decide_leave(leave, by=secretary, granted=False, remark="要选举")
        assert (Leave.objects.get().state, line(place, made).answer) == (LeaveState.REFUSED, Answer.NONE)
        assert asked(place, made).state == LeaveState.ASKED

    def test_twice_is_refused(self, place: Hall) -> None:
        made = meeting(place)
        asked(place, made)
        with pytest.raises(Refused, match="已经请过假，请先撤回"):
            asked(place, made)
        assert Leave.objects.count() == 1

    def test_who_decides(self, place: Hall) -> None:
        """The secretary general; of a sector's occasion its convenor too, but not on the own leave."""
        words = "请假由秘书长审批，界别、小组的活动也可以由召集人审批；秘书长的请假由主席审批。"
        whole = asked(place, meeting(place))
        told = {name: rules.may_decide_leave(actor, whole).reason for name, actor in place.cast.items()}
        assert told == {**dict.fromkeys(place.cast, words), "secretary": "", "member 4": "自己的请假由别人审批。"}
        of_sector = asked(place, meeting(place, sector=place.sectors[0]), 1)
        assert rules.may_decide_leave(place.person("member 3"), of_sector).allowed
        own = asked(place, meeting(place, sector=place.sectors[0]), 3)
        assert rules.may_decide_leave(place.person("member 3"), own).reason == "自己的请假由别人审批。"

    def test_the_secretary_general_s_own_is_the_chair_s(self, place: Hall) -> None:
        """Nobody else's is; another who grants leave decides on it, too."""
        secretary, chair = place.person("secretary"), place.person("chair")
        made = meeting(place)
        Attendee.objects.filter(meeting=made, member=place.members[3]).update(person=secretary)
        own = actions.ask_leave(line(place, made), by=secretary, kind=LeaveKind.DUTY, reason="出差")
        on = clock.today()
        deciding = {name for name, actor in place.cast.items() if rules.may_decide_leave(actor, own)}
        assert deciding == {"chair"}
        assert deciding == {name for name, actor in place.cast.items() if own in queries.leaves_to_decide(actor, on=on)}
        assert own in queries.leaves_visible_to(chair, on=on)
        other = asked(place, made, 2)
        assert not rules.may_decide_leave(chair, other)
        assert other not in queries.leaves_visible_to(chair, on=on)
        assert actions.decide_leave(own, by=chair, granted=True).state == LeaveState.GRANTED
        second = person_with("secretary_general", place.assembly.scope)
        assert rules.may_decide_leave(second, other)

    def test_a_group_s_convenor_decides_for_the_group_s_occasions(self, place: Hall) -> None:
        """Not for a committee's: a director is no convenor; and reads who is on the group's roster."""
        group = CommitteeFactory(assembly=place.assembly, kind=OrganKind.GROUP)
        PostFactory(member=place.members[2], kind=PostKind.CONVENOR, organ=group)
        convenor, on = place.person("member 3"), clock.today()
        of_group, of_committee = meeting(place, organ=group), meeting(place, organ=place.committee)
        leaves = [asked(place, of_group, 1), asked(place, of_committee, 1)]
        assert [bool(rules.may_decide_leave(convenor, one)) for one in leaves] == [True, False]
        assert list(queries.leaves_to_decide(convenor, on=on)) == leaves[:1]
        assert [bool(rules.may_read_roster(convenor, one)) for one in (of_group, of_committee)] == [True, False]

    def test_who_sees_it(self, place: Hall) -> None:
        leave = asked(place, meeting(place, sector=place.sectors[0]))
        on = clock.today()
        seen = {name for name, actor in place.cast.items() if leave in queries.leaves_visible_to(actor, on=on)}
        assert seen == {"office", "secretary", "member 3", "member 4"}

    def test_on_new_half_days_it_still_stands(self, place: Hall) -> None:
        made = meeting(place)
        actions.decide_leave(asked(place, made), by=place.person("secretary"), granted=True)
        hours = [
            (made.starts_at, made.starts_at + timedelta(hours=1)),
            (made.ends_at - timedelta(hours=1), made.ends_at),
        ]
        actions.set_sittings(made, by=place.person("office"), hours=hours)
        assert Attendance.objects.filter(attendee=line(place, made), presence=Presence.ON_LEAVE).count() == 2


class TestReminding:
    def test_by_hand_those_who_said_nothing(self, place: Hall) -> None:
        made, office = meeting(place), place.person("office")
        actions.answer(line(place, made, 1), by=place.person("member 1"), coming=True)
        assert actions.remind(made, by=office) == 3
        Attendee.objects.filter(meeting=made).update(answer=Answer.COMING)
        assert rules.may_remind(office, made).reason == "名单上的人都已经回复。"

    @pytest.mark.parametrize(("hours", "times"), [((8,), 0), ((9,), 1), ((13,), 1), ((9, 10, 13), 1), ((17,), 0)])
    def test_by_the_clock_on_the_last_morning(
        self, place: Hall, moment: datetime, hours: tuple[int, ...], times: int
    ) -> None:
        """Once; a worker that was down in the morning makes it good until the answer is due."""
        meeting(place, answer_by=moment.replace(hour=16))
        meeting(place, answer_by=moment + timedelta(days=3))
        for hour in hours:
            with clock.at(moment.replace(hour=hour)):
                tasks.remind(0)
        assert Entry.objects.filter(kind="meetings.reminded", actor_id=None).count() == times

    @pytest.mark.parametrize(("hour", "times"), [(8, 0), (12, 1)])
    def test_of_answers_for_the_next_morning_on_the_day_before(
        self, place: Hall, moment: datetime, hour: int, times: int
    ) -> None:
        """Due at eight: nine o'clock of the day before is the last morning."""
        meeting(place, answer_by=moment.replace(hour=8) + timedelta(days=1))
        with clock.at(moment.replace(hour=hour)):
            tasks.remind(0)
        assert Entry.objects.filter(kind="meetings.reminded", actor_id=None).count() == times

    def test_without_a_day_for_the_answer_before_it_begins(self, place: Hall, moment: datetime) -> None:
        """Of a plenary with its parts once, for the whole; not where the notice went out later than that morning."""
        hours = {"starts_at": moment.replace(hour=15), "ends_at": moment.replace(hour=18)}
        whole = meeting(place, **hours)
        meeting(place, whole=whole, **hours)
        meeting(place, notified_at=moment.replace(hour=10), **hours)
        with clock.at(moment.replace(hour=11)):
            tasks.remind(0)
        assert [one.subject_id for one in Entry.objects.filter(kind="meetings.reminded")] == [whole.pk]

    def test_a_reminder_by_hand_takes_none_away(self, place: Hall, moment: datetime) -> None:
        made = meeting(place, answer_by=moment.replace(hour=16))
        with clock.at(moment.replace(hour=9, minute=5)):
            actions.remind(made, by=place.person("office"))
            tasks.remind(0)
        assert Entry.objects.filter(kind="meetings.reminded").count() == 2


class TestOverview:
    def test_by_sector(self, place: Hall) -> None:
        made = meeting(place)
        actions.answer(line(place, made, 1), by=place.person("member 1"), coming=True)
        asked(place, made, 2)
        first, second = place.sectors
        assert queries.overview(made) == [
            queries.Told(first.pk, "教育界", 2, 1, 0, 0, 1, 0),
            queries.Told(second.pk, "经济界", 2, 0, 0, 1, 1, 0),
        ]


def test_a_feed_is_kept_as_a_digest_and_given_up(place: Hall) -> None:
    """A new address takes the place of the old one; what is revoked opens nothing."""
    who = place.person("member 1")
    first = actions.open_feed(who, by=who)
    second = actions.open_feed(who, by=who)
    known: list[Any] = [queries.feed_of_digest(actions.digest_of(token)) for token in (first, second)]
    assert known[0] is None
    assert known[1].person == who
    assert not Feed.objects.filter(digest__in=[first, second]).exists()
    with pytest.raises(Refused, match="只能收回自己的日历订阅"):
        actions.revoke_feed(known[1], by=place.person("member 2"))
    actions.revoke_feed(known[1], by=who)
    assert queries.feed_of(who) is None
