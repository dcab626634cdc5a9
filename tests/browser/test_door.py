"""The door in Chromium: a phone, the clerk's list and the hall board at once; and a clerk whose network is cut."""

import http.server
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Hall as Served
from tests.factories.meetings import Hall, hall, meeting
from tests.notices.streaming import server
from xieshang.accounts.models import Person
from xieshang.meetings import actions
from xieshang.meetings.door import gate
from xieshang.meetings.models import Attendance, DoorRecord, Meeting
from xieshang.meetings.states import SignInWay
from xieshang.spine import clock

CUT = "ERR_INTERNET_DISCONNECTED"


@dataclass
class Door:
    """An occasion that is open, and the pages that look at its door."""

    served: Served
    place: Hall
    made: Meeting

    def enter(self, person: Person, *, width: int = 1280, scripts: bool = True) -> Page:
        """A page of somebody who has signed in to the product."""
        return self.served.enter_as(person, width=width, scripts=scripts)

    def at(self, page: str = "") -> str:
        """The address of one of its pages."""
        return f"/meetings/{self.made.pk}/door{page}"

    def attendance(self, number: int) -> Attendance:
        """How the member of that number stands."""
        return Attendance.objects.select_related("attendee", "sitting__meeting").get(
            sitting__meeting=self.made, attendee__member=self.place.members[number - 1]
        )


@pytest.fixture
def door(hall: Served) -> Iterator[Door]:
    place = _hall()
    yield Door(hall, place, meeting(place))
    hall.complaints[:] = [said for said in hall.complaints if CUT not in said]


_hall = hall


def test_a_phone_the_list_and_the_board(door: Door):
    """One tap on the phone; the board follows by itself, and the word that the clerk is typing stays."""
    board = door.enter(door.place.person("chair"))
    board.goto(door.at("/hall"))
    expect(board.locator("[data-slot=present]").first).to_have_text("0")
    desk = door.enter(door.place.person("office"))
    desk.goto(door.at("/desk"))
    desk.get_by_label("姓名、拼音首字母或座位").fill("林三")

    phone = door.enter(door.place.person("member 1"), width=390)
    phone.goto(door.at(f"?code={gate.code(door.made.gate, gate.step_of(clock.now()))}"))
    phone.get_by_role("button", name="签到").click()
    expect(phone.get_by_role("status").filter(has_text="签到。")).to_contain_text("您已在")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")

    expect(board.locator("[data-slot=present]").first).to_have_text("1", timeout=15000)
    expect(board.locator("[data-sector=教育界] [data-slot=present]")).to_have_text("1")
    expect(desk.locator("[data-slot=present]").first).to_have_text("1", timeout=15000)
    find = desk.get_by_label("姓名、拼音首字母或座位")
    expect(find).to_have_value("林三")
    expect(find).to_be_focused()

    find.fill("ls")
    find.press("Enter")
    expect(desk.get_by_text("林三：迟到")).to_be_visible()
    expect(find).to_have_value("")
    assert door.attendance(3).way == SignInWay.LIST


@pytest.fixture
def stream(door: Door) -> Iterator[str]:
    """The address of the event stream, a process of its own, for the pages that are served here."""
    with server(urlsplit(door.served.address).port or 80) as running:
        yield f"http://127.0.0.1:{running.port}/"
        door.served.leave()


def test_the_board_hears_the_event_stream(door: Door, stream: str):
    """Every sign-in and departure comes by it: the board asks for nothing."""
    board, asked = door.enter(door.place.person("chair")), list[str]()
    board.on("request", lambda request: asked.append(request.url) if "/door/tally" in request.url else None)
    streams = re.compile("|".join(re.escape(one) for one in settings.STREAM_ORIGINS))
    board.route(streams, lambda route: route.continue_(url=f"{stream}?{urlsplit(route.request.url).query}"))
    board.goto(door.at("/hall"))
    present = board.locator("[data-slot=present]").first
    for number, shown in ((1, "1"), (2, "2")):
        actions.admit(door.attendance(number), by=door.place.person("office"), way=SignInWay.LIST)
        expect(present).to_have_text(shown)
    actions.sign_out(door.attendance(1), by=door.place.person("office"))
    expect(present).to_have_text("1")
    assert asked == []


@pytest.fixture
def stuck() -> Iterator[str]:
    """The address of a stream that says four are there, and nothing more: a proxy lets go of its buffer once."""
    ended = threading.Event()

    class Stuck(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            origin = self.headers["Origin"]
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Allow-Credentials", "true")
            self.end_headers()
            four = {"present": 4, "quorum": True, "sectors": []}
            self.wfile.write(f"event: hall\ndata: {json.dumps(four)}\n\n".encode())
            self.wfile.flush()
            ended.wait(60)

        def log_message(self, *args: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stuck) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        ended.set()
        server.shutdown()


def test_a_stream_that_falls_silent_is_asked_past(door: Door, stuck: str):
    """The board heard the stream once; when it says no more, not even its beat, the board asks by itself."""
    board = door.enter(door.place.person("chair"))
    streams = re.compile("|".join(re.escape(one) for one in settings.STREAM_ORIGINS))
    board.route(streams, lambda route: route.continue_(url=stuck))
    board.clock.install()
    board.goto(door.at("/hall"))
    expect(board.locator("[data-slot=present]").first).to_have_text("4")
    actions.admit(door.attendance(1), by=door.place.person("office"), way=SignInWay.LIST)
    board.clock.run_for(10_000)
    expect(board.locator("[data-slot=present]").first).to_have_text("4")
    board.clock.run_for(12_000)
    expect(board.locator("[data-slot=present]").first).to_have_text("1")


def test_the_network_is_cut_during_sign_in(door: Door):
    """The list goes on, survives a reload, sends what it kept; where two disagree it says what was taken and why."""
    desk = door.enter(door.place.person("office"))
    context: BrowserContext = desk.context
    desk.goto(door.at("/desk"))
    desk.get_by_label("这台设备的名称").fill("东门平板")
    desk.get_by_role("button", name="登记这台设备").click()
    expect(desk.locator("#desk[data-ready]")).to_be_attached(timeout=20000)

    context.set_offline(True)
    find = desk.get_by_label("姓名、拼音首字母或座位")
    for word in ("林一", "林二"):
        find.fill(word)
        find.press("Enter")
        expect(desk.get_by_text(f"{word}已记下，联网后补传。")).to_be_visible(timeout=15000)
    expect(desk.get_by_text("2 条等待补传")).to_be_visible()
    assert DoorRecord.objects.filter(attendance__sitting__meeting=door.made).count() == 0

    desk.reload()
    expect(desk.get_by_text("2 条等待补传")).to_be_visible()
    row = desk.get_by_role("row").filter(has_text="林一")
    expect(row).to_contain_text("已记在本机，等待补传")
    actions.admit(door.attendance(1), by=door.place.person("office"), way=SignInWay.LIST)

    context.set_offline(False)
    expect(desk.get_by_text("2 条等待补传")).to_be_hidden(timeout=30000)
    expect(desk.get_by_role("list", name="补传结果")).to_contain_text("林一")
    expect(desk.get_by_role("list", name="补传结果")).to_contain_text("（离线补传），最先，以这次为准。")
    assert [door.attendance(number).way for number in (1, 2)] == [SignInWay.OFFLINE] * 2
    assert [door.attendance(number).records.count() for number in (1, 2)] == [2, 1]


def test_leaving_is_noted_with_a_network_and_without(door: Door):
    """One press beside the name; what was noted offline is sent in the order of what happened."""
    desk = door.enter(door.place.person("office"), width=390)
    desk.goto(door.at("/desk"))
    desk.get_by_label("这台设备的名称").fill("东门平板")
    desk.get_by_role("button", name="登记这台设备").click()
    expect(desk.locator("#desk[data-ready]")).to_be_attached(timeout=20000)
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(desk.get_by_role("button", name="登记林一离场")).to_be_hidden()
    desk.get_by_role("button", name="为林一签到").click()
    desk.get_by_role("button", name="登记林一离场").click()
    expect(desk.get_by_text("林一：早退")).to_be_visible()
    expect(desk.get_by_role("button", name="为林一签到")).to_be_visible()
    assert door.attendance(1).out_at is not None

    desk.context.set_offline(True)
    desk.get_by_role("button", name="为林二签到").click()
    desk.get_by_role("button", name="登记林二离场").click()
    expect(desk.get_by_text("2 条等待补传")).to_be_visible(timeout=15000)
    desk.reload()
    row = desk.get_by_role("row").filter(has_text="林二")
    expect(row).to_contain_text("离场已记在本机，等待补传")
    desk.context.set_offline(False)
    expect(desk.get_by_text("2 条等待补传")).to_be_hidden(timeout=30000)
    expect(desk.get_by_role("list", name="补传结果")).to_contain_text("离场，以这次为准。")
    expect(row).to_contain_text("早退")
    assert [one.direction for one in door.attendance(2).records.order_by("at")] == ["in", "out"]


def test_who_is_signed_out_is_asked_to_sign_in_again(door: Door):
    """What is ticked meanwhile is kept, and sent once the clerk has signed in; a card that is not right is flagged."""
    office = door.place.person("office")
    desk = door.enter(office)
    desk.goto(door.at("/desk"))
    desk.get_by_label("这台设备的名称").fill("东门平板")
    desk.get_by_role("button", name="登记这台设备").click()
    expect(desk.locator("#desk[data-ready]")).to_be_attached(timeout=20000)

    desk.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    desk.get_by_role("button", name="为林一签到").click()
    expect(desk.get_by_text("登录已失效。记在本机的都还在")).to_be_visible()
    expect(desk.get_by_role("link", name="重新登录")).to_have_attribute("href", f"{door.at('/desk')}?half=1")
    card = desk.get_by_label("委员码（扫码枪扫到这里）")
    card.fill(f"{door.attendance(2).attendee_id}.forged")
    card.press("Enter")
    expect(desk.get_by_text("2 条等待补传")).to_be_visible()
    assert DoorRecord.objects.filter(attendance__sitting__meeting=door.made).count() == 0

    door.served.sign_in(desk.context, office)
    expect(desk.get_by_text("2 条等待补传")).to_be_hidden(timeout=30000)
    expect(desk.get_by_text("登录已失效。记在本机的都还在")).to_be_hidden()
    expect(desk.get_by_role("list", name="补传结果")).to_contain_text("林二：离线时读到的委员码不对，没有算作签到。")
    assert [door.attendance(number).presence for number in (1, 2)] == ["late", "expected"]


def test_the_door_without_a_script(door: Door):
    """The clerk finds and ticks who comes and who leaves, the member types the code: plain forms."""
    desk = door.enter(door.place.person("office"), scripts=False)
    desk.goto(door.at("/desk"))
    desk.get_by_label("姓名、拼音首字母或座位").fill("linsi")
    desk.get_by_role("button", name="查找").click()
    desk.get_by_role("button", name="为林四签到").click()
    expect(desk.get_by_text("林四：迟到")).to_be_visible()
    desk.get_by_role("button", name="登记林四离场").click()
    expect(desk.get_by_text("林四：早退")).to_be_visible()
    phone = door.enter(door.place.person("member 2"), width=390, scripts=False)
    phone.goto(door.at())
    phone.get_by_label("屏幕上的 8 位码").fill(gate.code(door.made.gate, gate.step_of(clock.now())))
    phone.get_by_role("button", name="签到").click()
    expect(phone.get_by_text("您已在")).to_be_visible()
