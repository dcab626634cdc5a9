"""Drawing an occasion up and its life: what is kept and recorded, what is refused and leaves nothing behind."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.factories.meetings import Hall, attendee, hall, meeting
from xieshang.deadlines import queries as deadlines
from xieshang.meetings import actions, kinds, queries, rules
from xieshang.meetings.actions import Occasion, Point
from xieshang.meetings.models import Attendance, Item, Kind, Meeting, Template
from xieshang.meetings.states import Entitled, Part, State
from xieshang.members.models import Member
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def place(moment: datetime) -> Hall:
    return hall()


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def said(hall_: Hall, kind: str = "chairs", **parts: Any) -> Occasion:
    whole = {"title": "第十次主席会议", "place": "三楼会议室", "starts_at": at(4, 20), "ends_at": at(4, 20, 11, 30)}
    return Occasion(kind=hall_.kind(kind), **{**whole, **parts})


def drawn(place: Hall, kind: str = "chairs", **parts: Any) -> Meeting:
    return actions.draw_up(place.assembly, by=place.person("office"), occasion=said(place, kind, **parts))


def record(made: Meeting) -> list[str]:
    entries = Entry.objects.filter(subject_kind="meetings.meeting", subject_id=made.pk).order_by("pk")
    return [entry.kind.removeprefix("meetings.") for entry in entries]


def agenda(made: Meeting) -> list[tuple[str, int, str]]:
    return list(made.items.order_by("number").values_list("title", "minutes", "access"))


class TestDrawingUp:
    def test_a_draft_has_its_half_day_its_gate_and_the_next_number(self, place: Hall) -> None:
        term = place.session.term
        assert queries.next_number(term, place.kind("chairs")) == 1
        made = drawn(place, number=1, title="  第十次\n主席会议 ")
        assert (made.title, made.state, made.term, len(made.gate) > 20) == ("第十次 主席会议", "draft", term, True)
        assert list(made.sittings.values_list("starts_at", "ends_at")) == [(made.starts_at, made.ends_at)]
        assert queries.next_number(term, place.kind("chairs")) == 2
        assert record(made) == ["drafted"]

    def test_a_number_that_the_term_has_is_refused_until_that_one_is_cancelled(self, place: Hall) -> None:
        office, first = place.person("office"), drawn(place, number=3)
        with pytest.raises(Refused, match="本届已经有这一次会议，请核对次数"):
            drawn(place, number=3)
        assert Meeting.objects.count() == 1
        actions.cancel(first, by=office, reason="改期")
        assert drawn(place, number=3).number == 3

    @pytest.mark.parametrize(
        ("parts", "field", "words"),
        [
            ({"title": " "}, "title", "请写上名称。"),
            ({"ends_at": at(4, 20)}, "ends_at", "结束时间要晚于开始时间。"),
            ({"ends_at": at(6, 20)}, "ends_at", "一次会议活动最长 31 天，请核对结束时间。"),
            ({"answer_by": at(4, 21)}, "answer_by", "回复的期限要在开始以前。"),
            (
                {"starts_at": at(4, 20).replace(year=2000), "ends_at": at(4, 20, 10).replace(year=2000)},
                "starts_at",
                "这一天不在任何一届之内，请核对时间。",
            ),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(
        self, place: Hall, parts: dict[str, Any], field: str, words: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            drawn(place, **parts)
        assert (refused.value.field, refused.value.reason) == (field, words)
        assert not Meeting.objects.exists()

    def test_an_officer_draws_up_the_own_committee_s_alone(self, place: Hall) -> None:
        officer = place.person("officer")
        with pytest.raises(Refused, match="只能草拟本专委会的会议活动，请选择本会"):
            actions.draw_up(place.assembly, by=officer, occasion=said(place, "forum"))
        own = said(place, "forum", organ=place.committee)
        made = actions.draw_up(place.assembly, by=officer, occasion=own)
        assert len(actions.draw_roster(made, by=officer)) == 4

    def test_a_change_lays_the_half_days_anew_and_says_what_changed(self, place: Hall) -> None:
        office, made = place.person("office"), drawn(place)
        actions.draw_roster(made, by=office)
        changed = said(place, ends_at=at(4, 21, 17), place="四楼")
        actions.change(made, by=office, occasion=changed)
        made.refresh_from_db()
        assert made.sittings.count() == 4
        assert made.revision == 1
        assert Attendance.objects.filter(sitting__meeting=made).count() == 4
        entry = Entry.objects.filter(kind="meetings.changed").get()
        assert entry.payload == {"title": made.title, "fields": ["ends_at", "place"], "told": False}
        with pytest.raises(Refused, match="没有改动"):
            actions.change(made, by=office, occasion=changed)

    def test_half_days(self) -> None:
        """One within a half-day; else mornings and afternoons, from the first minute to the last."""
        assert queries.half_days(at(4, 20), at(4, 20, 12, 30)) == [(at(4, 20), at(4, 20, 12, 30))]
        assert queries.half_days(at(4, 20, 19), at(4, 20, 21)) == [(at(4, 20, 19), at(4, 20, 21))]
        assert queries.half_days(at(4, 20, 8, 30), at(4, 20, 18)) == [
            (at(4, 20, 8, 30), at(4, 20, 12)),
            (at(4, 20, 14, 30), at(4, 20, 18)),
        ]
        three = queries.half_days(at(4, 20, 14), at(4, 22, 11))
        assert [(start.day, start.hour, end.hour) for start, end in three] == [
            (20, 14, 17),
            (21, 9, 12),
            (21, 14, 17),
            (22, 9, 11),
        ]

    def test_half_days_are_set_by_hand_within_the_hours(self, place: Hall) -> None:
        office, made = place.person("office"), drawn(place, ends_at=at(4, 20, 17))
        evening = [(at(4, 20), at(4, 20, 10)), (at(4, 20, 15), at(4, 20, 16))]
        assert [one.number for one in actions.set_sittings(made, by=office, hours=evening)] == [1, 2]
        wrong = {
            "至少要有一个半天": [],
            "结束时间要晚于开始时间": [(at(4, 20), at(4, 20))],
            "有两个半天的时间重叠": [(at(4, 20), at(4, 20, 11)), (at(4, 20, 10), at(4, 20, 12))],
            "开始和结束时间之内": [(at(4, 20), at(4, 20, 18))],
        }
        for words, hours in wrong.items():
            with pytest.raises(Refused, match=words):
                actions.set_sittings(made, by=office, hours=hours)
        assert made.sittings.count() == 2


class TestCopies:
    def test_a_series_at_even_distances_with_its_own_rosters(self, place: Hall) -> None:
        office, made = place.person("office"), drawn(place, "study", number=None)
        actions.put_on_roster(made, by=office, people=place.members[:2])
        actions.put_on_roster(made, by=office, guests=[("吴老师", "党校")], part=Part.INVITED)
        Item.objects.create(meeting=made, number=1, kind="first_topic", title="学习")
        more = actions.repeat(made, by=office, times=3, days=14)
        assert [one.starts_at.astimezone(SHANGHAI).date() for one in more] == [
            date(2026, 5, 4),
            date(2026, 5, 18),
            date(2026, 6, 1),
        ]
        made.refresh_from_db()
        assert {one.series_id for one in more} == {made.series_id}
        for one in more:
            assert list(one.roster.order_by("position").values_list("name", "part")) == [
                ("林一", "entitled"),
                ("林二", "entitled"),
                ("吴老师", "invited"),
            ]
            assert one.items.get().title == "学习"
            assert Attendance.objects.filter(sitting__meeting=one).count() == 3

    def test_a_copy_leaves_out_who_is_no_member_any_more(self, place: Hall) -> None:
        office, made = place.person("office"), drawn(place, "study")
        actions.put_on_roster(made, by=office, people=place.members[:2])
        Member.objects.filter(pk=place.members[0].pk).update(until_on=date(2026, 5, 1))
        copied = actions.copy(made, by=office, starts_at=at(5, 11))
        assert list(copied.roster.values_list("name", flat=True)) == ["林二"]
        assert copied.ends_at - copied.starts_at == timedelta(hours=2, minutes=30)

    def test_a_template_is_kept_once_and_begun_from(self, place: Hall) -> None:
        office, made = place.person("office"), drawn(place)
        point = Point("听取汇报", kind="report", presenter="某局", minutes=20, access="entitled")
        Item.objects.create(meeting=made, number=1, **asdict(point))
        kept = actions.save_template(made, by=office, name=" 主席会议 ")
        with pytest.raises(Refused, match="已经有这个名称的模板，请换一个名称"):
            actions.save_template(made, by=office, name="主席会议")
        begun = actions.draw_up(place.assembly, by=office, occasion=said(place), template=kept)
        assert Template.objects.get().hours == 2
        assert agenda(begun) == [("第一议题", 0, "roster"), ("听取汇报", 20, "entitled")]
        assert record(begun) == ["drafted", "item_added", "item_added"]

    def test_what_was_studied_once_is_not_studied_again(self, place: Hall) -> None:
        """The copy opens with a first topic too, also where the one before had taken its own off; its works are to be
        named anew."""
        office, made = place.person("office"), drawn(place, "study", number=None)
        actions.add_item(made, by=office, point=Point("学习", kind="first_topic", studied="《章程》"))
        copied = actions.copy(made, by=office, starts_at=at(5, 11))
        assert copied.items.values("title", "studied").get() == {"title": "学习", "studied": ""}
        actions.remove_item(made.items.get(), by=office)
        assert [agenda(one) for one in actions.repeat(made, by=office, times=2, days=7)] == [
            [("第一议题", 0, "roster")]
        ] * 2

    def test_panels_of_a_plenary_at_one_stroke(self, place: Hall) -> None:
        """One for each sector with its own people; a joint panel with those of several."""
        office = place.person("office")
        whole = drawn(place, "plenary", ends_at=at(4, 23, 17))
        panel = said(place, "plenary", title="分组讨论", starts_at=at(4, 21), ends_at=at(4, 21, 11))
        made = actions.add_panels(whole, by=office, part=panel, bodies=place.sectors)
        assert [(one.title, one.sector, one.whole) for one in made] == [
            ("分组讨论（教育界）", place.sectors[0], whole),
            ("分组讨论（经济界）", place.sectors[1], whole),
        ]
        assert [sorted(one.roster.values_list("name", flat=True)) for one in made] == [
            sorted(["林一", "林三"]),
            sorted(["林二", "林四"]),
        ]
        joint = actions.add_part(whole, by=office, part=panel, bodies=place.sectors)
        assert (joint.roster.count(), joint.sector) == (4, None)
        outside = said(place, "plenary", starts_at=at(4, 25), ends_at=at(4, 25, 11))
        with pytest.raises(Refused, match="分会的时间要在整个会议的时间之内"):
            actions.add_part(whole, by=office, part=outside)
        with pytest.raises(Refused, match="分组会议下面不再分"):
            actions.add_part(made[0], by=office, part=panel)


class TestRosters:
    @pytest.mark.parametrize(
        ("kind", "names"),
        [
            ("plenary", ["林一", "林三", "林二", "林四"]),
            ("standing", ["林一", "林二"]),
            ("chairs", ["林一"]),
        ],
    )
    def test_who_belongs_by_right_with_the_leaders_first(self, place: Hall, kind: str, names: list[str]) -> None:
        office, made = place.person("office"), drawn(place, kind)
        added = actions.draw_roster(made, by=office)
        assert sorted(one.name for one in added) == sorted(names)
        assert (added[0].name, added[0].label, added[0].position) == ("林一", "主席", 1)
        assert Attendance.objects.filter(sitting__meeting=made).count() == len(names)
        with pytest.raises(Refused, match="应出席的人都已经在名单里"):
            actions.draw_roster(made, by=office)

    def test_names_stay_as_they_were_then(self, place: Hall) -> None:
        made = drawn(place, "plenary")
        actions.draw_roster(made, by=place.person("office"))
        Member.objects.filter(pk=place.members[3].pk).update(name="改名")
        assert attendee(made, place.members[3]).name == "林四"

    def test_kinds_of_chosen_people_are_filled_by_hand(self, place: Hall) -> None:
        office, made = place.person("office"), drawn(place, "forum")
        with pytest.raises(Refused, match="由您逐一指定，请在名单里添加"):
            actions.draw_roster(made, by=office)
        with pytest.raises(Refused, match="只能列席或作为工作人员"):
            actions.put_on_roster(made, by=office, guests=[("外人", "")])
        actions.put_on_roster(made, by=office, people=[place.members[0]])
        with pytest.raises(Refused, match="这些人都已经在名单里"):
            actions.put_on_roster(made, by=office, people=[place.members[0]])

    def test_who_signed_in_is_not_taken_off(self, place: Hall) -> None:
        made, office = meeting(place, State.OPEN), place.person("office")
        line = attendee(made, place.members[0])
        Attendance.objects.filter(attendee=line).update(presence="present", in_at=clock.now())
        with pytest.raises(Refused, match="已经签到，不能移出名单"):
            actions.take_off_roster(line, by=office)
        other = attendee(made, place.members[1])
        actions.take_off_roster(other, by=office)
        entry = Entry.objects.get(kind="meetings.unlisted")
        assert entry.payload["member"] == place.members[1].pk
        assert entry.payload["told"] is True
        assert made.roster.count() == 3


class TestLife:
    def ready(self, place: Hall, kind: str = "chairs", **parts: Any) -> Meeting:
        made = drawn(place, kind, **parts)
        actions.draw_roster(made, by=place.person("office"))
        return Meeting.objects.get(pk=made.pk)

    def test_from_draft_to_the_minutes_clock(self, place: Hall) -> None:
        office, secretary = place.person("office"), place.person("secretary")
        made = self.ready(place)
        actions.ask_approval(made, by=office)
        actions.approve(made, by=secretary)
        actions.notify(made, by=office)
        with clock.at(at(4, 20, 9)):
            actions.open(made, by=office)
        with clock.at(at(4, 20, 11)):
            closed = actions.close(made, by=office)
        assert closed.state == State.CLOSED
        running = deadlines.of(closed).get()
        assert (running.code, running.due_on, running.is_open) == ("meetings.minutes", date(2026, 4, 29), True)
        with clock.at(at(4, 20, 11, 10)):
            again = actions.reopen(closed, by=office)
            assert again.closed_at is None
            assert not deadlines.of(closed).get().is_open
            actions.close(again, by=office)
        assert deadlines.of(closed).count() == 2
        assert record(made) == [
            "drafted",
            "roster_filled",
            "approval_asked",
            "approved",
            "notified",
            "opened",
            "closed",
            "reopened",
            "closed",
        ]
        notified = Entry.objects.get(kind="meetings.notified")
        assert notified.payload == {
            "title": "第十次主席会议",
            "listed": 1,
            "days_before": 22,
            "days_asked": 5,
            "reason": "",
        }

    def test_a_late_notice_asks_for_a_reason_and_keeps_it(self, place: Hall) -> None:
        """Standing committee: 15 working days before 8 April 2026, over Qingming (6 April is off), is 17 March."""
        made = self.ready(place, "standing", starts_at=at(4, 8), ends_at=at(4, 8, 11))
        early = queries.early_notice(made, on=clock.today())
        assert (early.asked, early.days, early.last_on, early.is_late) == (15, 14, date(2026, 3, 17), True)
        actions.approve(made, by=place.person("secretary"))
        with pytest.raises(Refused, match="提前 15 个工作日通知，现在只剩 14 个，请写明理由"):
            actions.notify(made, by=place.person("office"))
        assert Meeting.objects.get().state == State.APPROVED
        actions.notify(made, by=place.person("office"), reason="紧急会议")
        assert Entry.objects.get(kind="meetings.notified").payload["reason"] == "紧急会议"

    def test_a_kind_without_approval_is_notified_from_the_draft(self, place: Hall) -> None:
        made, office = drawn(place, "activity"), place.person("office")
        actions.put_on_roster(made, by=office, people=place.members)
        assert rules.may_ask_approval(office, made).reason == "这类活动的通知不用批准，可以直接发出。"
        assert actions.notify(made, by=office).state == State.NOTIFIED

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (State.DRAFT, "通知要经秘书长批准才能发出，请先送请批准。"),
            (State.APPROVED, ""),
            (State.NOTIFIED, "现在的状态已经是“已通知”，这一步不用再办。"),
            (State.OPEN, "现在的状态是“进行中”，已经过了可以发出通知的时候；请看现在还能办什么。"),
            (State.CLOSED, "现在的状态是“已结束”，已经过了可以发出通知的时候；请看现在还能办什么。"),
            (State.CANCELLED, "现在的状态是“已取消”，已经过了可以发出通知的时候；请看现在还能办什么。"),
        ],
    )
    def test_notifying_in_each_state(self, place: Hall, state: str, words: str) -> None:
        later = {"starts_at": clock.now() + timedelta(days=40), "ends_at": clock.now() + timedelta(days=40, hours=2)}
        made = meeting(place, state, **later)
        assert rules.may_notify(place.person("office"), made).reason == words

    @pytest.mark.parametrize(
        ("rule", "allowed", "words"),
        [
            (rules.may_approve, {"secretary"}, "会议通知由秘书长批准。"),
            (rules.may_change, {"office"}, "这次会议活动由筹备它的工作人员办理。"),
            (rules.may_cancel, {"office", "secretary"}, "这次会议活动由筹备它的工作人员办理。"),
            (rules.may_draw_roster, {"office"}, "这次会议活动由筹备它的工作人员办理。"),
            (rules.may_copy, {"office"}, "这次会议活动由筹备它的工作人员办理。"),
        ],
    )
    def test_who_may(self, place: Hall, rule: Any, allowed: set[str], words: str) -> None:
        made = meeting(place, State.DRAFT)
        told = {name: rule(actor, made).reason for name, actor in place.cast.items()}
        assert told == {name: "" if name in allowed else words for name in place.cast}

    def test_what_is_approved_is_taken_back_before_it_is_changed(self, place: Hall) -> None:
        made = meeting(place, State.APPROVED)
        assert rules.may_change(place.person("office"), made).reason == "通知已经批准，要修改的请先收回。"
        actions.take_back(made, by=place.person("office"))
        assert rules.may_change(place.person("office"), Meeting.objects.get()).allowed

    def test_it_opens_on_its_day_and_not_before(self, place: Hall) -> None:
        later = {"starts_at": at(4, 20), "ends_at": at(4, 20, 11)}
        verdict = rules.may_open(place.person("office"), meeting(place, State.NOTIFIED, **later))
        assert verdict.reason.startswith("还没有到开会的日子，开始时间是2026 年 4 月 20 日")

    def test_cancelling_says_why(self, place: Hall) -> None:
        made = meeting(place, State.NOTIFIED)
        with pytest.raises(Refused, match="请写明取消的理由"):
            actions.cancel(made, by=place.person("office"), reason=" ")
        gone = actions.cancel(made, by=place.person("office"), reason="改期")
        assert (gone.state, gone.reason, gone.revision) == (State.CANCELLED, "改期", 1)


class TestKinds:
    def test_added_changed_and_ended_as_data(self, place: Hall) -> None:
        office = place.person("office")
        tour = kinds.Standard("tour", "视察", Entitled.CHOSEN, 5)
        made = actions.add_kind(place.assembly, by=office, kind=tour)
        with pytest.raises(Refused, match="已经有这个代码的种类"):
            actions.add_kind(place.assembly, by=office, kind=tour)
        wide = kinds.Standard("tour", "视察考察", Entitled.CHOSEN, 5, 5)
        actions.change_kind(made, by=office, to=wide)
        assert Entry.objects.filter(kind="meetings.kind_changed").get().payload["changed"] == ["name", "papers_days"]
        with pytest.raises(Refused, match="提前的天数不能比通知多"):
            actions.change_kind(made, by=office, to=kinds.Standard("tour", "视察", Entitled.CHOSEN, 1, 5))
        actions.end_kind(made, by=office, on=clock.today())
        assert made.code not in queries.kinds_of(place.assembly, on=clock.today()).values_list("code", flat=True)

    def test_another_room_s_kind_is_made_once_and_keeps_what_was_changed(self, place: Hall) -> None:
        training = kinds.Standard("training", "培训班", Entitled.CHOSEN)
        made = actions.kind_of_room(place.assembly, training, by=None)
        Kind.objects.filter(pk=made.pk).update(name="委员培训班")
        assert actions.kind_of_room(place.assembly, training, by=None).name == "委员培训班"

    def test_only_the_office_sets_them(self, place: Hall) -> None:
        words = "设定会议活动的种类由办公室办理。"
        told = {name: rules.may_add_kind(actor, place.assembly).reason for name, actor in place.cast.items()}
        assert told == {**dict.fromkeys(place.cast, words), "office": ""}
