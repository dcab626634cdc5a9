"""The clerk's list: who leaves is noted there, cards that were read offline are judged, a half-day is a sheet."""

import json
from datetime import datetime
from io import BytesIO
from urllib.parse import unquote
from uuid import uuid4

from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.factories.accounts import client_of
from tests.factories.meetings import Hall
from xieshang.meetings.door import gate
from xieshang.meetings.models import Attendance, DoorRecord, Meeting

JSON = {"Accept": "application/json"}
SHEET_QUERIES = 4


def mine(made: Meeting, number: int = 0) -> Attendance:
    """How somebody stands, by their place on the roster."""
    return Attendance.objects.filter(sitting__meeting=made).order_by("attendee__position")[number]


def text(client: Client, address: str, **asked: str) -> str:
    """A page as it is read."""
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_leaving_is_noted_without_a_script(made: Meeting, office: Client):
    """The button of each row leads there; who was not there, or has left, is refused in words."""
    desk, at = f"/meetings/{made.pk}/door/desk", f"/meetings/{made.pk}/door/desk/departures"
    attendee = {"attendee": str(mine(made).attendee_id)}
    assert "还没有签到，不用登记离场。" in office.post(at, attendee, follow=True).content.decode()
    office.post(f"{desk}/arrivals", attendee)
    shown = text(office, desk)
    assert f'value="{mine(made).attendee_id}" formaction="{at}?half=1" aria-label="登记林一离场"' in shown
    assert shown.count(" data-there") == 1
    response = office.post(f"{at}?half=1", attendee, follow=True)
    assert response.redirect_chain == [(f"{desk}?half=1", 302)]
    assert "林一：早退 10:00" in response.content.decode()
    assert " data-there" not in response.content.decode()
    assert "已在 10:00 登记离场。" in office.post(at, attendee, follow=True).content.decode()
    assert office.post(at, {"attendee": "0"}).status_code == 409
    assert [one.direction for one in mine(made).records.order_by("pk")] == ["in", "out"]


def test_leaving_is_noted_by_the_script_and_by_a_card(made: Meeting, office: Client):
    """The answer says how the person stands; the card of who is there offers leaving in place of signing in."""
    desk, attendee = f"/meetings/{made.pk}/door/desk", {"attendee": str(mine(made).attendee_id)}
    card = {"card": gate.card(made.gate, mine(made).attendee_id)}
    assert f' action="{desk}/departures?half=1"' not in text(office, desk, **card)
    office.post(f"{desk}/arrivals", attendee)
    assert f' action="{desk}/departures?half=1"' in text(office, desk, **card)
    said = office.post(f"{desk}/departures", attendee, headers=JSON)
    whole = {"attendee": mine(made).attendee_id, "said": "林一：早退 10:00"}
    assert (said.status_code, said.json()) == (200, {**whole, "there": False, "state": "早退", "at": "10:00"})
    said = office.post(f"{desk}/departures", attendee, headers=JSON)
    assert (said.status_code, said.json()["said"]) == (409, "已在 10:00 登记离场。")


def test_who_does_not_keep_the_door_notes_nobody_s_leaving(place: Hall, made: Meeting, member: Client):
    """Members are told why, strangers find nothing, a GET does nothing."""
    at, attendee = f"/meetings/{made.pk}/door/desk/departures", {"attendee": str(mine(made).attendee_id)}
    assert member.post(at, attendee).status_code == 409
    assert client_of(place.person("elsewhere")).post(at, attendee).status_code == 404
    assert client_of(place.person("office")).get(at).status_code == 405
    assert DoorRecord.objects.count() == 0


def test_the_attendance_of_a_half_day_as_a_sheet(
    place: Hall, made: Meeting, office: Client, member: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    """Everybody in the order of the roster, with when they came and went; the list leads there."""
    desk = f"/meetings/{made.pk}/door/desk"
    for number in (0, 1):
        office.post(f"{desk}/arrivals", {"attendee": str(mine(made, number).attendee_id)})
    office.post(f"{desk}/departures", {"attendee": str(mine(made, 1).attendee_id)})
    assert f'href="{desk}/sheet?half=1"' in text(office, desk)
    with django_assert_num_queries(SHEET_QUERIES):
        answer = office.get(f"{desk}/sheet?half=1")
        body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert unquote(answer["Content-Disposition"]).endswith("九届四次全体会议第 1 个半天出席_2026-03-18.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    ten = datetime(2026, 3, 18, 10, 0)  # noqa: DTZ001 - sheets know no time zone
    assert rows == [
        ["序号", "姓名", "界别或职务", "身份", "情况", "签到", "方式", "离场"],
        [1, "林一", "教育界", "应出席", "迟到", ten, "名单勾选", ""],
        [2, "林二", "经济界", "应出席", "早退", ten, "名单勾选", ten],
        [3, "林三", "教育界", "应出席", "未到", "", "", ""],
        [4, "林四", "经济界", "应出席", "未到", "", "", ""],
    ]
    assert member.get(f"{desk}/sheet").status_code == 409
    assert client_of(place.person("elsewhere")).get(f"{desk}/sheet").status_code == 404


def test_what_a_device_read_from_a_card_is_sent_as_it_was_read(made: Meeting, office: Client):
    """A card that is not right is flagged by name, and nobody is signed in."""
    at = f"/meetings/{made.pk}/door"
    given = office.post(f"{at}/devices", {"name": "东门平板"}).json()
    attendee, said_at, key, card = mine(made).attendee_id, made.starts_at.isoformat(), str(uuid4()), "1.forged"
    signed = "\n".join(map(str, [given["device"], key, mine(made).sitting_id, attendee, "in", said_at, card]))
    record = {"key": key, "sitting": mine(made).sitting_id, "attendee": attendee, "direction": "in", "at": said_at}
    body = json.dumps({"records": [{**record, "card": card, "signature": gate.sign(given["key"], signed)}]})
    said = office.post(f"{at}/devices/{given['device']}/records", body, content_type="application/json").json()
    words = "林一：离线时读到的委员码不对，没有算作签到。请核对是不是本人，再在名单里更正。"
    assert said == {"outcomes": [{"key": key, "state": "refused", "said": words}]}
    assert mine(made).presence == "expected"


def test_after_the_half_day_nobody_is_ticked(made: Meeting, office: Client):
    """The list says so in place of its buttons; names still lead to where an attendance is put right."""
    desk = f"/meetings/{made.pk}/door/desk"
    assert ("现在不能签到、登记离场" in text(office, desk), 'class="desk over"' in text(office, desk)) == (False, False)
    Meeting.objects.filter(pk=made.pk).update(state="closed", closed_at=made.ends_at)
    shown = text(office, desk)
    assert ("现在不能签到、登记离场" in shown, 'class="desk over"' in shown) == (True, True)
    assert "会议已经散会，签到已截止。确实到会的，请会务人员更正。" in shown
    assert f'href="/meetings/{made.pk}/door/attendances/{mine(made).pk}"' in shown
