"""The kit in Chromium, under the strict content security policy, with and without a network."""

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Browser, Page, expect

from tests import axe, chromium
from tests.ui import specimens

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

STATIC = Path(__file__).parents[2] / "xieshang" / "ui" / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)


class Site:
    """Pages by address, served from memory on the loopback; remembers what was POSTed."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[bool], str]] = {}
        self.posts: list[tuple[str, str]] = []
        self.answer: tuple[int, str, str] = (200, "application/json", json.dumps({"saved": "11:05"}))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, self))
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def add(self, path: str, html: str, part: str = "") -> None:
        """Serve a page, and what htmx swaps of it."""
        self.pages[path] = lambda swapped: part if swapped else html


class Handler(BaseHTTPRequestHandler):
    """Answers for a Site."""

    def __init__(self, site: Site, *args: Any) -> None:
        self.site = site
        super().__init__(*args)

    def do_GET(self) -> None:
        path = self.path
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            return self._send(200, KINDS[file.suffix], file.read_bytes())
        if path not in self.site.pages:
            return self._send(404, "text/plain", b"")
        return self._send(200, "text/html", self.site.pages[path]("HX-Target" in self.headers).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        self.site.posts.append((self.path, body))
        status, kind, text = self.site.answer
        self._send(status, kind, text.encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all of these tests."""
    with chromium.beside_django() as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Opens a page of the site; fails at the end if the browser complained about anything."""
    opened, complaints = [], []

    def open_one(path: str, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", **options)
        page = context.new_page()
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        page.goto(site.address + path)
        opened.append(context)
        return page

    yield open_one
    for context in opened:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("name", ["case", "home", "form", "list", "error"])
@pytest.mark.parametrize(
    ("theme", "size", "width"), [("light", "plain", 1280), ("dark", "plain", 390), ("light", "large", 390)]
)
def test_axe_finds_nothing(name: str, theme: str, size: str, width: int, site: Site, open_page, moment: object) -> None:
    """Nothing at all, on the desktop and on a phone; and nothing is wider than the screen."""
    specimens.make_groups(8)
    site.add("/", specimens.render(name, theme=theme, size=size))
    page = open_page("/", width)
    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def typing(page: Page, text: str) -> None:
    """Types into the longest field of the form."""
    page.locator("[name=suggestion]").fill(text)


def test_what_is_typed_is_saved_after_a_pause(site: Site, open_page, moment: object) -> None:
    site.add("/", specimens.render("form"))
    page = open_page("/")
    typing(page, "二、改建闲置用房。")
    expect(page.locator(".saved")).to_have_text("已保存 11:05", timeout=5000)
    assert [path for path, _ in site.posts] == ["/save"]
    assert "二、改建闲置用房。" in site.posts[0][1]
    assert page.evaluate("localStorage.length") == 0


def test_what_could_not_be_saved_survives_a_closed_tab(site: Site, open_page, moment: object) -> None:
    site.add("/", specimens.render("form"))
    site.answer = (503, "text/html", "down")
    page = open_page("/")
    typing(page, "三、没有送出的话。")
    expect(page.locator(".saved.failed")).to_contain_text("没有保存成功", timeout=5000)
    again = page.context.new_page()
    page.close()
    site.answer = (200, "application/json", json.dumps({"saved": "10:40"}))
    again.goto(site.address + "/")
    assert again.locator("[name=suggestion]").input_value() == "三、没有送出的话。"
    expect(again.locator(".saved")).to_contain_text("没有送出的内容")
    expect(again.locator(".saved")).to_have_text("已保存 10:40", timeout=5000)


def test_a_refused_save_says_the_reason_of_the_server(site: Site, open_page, moment: object) -> None:
    site.add("/", specimens.render("form"))
    site.answer = (409, "application/json", json.dumps({"message": "提案已经提交，不能再改。"}))
    page = open_page("/")
    typing(page, "四、来迟了。")
    expect(page.locator(".saved.failed")).to_contain_text("提案已经提交，不能再改。", timeout=5000)
    assert page.locator("[name=suggestion]").input_value() == "四、来迟了。"


def test_another_person_does_not_see_kept_text(site: Site, open_page, moment: object) -> None:
    site.add("/", specimens.render("form"))
    site.add("/other", specimens.render("form").replace('name="person" content="1"', 'name="person" content="2"'))
    site.answer = (503, "text/html", "down")
    page = open_page("/")
    typing(page, "五、只给自己看。")
    expect(page.locator(".saved.failed")).to_be_visible(timeout=5000)
    page.goto(site.address + "/other")
    assert page.locator("[name=suggestion]").input_value() == "一、新增托位。"


def test_a_form_is_sent_once(site: Site, open_page, moment: object) -> None:
    site.add("/", specimens.render("case"))
    page = open_page("/")
    form = page.locator("form:has(.button.primary)")
    with page.expect_navigation():
        form.evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
    assert len(site.posts) == 1


def test_arrows_walk_through_the_rows(site: Site, open_page, moment: object) -> None:
    specimens.make_groups(4)
    site.add("/", specimens.render("list"))
    page = open_page("/")
    links = page.locator(".listing tbody .title a")
    links.nth(0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(links.nth(2)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.nth(1)).to_be_focused()


def test_a_tab_swaps_the_list_alone_and_is_in_the_address(site: Site, open_page, moment: object) -> None:
    specimens.make_groups(4)
    rows = Group.objects.all()
    listing = specimens.listing()
    site.add("/groups", specimens.html(listing.respond(specimens.a_request("/groups"), rows)))
    part = specimens.html(listing.respond(specimens.a_request("/groups?tab=none", **{"HX-Target": "list"}), rows))
    site.add("/groups?tab=none", "never asked for", part)
    page = open_page("/groups")
    page.evaluate("window.same = true")
    page.get_by_role("link", name="待审").click()
    expect(page.locator(".empty .zero")).to_have_text("0 条")
    assert page.url.endswith("/groups?tab=none")
    assert page.evaluate("window.same") is True
    expect(page.locator("#announce")).to_have_text("共 0 条")


def test_without_javascript_the_same_pages_work(site: Site, open_page, moment: object) -> None:
    specimens.make_groups(4)
    rows = Group.objects.all()
    for address in ("/groups", "/groups?tab=none"):
        site.add(address, specimens.html(specimens.listing().respond(specimens.a_request(address), rows)))
    page = open_page("/groups", java_script_enabled=False)
    page.get_by_role("link", name="待审").click()
    expect(page.locator(".empty .zero")).to_have_text("0 条")
    page.locator(".filters > summary").click()
    expect(page.get_by_label("类别")).to_be_visible()


def test_ticking_rows_brings_up_what_can_be_done_with_them(site: Site, open_page, moment: object) -> None:
    specimens.make_groups(3)
    site.add("/", specimens.render("list"))
    page = open_page("/")
    expect(page.locator(".bulk-bar")).to_be_hidden()
    page.get_by_label("选中本页全部").check()
    expect(page.locator(".bulk-bar")).to_contain_text("选中 3 条")
    with page.expect_navigation():
        page.get_by_role("button", name="交办给…").click()
    assert [(path, body.count("chosen=")) for path, body in site.posts] == [("/assign", 3)]
