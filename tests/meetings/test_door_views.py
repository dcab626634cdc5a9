"""The door's pages: members, the clerk's list, the screen, devices, the board."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories.accounts import client_of
from tests.factories.meetings import Hall, meeting
from tests.factories.members import MemberFactory
from xieshang.meetings import actions, queries
from xieshang.meetings.door import gate, tally
from xieshang.meetings.models import Attendance, Attendee, Device, DoorRecord, Meeting, Plan, Seat
from xieshang.meetings.states import State
from xieshang.spine import clock

JSON = {"Accept": "application/json"}


def word(made: Meeting) -> str:
    return gate.code(made.gate, gate.step_of(clock.now()))


def mine(made: Meeting, number: int = 0) -> Attendance:
    return Attendance.objects.filter(sitting__meeting=made).order_by("attendee__position")[number]


def text(client: Client, address: str, status: int = 200, **more: Any) -> str:
    response = client.get(address, **more)
    assert response.status_code == status
    return response.content.decode()


# ---- Members


def test_a_scanned_code_leads_to_one_tap(made: Meeting, member: Client):
    """Opening writes nothing; the tap signs in, and the page says when and where."""
    at = f"/meetings/{made.pk}/door"
    page = member.get(f"{at}?code={word(made)}")
    assert DoorRecord.objects.count() == 0
    shown = page.content.decode()
    given = shown.split('name="word" value="')[1].split('"')[0]
    with clock.at(clock.now() + timedelta(minutes=3)):
        response = member.post(f"{at}/arrival", {"word": given})
        assert (response.status_code, response["Location"]) == (302, at)
        after = text(member, at)
    assert "您已在 3 月 18 日 10:03 签到。" in after
    assert "会议中心，扫会场码，记为迟到" in after


def test_a_stale_code_says_what_to_do(made: Meeting, member: Client):
    shown = text(member, f"/meetings/{made.pk}/door?code=K7QXK7QX")
    assert "这个码已经换了。请再扫一次屏幕上的码" in shown


def test_a_typed_code_is_kept_when_it_is_wrong(made: Meeting, member: Client):
    response = member.post(f"/meetings/{made.pk}/door/arrival", {"word": "abcd efgh"})
    assert response.status_code == 422
    assert 'value="abcd efgh"' in response.content.decode()
    assert "会场码不对，或者已经换了。" in response.content.decode()
    assert member.post(f"/meetings/{made.pk}/door/arrival", {}).status_code == 422


def test_a_second_device_reads_when_it_was(made: Meeting, member: Client):
    """No refusal: it is signed in."""
    for _ in range(2):
        response = member.post(f"/meetings/{made.pk}/door/arrival", {"word": word(made)})
        assert response.status_code == 302
    assert DoorRecord.objects.count() == 1


def test_signing_in_asks_little(made: Meeting, member: Client, django_assert_num_queries: DjangoAssertNumQueries):
    """The door's most used: session, own line, lock, one statement that writes; and a transaction's two ends."""
    given = word(made)
    with django_assert_num_queries(6):
        assert member.post(f"/meetings/{made.pk}/door/arrival", {"word": given}).status_code == 302


def test_by_position(place: Hall, member: Client):
    made = meeting(place, latitude="33.76650", longitude="113.19270")
    shown = text(member, f"/meetings/{made.pk}/door")
    assert "用定位签到" in shown
    far = {"latitude": "33.9", "longitude": "113.2", "accuracy": "10"}
    response = member.post(f"/meetings/{made.pk}/door/position", far)
    assert response.status_code == 422
    assert "您离会场约" in response.content.decode()
    assert member.post(f"/meetings/{made.pk}/door/position", {}).status_code == 409
    near = {"latitude": "33.7665", "longitude": "113.1927", "accuracy": "10"}
    assert member.post(f"/meetings/{made.pk}/door/position", near).status_code == 302
    assert mine(made).way == "fence"


def test_leaving_and_the_card(made: Meeting, member: Client):
    member.post(f"/meetings/{made.pk}/door/arrival", {"word": word(made)})
    assert "我要提前离场" in text(member, f"/meetings/{made.pk}/door")
    assert member.post(f"/meetings/{made.pk}/door/departure").status_code == 302
    assert "您已在 10:00 登记离场。" in text(member, f"/meetings/{made.pk}/door")
    shown = text(member, f"/meetings/{made.pk}/door/card")
    assert "林一的委员码" in shown
    assert "<svg" in shown


def test_a_get_never_signs_in(made: Meeting, member: Client):
    for name in ("arrival", "position", "departure"):
        assert member.get(f"/meetings/{made.pk}/door/{name}").status_code == 405


def test_strangers_find_nothing(place: Hall, made: Meeting, office: Client):
    """Nobody of elsewhere, and members before they are told."""
    draft = meeting(place, State.DRAFT)
    pages = ["", "/card", "/screen", "/desk", "/desk/roster", "/board", "/hall", "/tally", "/settlement"]
    elsewhere, member = client_of(place.person("elsewhere")), client_of(place.person("member 1"))
    for page in pages:
        assert elsewhere.get(f"/meetings/{made.pk}/door{page}").status_code == 404
        assert member.get(f"/meetings/{draft.pk}/door{page}").status_code == 404
        assert Client().get(f"/meetings/{made.pk}/door{page}").status_code == 302
    device = actions.register_device(made, by=place.person("office"), name="平板")
    for page in ["/arrival", "/desk/arrivals", "/devices", f"/devices/{device.pk}/records", "/gate"]:
        assert elsewhere.post(f"/meetings/{made.pk}/door{page}").status_code == 404
    other = meeting(place, kind="study")
    assert office.post(f"/meetings/{other.pk}/door/devices/{device.pk}/records").status_code == 404
    assert office.get(f"/meetings/{other.pk}/door/attendances/{mine(made).pk}").status_code == 404


def test_members_are_told_why_the_list_is_not_theirs(made: Meeting, member: Client):
    for page in ("desk", "screen", "settlement", "desk/roster"):
        assert "由负责这次会议的会务人员办理" in text(member, f"/meetings/{made.pk}/door/{page}", 409)


# ---- The clerk


def test_the_list_is_found_by_name_pinyin_and_seat(made: Meeting, office: Client):
    plan = Plan.objects.create(meeting=made, rows=[[4]])
    Seat.objects.create(plan=plan, attendee=mine(made, 1).attendee, row=3, number=5)
    at = f"/meetings/{made.pk}/door/desk"
    for asked in ("林二", "le", "liner", "3排5号"):
        shown = text(office, at, data={"q": asked})
        assert ("为林二签到" in shown, "为林三签到" in shown) == (True, False), asked
    assert "没有找到这个人。" in text(office, at, data={"q": "没有的人"})


def test_ticking_works_without_a_script(made: Meeting, office: Client):
    at = f"/meetings/{made.pk}/door/desk/arrivals"
    response = office.post(at, {"attendee": str(mine(made).attendee_id)}, follow=True)
    assert "林一：迟到 10:00" in response.content.decode()
    response = office.post(at, {"attendee": str(mine(made).attendee_id)}, follow=True)
    assert "林一已在 10:00 签到，不必再签。" in response.content.decode()
    assert office.post(at, {"attendee": "0"}).status_code == 409


def test_a_card_is_read_by_a_scanner_and_by_a_phone(made: Meeting, office: Client):
    """The scanner types the address into the field; a phone opens it, and asks once."""
    card = gate.card(made.gate, mine(made).attendee_id)
    shown = text(office, f"/meetings/{made.pk}/door/desk?card={card}")
    assert 'class="carried"' in shown
    assert DoorRecord.objects.count() == 0
    address = f"http://testserver/meetings/{made.pk}/door/desk?card={card}"
    said = office.post(f"/meetings/{made.pk}/door/desk/arrivals", {"card": address}, headers=JSON)
    assert said.json()["said"] == "林一：迟到 10:00"
    assert mine(made).way == "card"
    said = office.post(f"/meetings/{made.pk}/door/desk/arrivals", {"card": "1.abc"}, headers=JSON)
    assert (said.status_code, said.json()["said"]) == (409, "这个码不是这次会议的委员码，请在名单里找。")


def test_the_list_costs_the_same_for_any_number(
    place: Hall, made: Meeting, office: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    at = f"/meetings/{made.pk}/door/desk"
    text(office, at)
    for turn in range(2):
        with django_assert_num_queries(LIST_QUERIES):
            text(office, at)
        if not turn:
            for number in range(6):
                other = MemberFactory(term=place.session.term, sector=place.sectors[0], committee=place.committee)
                line = Attendee.objects.create(
                    meeting=made, member=other, person=other.person, name=other.name, position=number
                )
                Attendance.objects.create(sitting=made.sittings.get(), attendee=line)


LIST_QUERIES = 9


def test_the_screen_changes_every_twenty_seconds(made: Meeting, office: Client):
    first = text(office, f"/meetings/{made.pk}/door/screen/code")
    assert gate.shown(word(made)) in first
    with clock.at(clock.now() + timedelta(seconds=20)):
        assert text(office, f"/meetings/{made.pk}/door/screen/code") != first
    assert "更换会场码" in text(office, f"/meetings/{made.pk}/door/screen")
    assert office.post(f"/meetings/{made.pk}/door/gate").status_code == 302
    made.refresh_from_db()
    assert made.gate != "gate-of-this-occasion"


def test_putting_right_on_the_page_of_a_person(made: Meeting, office: Client):
    """All records with which counts and why; what was typed stays when it is refused."""
    office.post(f"/meetings/{made.pk}/door/desk/arrivals", {"attendee": str(mine(made).attendee_id)})
    at = f"/meetings/{made.pk}/door/attendances/{mine(made).pk}"
    assert "10:00 签到（名单勾选），最先，以这次为准。" in text(office, at)
    refused = office.post(at, {"presence": "late", "reason": "记录就是这样"})
    assert refused.status_code == 422
    assert "记录就是这样" in refused.content.decode()
    done = office.post(at, {"presence": "present", "reason": "门口排队"}, follow=True).content.decode()
    assert "林一的出席情况已更正。" in done
    assert "理由：门口排队" in done
    assert "更正为“出席”，此前的记录以它为准。" in done


def test_settling_asks_once(place: Hall, office: Client):
    made = meeting(place, State.CLOSED)
    at = f"/meetings/{made.pk}/door/settlement"
    assert "还没有签到的 4 人将记为缺席" in text(office, at)
    assert office.post(at).status_code == 302
    assert {one.presence for one in Attendance.objects.filter(sitting__meeting=made)} == {"absent"}
    assert office.post(at).status_code == 409


# ---- Devices


def test_a_device_is_registered_and_sends(place: Hall, made: Meeting, office: Client):
    at = f"/meetings/{made.pk}/door"
    assert office.post(f"{at}/devices", {"name": ""}).status_code == 422
    given = office.post(f"{at}/devices", {"name": "东门平板"}).json()
    sitting, attendee, said_at = mine(made).sitting_id, mine(made).attendee_id, made.starts_at.isoformat()
    key = str(uuid4())
    signed = "\n".join(map(str, [given["device"], key, sitting, attendee, "in", said_at]))
    record = {"key": key, "sitting": sitting, "attendee": attendee, "direction": "in", "at": said_at}
    body = json.dumps({"records": [{**record, "signature": gate.sign(given["key"], signed)}]})
    to = f"{at}/devices/{given['device']}/records"
    said = office.post(to, body, content_type="application/json").json()
    outcome = {"key": key, "state": "taken", "said": "林一：09:30 签到（离线补传），最先，以这次为准。"}
    assert said == {"outcomes": [outcome]}
    for unread in ("{", "[]", '{"records": 1}', '{"records": [{"at": "x"}]}', '{"records": [1]}'):
        assert office.post(to, unread, content_type="application/json").status_code == 400
    assert office.post(f"{to[:-8]}/revocation").status_code == 302
    assert "已经停用" in office.post(to, body, content_type="application/json").json()["said"]
    assert "设备“东门平板”已停用。" in text(office, f"{at}/desk")
    assert "/revocation" not in text(office, f"{at}/desk")
    assert Device.objects.get().key not in text(office, f"{at}/desk")


def test_the_roster_of_a_device(made: Meeting, office: Client):
    said = office.get(f"/meetings/{made.pk}/door/desk/roster").json()
    assert said["now"] == clock.now().isoformat()
    assert [row["name"] for row in said["rows"]] == ["林一", "林二", "林三", "林四"]
    assert said["token"]


def test_the_worker_is_a_script_of_ours(client: Client):
    response = client.get("/meetings/door-worker.js")
    assert response["Content-Type"].startswith("text/javascript")


# ---- The board


def test_the_board_and_the_poll_say_the_same(place: Hall, made: Meeting, office: Client, member: Client):
    """By sector; a quorum of more than half of four is three."""
    for number in (0, 1):
        office.post(f"/meetings/{made.pk}/door/desk/arrivals", {"attendee": str(mine(made, number).attendee_id)})
    said = office.get(f"/meetings/{made.pk}/door/tally").json()
    assert said == json.loads(queries.tally_text(made.sittings.get()))
    counts = {name: said[name] for name in ("entitled", "present", "late", "gone", "leave", "away", "quorum")}
    assert counts == {"entitled": 4, "present": 2, "late": 2, "gone": 0, "leave": 0, "away": 2, "quorum": False}
    assert said["sectors"] == [
        {"name": "教育界", "entitled": 2, "present": 1, "leave": 0, "away": 1},
        {"name": "经济界", "entitled": 2, "present": 1, "leave": 0, "away": 1},
    ]
    shown = text(office, f"/meetings/{made.pk}/door/board")
    assert "未达法定人数" in shown
    assert "即至少 3 人" in shown
    assert "林三" in shown
    assert "林三" not in text(member, f"/meetings/{made.pk}/door/board")
    office.post(f"/meetings/{made.pk}/door/desk/arrivals", {"attendee": str(mine(made, 2).attendee_id)})
    assert "已达法定人数" in text(member, f"/meetings/{made.pk}/door/hall")


def test_leave_and_going_are_counted_apart(place: Hall, made: Meeting):
    """Leave of this half-day alone, before it is settled; whoever has gone is neither there nor away."""
    from xieshang.meetings.models import Leave

    Attendance.objects.filter(pk=mine(made).pk).update(presence="on_leave")
    after = made.ends_at + timedelta(hours=2)
    Leave.objects.create(
        attendee=mine(made, 2).attendee,
        kind="duty",
        reason="出差",
        state="granted",
        decided_at=clock.now(),
        from_at=after,
        until_at=after + timedelta(hours=2),
    )
    Attendance.objects.filter(pk=mine(made, 1).pk).update(
        presence="left_early", in_at=made.starts_at, out_at=clock.now()
    )
    found = queries.tally_of(made.sittings.get())
    assert (found.entitled, found.present, found.gone, found.leave, found.away) == (4, 0, 1, 1, 2)
    assert found.needed == 3


def test_a_ticket_is_one_persons_and_one_half_days(made: Meeting):
    ticket = tally.ticket(7, 12)
    assert tally.sitting_of(ticket, 7) == 12
    assert tally.sitting_of(ticket, 8) is None
    assert tally.sitting_of(ticket + "x", 7) is None
