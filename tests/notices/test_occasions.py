"""Who hears what of an occasion, and what reaches phones through the gateways."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from tests.factories.meetings import Hall, attendee, hall, meeting
from tests.factories.members import CommitteeFactory, PostFactory
from xieshang.accounts.models import Person
from xieshang.engine.environment import UnfitError
from xieshang.meetings import actions
from xieshang.meetings.actions import Spot
from xieshang.meetings.models import Attendee, Meeting
from xieshang.meetings.seating import Place
from xieshang.meetings.states import LeaveKind, Part, SeatOrder, State
from xieshang.members.states import OrganKind, PostKind
from xieshang.notices import channels, gateways
from xieshang.notices import settings as channel_settings
from xieshang.notices.models import Delivery, Notice
from xieshang.spine import clock, errand
from xieshang.spine.models import Errand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def place(moment: datetime) -> Hall:
    return hall()


def told() -> list[tuple[int, str]]:
    """Run what is owed; who was told what since the last time."""
    before = set(Notice.objects.values_list("pk", flat=True))
    for owed in Errand.objects.filter(done_at__isnull=True).order_by("pk"):
        errand.run(owed.pk)
    rows = Notice.objects.exclude(pk__in=before).order_by("kind", "person")
    return list(rows.values_list("person", "kind"))


def everybody(place: Hall, kind: str, *numbers: int) -> list[tuple[int, str]]:
    return sorted((place.person(f"member {number}").pk, kind) for number in numbers or (1, 2, 3, 4))


def later() -> dict[str, datetime]:
    starts = clock.now() + timedelta(days=40)
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}


def test_from_the_request_for_approval_to_the_reminder(place: Hall) -> None:
    office, secretary = place.person("office"), place.person("secretary")
    made = meeting(place, State.DRAFT, answer_by=clock.now() + timedelta(days=30), **later())
    told()
    actions.ask_approval(made, by=office)
    assert told() == [(secretary.pk, "to_approve_notice")]
    actions.approve(made, by=secretary)
    assert told() == [(office.pk, "notice_approved")]
    actions.notify(made, by=office)
    assert told() == everybody(place, "to_attend")
    body = Notice.objects.filter(kind="to_attend").values_list("body", flat=True)[0]
    assert body.startswith("2026 年 4 月 27 日")
    assert body.endswith("前回复是否参加。")
    actions.answer(attendee(made, place.members[0]), by=place.person("member 1"), coming=True)
    actions.remind(made, by=office)
    assert told() == everybody(place, "to_answer_notice", 2, 3, 4)


def test_changes_of_what_matters_and_cancellations(place: Hall) -> None:
    office, made = place.person("office"), meeting(place, **later())
    said = {name: getattr(made, name) for name in actions.Occasion.__dataclass_fields__}
    actions.change(made, by=office, occasion=actions.Occasion(**{**said, "radius": 500}))
    assert told() == []
    actions.change(made, by=office, occasion=actions.Occasion(**{**said, "place": "新会场"}))
    assert told() == everybody(place, "occasion_changed")
    actions.cancel(made, by=office, reason="改期")
    assert told() == everybody(place, "occasion_cancelled")


def test_late_additions_and_removals(place: Hall) -> None:
    office, made = place.person("office"), meeting(place, **later())
    actions.take_off_roster(attendee(made, place.members[3]), by=office)
    assert told() == everybody(place, "off_roster", 4)
    actions.put_on_roster(made, by=office, people=[place.members[3]], part=Part.INVITED)
    assert told() == everybody(place, "to_attend", 4)


def test_seats_are_told_once_they_are_published_and_when_they_change_after_that(place: Hall) -> None:
    """Each their own; of what changed before, nothing; who is cleared and seated again at once, the last seat."""
    office, made = place.person("office"), meeting(place, **later())
    plan = actions.draw_plan(made, by=office, rows=[[3], [4]], leaders=1)
    lines = [attendee(made, member) for member in place.members]
    (guest,) = actions.put_on_roster(made, by=office, guests=[("吴老师", "党校")], part=Part.INVITED)
    actions.give_seat(plan, by=office, attendee=guest.pk, place=Place(1, 2))
    for number, line in enumerate(lines, start=1):
        actions.give_seat(plan, by=office, attendee=line.pk, place=Place(2, number))
    told()
    actions.swap_seats(plan, by=office, one=Spot(Place(2, 1), lines[0].pk), other=Spot(Place(2, 2), lines[1].pk))
    with clock.at(clock.now() + timedelta(minutes=1)):
        actions.publish_plan(plan, by=office)
        assert told() == everybody(place, "seat")
        own = Notice.objects.get(person=place.person("member 1"), kind="seat")
        assert (own.title, own.body, own.link) == (
            "您的座位：九届四次全体会议",
            "2 排 2 号。",
            f"/meetings/{made.pk}/seat",
        )
        actions.swap_seats(plan, by=office, one=Spot(Place(2, 2), lines[0].pk), other=Spot(Place(2, 1), lines[1].pk))
        actions.swap_seats(plan, by=office, one=Spot(Place(2, 3), lines[2].pk), other=Spot(Place(1, 3), None))
        actions.clear_seat(plan, by=office, spot=Spot(Place(2, 4), lines[3].pk))
        assert told() == [*everybody(place, "seat_changed", 1, 2, 3), *everybody(place, "seat_cleared", 4)]
        assert Notice.objects.get(kind="seat_cleared").body == "原来是 2 排 4 号；另排了座位会再告诉您。"
        actions.give_seat(plan, by=office, attendee=lines[3].pk, place=Place(2, 4))
        actions.clear_seat(plan, by=office, spot=Spot(Place(2, 4), lines[3].pk))
        actions.give_seat(plan, by=office, attendee=lines[3].pk, place=Place(1, 1))
        assert told() == everybody(place, "seat", 4)
        assert not Delivery.objects.exists()


def test_no_seat_is_told_of_a_plan_that_was_taken_back_or_of_an_occasion_nobody_knows(place: Hall) -> None:
    office, made = place.person("office"), meeting(place, **later())
    draft = meeting(place, State.DRAFT, **later())
    for one in (made, draft):
        plan = actions.draw_plan(one, by=office, rows=[[4]], leaders=0)
        actions.arrange_seats(plan, by=office, order=SeatOrder.RANK, revision=1)
        actions.publish_plan(plan, by=office)
    actions.take_back_plan(made.plan, by=office)
    actions.swap_seats(made.plan, by=office, one=Spot(Place(1, 1), _at(made, 1)), other=Spot(Place(1, 2), _at(made, 2)))
    assert told() == []
    with clock.at(clock.now() + timedelta(minutes=1)):
        actions.publish_plan(made.plan, by=office)
        assert told() == everybody(place, "seat")


def _at(made: Meeting, number: int) -> int:
    return made.plan.seats.get(row=1, number=number).attendee_id


def test_leave_is_told_to_who_decides_and_back(place: Hall) -> None:
    made, who = meeting(place, **later()), place.person("member 4")
    leave = actions.ask_leave(attendee(made, place.members[3]), by=who, kind=LeaveKind.ILLNESS, reason="住院")
    assert told() == [(place.person("secretary").pk, "to_decide_leave")]
    assert "住院" not in "".join(f"{one.title}{one.body}" for one in Notice.objects.all())
    actions.decide_leave(leave, by=place.person("secretary"), granted=True)
    assert told() == everybody(place, "leave_decided", 4)
    of_sector = meeting(place, sector=place.sectors[0], **later())
    first = Attendee.objects.get(meeting=of_sector, member=place.members[0])
    actions.ask_leave(first, by=place.person("member 1"), kind=LeaveKind.DUTY, reason="出差")
    assert told() == everybody(place, "to_decide_leave", 3)


def test_the_leave_of_who_decides_is_told_to_another(place: Hall) -> None:
    """A sector's only convenor: the secretary general; the secretary general: the chair. Nobody is left untold."""
    of_sector = meeting(place, sector=place.sectors[0], **later())
    own = attendee(of_sector, place.members[2])
    actions.ask_leave(own, by=place.person("member 3"), kind=LeaveKind.DUTY, reason="出差")
    assert told() == [(place.person("secretary").pk, "to_decide_leave")]
    made, secretary = meeting(place, **later()), place.person("secretary")
    Attendee.objects.filter(meeting=made, member=place.members[3]).update(person=secretary)
    actions.ask_leave(attendee(made, place.members[3]), by=secretary, kind=LeaveKind.DUTY, reason="出差")
    assert told() == [(place.person("chair").pk, "to_decide_leave")]


def test_a_group_s_leave_is_told_to_its_convenor(place: Hall) -> None:
    group = CommitteeFactory(assembly=place.assembly, kind=OrganKind.GROUP)
    PostFactory(member=place.members[1], kind=PostKind.CONVENOR, organ=group)
    of_group = meeting(place, organ=group, **later())
    own = attendee(of_group, place.members[0])
    actions.ask_leave(own, by=place.person("member 1"), kind=LeaveKind.DUTY, reason="出差")
    assert told() == everybody(place, "to_decide_leave", 2)


def test_what_is_urgent_becomes_a_file_at_the_gateway(
    place: Hall, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By text message, and by WeCom where the settings name it; nothing is sent before the worker does."""
    monkeypatch.setenv("XIESHANG_VAR", str(tmp_path))
    settings.GATEWAYS = {"sms": "files", "wecom": "files"}
    made = meeting(place, **later())
    actions.cancel(made, by=place.person("office"), reason="改期")
    told()
    ways = Delivery.objects.filter(notice__person=place.person("member 1")).order_by("way")
    assert [one.way for one in ways] == ["sms", "wecom"]
    assert not (tmp_path / "gateway").exists()
    for one in ways:
        sent = channels.deliver(one.pk)
        assert sent is not None
        assert sent.state == "sent"
        file = tmp_path / "gateway" / one.way / f"{one.way}-{one.notice_id}.json"
        message = json.loads(file.read_text(encoding="utf-8"))
        assert message["to"] == place.person("member 1").phone
        assert message["text"].startswith(f"会议活动取消：{made.title}，请登录查看：http")
        assert "改期" not in message["text"]


def test_off_is_off(place: Hall, settings: Any) -> None:
    settings.GATEWAYS = {"sms": "", "wecom": ""}
    actions.cancel(meeting(place, **later()), by=place.person("office"), reason="改期")
    told()
    assert not Delivery.objects.exists()


def test_a_gateway_that_is_down_fails_for_now() -> None:
    """As the worker expects it: an OSError, so that the delivery is tried again."""
    with pytest.raises(URLError):
        gateways.Https("https://127.0.0.1:9/").send(to="13800000000", text="甲", key="sms-1")


def test_settings_name_files_off_or_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, meant in [("off", ""), ("files", "files"), ("https://sms.example.org/", "https://sms.example.org/")]:
        monkeypatch.setenv("XIESHANG_SMS", value)
        assert channel_settings.gateway("XIESHANG_SMS", "off") == meant
    monkeypatch.setenv("XIESHANG_SMS", "http://sms.example.org/")
    with pytest.raises(UnfitError):
        channel_settings.gateway("XIESHANG_SMS", "off")


def test_nobody_without_an_account_is_told(place: Hall) -> None:
    made = meeting(place, **later())
    Person.objects.filter(pk=place.person("member 2").pk).update(is_active=False)
    actions.cancel(made, by=place.person("office"), reason="改期")
    assert told() == everybody(place, "occasion_cancelled", 1, 3, 4)
