"""A notice before whoever approves it: asked, returned, taken back; and leaves until attendance is settled."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests.factories.accounts import client_of
from tests.factories.meetings import Hall, attendee, hall, meeting
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.models import Attendance, Leave, Meeting, Sitting
from xieshang.meetings.states import LeaveKind, LeaveState, Presence, State
from xieshang.spine import clock
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused


@pytest.fixture
def place(db: None, moment: datetime) -> Hall:
    return hall()


@pytest.fixture
def secretary(place: Hall) -> Client:
    return client_of(place.person("secretary"))


def asked(place: Hall) -> Meeting:
    starts = clock.now() + timedelta(days=40)
    made = meeting(place, State.DRAFT, starts_at=starts, ends_at=starts + timedelta(hours=2))
    return actions.ask_approval(made, by=place.person("office"))


def leave(place: Hall, made: Meeting, number: int = 4) -> Leave:
    who = place.person(f"member {number}")
    return actions.ask_leave(attendee(made, place.members[number - 1]), by=who, kind=LeaveKind.DUTY, reason="出差")


class TestNotice:
    def test_while_it_waits_it_is_not_changed_but_taken_back(self, place: Hall) -> None:
        made, office = asked(place), place.person("office")
        assert made.state == State.PROPOSED
        assert rules.may_change(office, made).reason == "通知已经送请批准，要修改的请先收回。"
        assert rules.may_ask_approval(office, made).reason == "现在的状态已经是“待批准”，这一步不用再办。"
        assert rules.may_notify(office, made).reason == "现在的状态是“待批准”，批准以后才能发出通知。"
        assert actions.take_back(made, by=office).state == State.DRAFT

    def test_returned_with_what_to_change(self, place: Hall) -> None:
        made, secretary = asked(place), place.person("secretary")
        with pytest.raises(Refused, match="请写明退回的理由，筹备人员会看到"):
            actions.return_notice(made, by=secretary, reason=" ")
        assert actions.return_notice(made, by=secretary, reason="地点要改").state == State.DRAFT
        assert Entry.objects.get(kind="meetings.notice_returned").payload["reason"] == "地点要改"
        assert rules.may_change(place.person("office"), Meeting.objects.get()).allowed

    def test_nobody_on_the_roster_sees_it(self, place: Hall) -> None:
        made = asked(place)
        seen = {name for name, actor in place.cast.items() if made in queries.visible_to(actor)}
        assert seen == {"office", "secretary", "chair"}

    def test_the_page_shows_it_and_decides(self, place: Hall, secretary: Client) -> None:
        made = asked(place)
        page = secretary.get(f"/meetings/{made.pk}/approval").content.decode()
        for words in ("会议中心", "名单 4 人", "最迟", "退回修改"):
            assert words in page
        kept = secretary.post(f"/meetings/{made.pk}/approval", {"result": "returned", "reason": ""})
        assert kept.status_code == 422
        assert "请写明退回的理由" in kept.content.decode()
        secretary.post(f"/meetings/{made.pk}/approval", {"result": "returned", "reason": "地点要改"})
        assert Meeting.objects.get().state == State.DRAFT
        actions.ask_approval(Meeting.objects.get(), by=place.person("office"))
        secretary.post(f"/meetings/{made.pk}/approval", {"result": "approved", "reason": ""})
        assert Meeting.objects.get().state == State.APPROVED

    def test_without_a_button_nothing_is_approved(self, place: Hall, secretary: Client) -> None:
        made = asked(place)
        assert secretary.post(f"/meetings/{made.pk}/approval", {"reason": ""}).status_code == 422
        assert Meeting.objects.get().state == State.PROPOSED


class TestLeaves:
    def test_after_the_close_until_the_attendance_is_settled(self, place: Hall) -> None:
        """Granted in between, it still stands in the half-day."""
        made, secretary, office = meeting(place, State.OPEN), place.person("secretary"), place.person("office")
        first, second = leave(place, made, 4), leave(place, made, 2)
        actions.close(made, by=office)
        actions.decide_leave(first, by=secretary, granted=True)
        assert Attendance.objects.get(attendee=first.attendee).presence == Presence.ON_LEAVE
        sitting = Sitting.objects.get()
        actions.settle(sitting, by=office)
        fresh = Leave.objects.select_related("attendee__meeting").get(pk=second.pk)
        assert rules.may_decide_leave(secretary, fresh).reason == "出席已经核定，请会务人员在签到里更正。"
        assert not queries.leaves_to_decide(secretary, on=clock.today()).exists()
        assert fresh.state == LeaveState.ASKED

    def test_of_a_cancelled_occasion_nothing_is_decided(self, place: Hall) -> None:
        made, secretary = meeting(place), place.person("secretary")
        one = leave(place, made)
        actions.cancel(made, by=place.person("office"), reason="改期")
        fresh = Leave.objects.select_related("attendee__meeting").get(pk=one.pk)
        assert rules.may_decide_leave(secretary, fresh).reason == "这次会议活动已经取消，不用再批。"
        assert not queries.leaves_to_decide(secretary, on=clock.today()).exists()

    def test_who_has_which_to_decide(self, place: Hall) -> None:
        whole = leave(place, meeting(place))
        of_sector = leave(place, meeting(place, sector=place.sectors[0]), 1)
        own = leave(place, meeting(place, sector=place.sectors[0]), 3)
        on, every = clock.today(), {whole: "whole", of_sector: "of sector", own: "own"}
        waits = {
            name: {every[one] for one in queries.leaves_to_decide(actor, on=on)} for name, actor in place.cast.items()
        }
        expected = {"secretary": set(every.values()), "member 3": {"of sector"}}
        assert waits == {name: expected.get(name, set()) for name in place.cast}

    def test_settling_says_how_many_wait(self, place: Hall, office: Client) -> None:
        made = meeting(place, State.OPEN)
        page = f"/meetings/{made.pk}/door/settlement?half=1"
        assert "请假没有批" not in office.get(page).content.decode()
        leave(place, made)
        actions.close(made, by=place.person("office"))
        assert "还有 1 人的请假没有批" in office.get(page).content.decode()
