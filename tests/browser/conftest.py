"""Chromium before a served city: everybody has their sign-in, and one of each page to look at."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests import chromium
from tests.factories import meetings
from tests.factories import proposals as factory
from tests.factories.accounts import person_with, sign_in
from tests.factories.proposals import City
from tests.together import Threads
from xieshang.accounts.models import Person
from xieshang.members.models import Session
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all of these tests."""
    expect.set_options(timeout=20_000)  # a busy machine is no fault of a page
    with silent_stream() as at, chromium.beside_django(f"--host-resolver-rules={at}") as opened:
        yield opened


class Silent(BaseHTTPRequestHandler):
    """The event stream, which is another process: it is there and says nothing."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Access-Control-Allow-Origin", self.headers["Origin"])
        self.send_header("Access-Control-Allow-Credentials", "true")
        self.end_headers()
        self.wfile.write(b"retry: 600000\n\n")

    def log_message(self, *args: object) -> None: ...


@contextmanager
def silent_stream() -> Iterator[str]:
    """A stream for the pages, and the rules by which a browser finds it where they look for it.

    Whoever routes a page's requests instead sees each of them, and the browser keeps nothing that it has loaded.
    """
    with ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = dict.fromkeys(urlsplit(origin).netloc for origin in settings.STREAM_ORIGINS)
        yield ",".join(f"MAP {place} 127.0.0.1:{server.server_port}" for place in found)
        server.shutdown()


class Server(ThreadedWSGIServer):
    """Django's, whose threads stay with their connections to the database in place of one for each of the browser's."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.threads = Threads(64)  # the browser connects ahead, too, and asks nothing

    def process_request(self, request: Any, client_address: Any) -> None:
        request.settimeout(30)
        self.threads.begin(self.process_request_thread, request, client_address)

    def _close_connections(self) -> None:
        """Not after each request."""

    def server_close(self) -> None:
        super().server_close()
        self.threads.leave()


@dataclass
class Hall:
    """A city that is served, and what happened to whoever looked at it."""

    city: City
    address: str
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def proposal(self, state: State, **parts: str) -> Proposal:
        """A proposal of the author in a state."""
        return factory.proposal_in(self.city, state, **parts)

    def enter(self, who: str = "public", *, width: int = 1280, scripts: bool = True) -> Page:
        """A page of somebody of the city who has signed in, or of the public."""
        return self.enter_as(None if who == "public" else self.city.person(who), width=width, scripts=scripts)

    def enter_as(self, person: Person | None, *, width: int = 1280, scripts: bool = True) -> Page:
        """A page of anybody who has signed in; None is the public."""
        size = {"width": width, "height": 900}
        context = self.browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            base_url=self.address,
            locale="zh-CN",
            java_script_enabled=scripts,
        )
        self.contexts.append(context)
        if person is not None:
            self.sign_in(context, person)
        context.on("page", self._listen)
        return context.new_page()

    def sign_in(self, context: BrowserContext, person: Person) -> None:
        """Give a browser a fresh session of somebody."""
        client = Client()
        sign_in(client, person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.address}])

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: self._watch(request.url))

    def _watch(self, url: str) -> None:
        if not (url.startswith((self.address, "data:")) or self._is_stream(url)):
            self.complaints.append(f"asked {url}")

    def _is_stream(self, url: str) -> bool:
        return any(url.startswith(origin) for origin in settings.STREAM_ORIGINS)

    def stand(self) -> None:
        """Found the city anew where a test with tables of its own has emptied them."""
        if not Session.objects.filter(pk=self.city.session.pk).exists():
            self.city = founded()

    def leave(self) -> None:
        """Close every page."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()


def founded() -> City:
    """A city in whose present session today lies."""
    city = factory.city()
    city.cast["second clerk"] = person_with("proposals_clerk", city.assembly.scope)
    city.cast["other clerk"] = person_with("bureau_clerk", city.other_bureau.scope)
    Session.objects.update(until_on=None)
    city.session.refresh_from_db()
    return city


@pytest.fixture(scope="package")
def served(browser: Browser, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Hall]:
    """One server and one city for all of these tests.

    Under the driver's loop Django has a connection of its own on this thread, left from an earlier file of these
    tests; tests between them may have ended it at the server.
    """
    with django_db_blocker.unblock(), patch.object(LiveServerThread, "server_class", Server):
        connection.close()
        server = LiveServer("127.0.0.1")
        server._live_server_modified_settings.enable()
        yield Hall(founded(), server.url, browser)
        server.stop()
        server._live_server_modified_settings.disable()
        TransactionTestCase()._fixture_teardown()  # type: ignore[attr-defined]


@pytest.fixture
def hall(served: Hall) -> Iterator[Hall]:
    """The city as it stands; at the end no page may have complained, nor asked anything beyond it."""
    served.stand()
    served.complaints.clear()
    yield served
    served.leave()
    assert served.complaints == []


Enter = Callable[..., Page]


@pytest.fixture
def place() -> meetings.Hall:
    """An assembly of its own with occasions, beside the city."""
    return meetings.hall()


@pytest.fixture
def enter(served: Hall, place: meetings.Hall) -> Iterator[Enter]:
    """`enter("office", width=390)`: a page of somebody of that assembly who has signed in."""
    served.complaints.clear()
    yield lambda who, **parts: served.enter_as(place.person(who), **parts)
    served.leave()


@pytest.fixture
def by_keyboard() -> Callable[..., None]:
    """`by_keyboard(page, "案由", "停车")`: Tab to what bears these words, and type, press a key, or press it."""
    return _by_keyboard


FOCUSED = """() => {
    const at = document.activeElement;
    const labels = [...(at.labels ?? [])].map((label) => label.innerText);
    return (labels.join(" ") || at.innerText || at.ariaLabel || "").trim();
}"""


def _by_keyboard(page: Page, words: str, typed: str | None = None) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(words):
            break
    else:
        raise AssertionError(f"Tab does not lead to {words}")
    if typed is None:
        page.keyboard.press("Enter")
    elif typed in {"Space", "ArrowDown"}:
        page.keyboard.press(typed)
    else:
        page.keyboard.type(typed)
