"""The event stream: a signed-in browser hears at once how many of its notices are unread, and what it watches.

One small ASGI application beside the pages. One connection to the database LISTENs for the keys of
people whose count has changed; another answers who somebody is and how many notices are unread.
What is sent is the count itself, never a change of it: a browser that was away is right again with
the first message, and of several counts that wait only the newest is kept.

Beside that a page may watch one topic of a room below, such as the hall of a meeting (`topics.py`). Topics are not
notified: a NOTIFY makes all who commit wait for one another, and a hall signs in hundreds at once. While somebody
watches, one statement a topic is asked every half second, and told where it has changed.

    GET /healthz    204 while it listens, else 503
    GET anything    text/event-stream: "event: notices", "data: 3", and "event: beat" in silence; 401 for who has not
                    signed in
    GET /?hall=…    the same, and "event: hall" for the topic that the ticket names
"""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieshang.engine.settings")

import psycopg
from django.conf import settings
from django.http import parse_cookie

from xieshang.engine import database, environment
from xieshang.notices.board import Board, Client, Topic
from xieshang.notices.source import CHANNEL, Source
from xieshang.notices.topics import READERS, asked_for

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

BEAT = 10.0  # seconds of silence; proxies give up after a minute, and a board sooner (`meetings/board.js`)
GATHER = 0.02  # seconds in which changes are gathered before they are counted
CHECK = 30.0  # seconds between two looks at whether the sessions still stand
LOOK = 0.5  # seconds between two looks at what is watched
AGAIN = 1.0  # seconds before a broken connection is made anew
STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]

log = logging.getLogger(__name__)


class Switchboard:
    """Brings what the database tells to the pages that are open."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.board = Board()
        self.listens = False
        self._told: dict[Topic, str] = {}
        self._stirred: set[int] = set()
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to listen."""
        for work in (self._listen, self._tell, self._look, self._check):
            self._tasks.append(asyncio.create_task(self._forever(work)))

    async def stop(self) -> None:
        """Leave the database; every page has ended by then."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.source.close()

    @contextmanager
    def page(self, person: int, session: str, topic: Topic | None = None) -> Iterator[Client | None]:
        """A page that is open for the length of the block, and is told first what is now."""
        client = self.board.open(person, session, topic)
        try:
            self._stir({person})
            if client and topic in self._told:
                client.say(self._told[topic], topic[0])
            yield client
        finally:
            if client:
                self.board.close(client)

    def _stir(self, people: set[int]) -> None:
        self._stirred |= people
        self._woken.set()

    async def _forever(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do a work again and again, whatever becomes of the database."""
        while True:
            try:
                await work()
            except psycopg.OperationalError:
                await asyncio.sleep(AGAIN)

    async def _listen(self) -> None:
        try:
            async for person in self.source.changes(CHANNEL):
                self.listens = True
                self._stir(self.board.people if person is None else {person})
        except asyncio.CancelledError:
            self.listens = False  # it was asked to stop
            raise
        finally:
            if self.listens:
                log.warning("the event stream has left the database")
            self.listens = False

    async def _tell(self) -> None:
        await self._woken.wait()
        await asyncio.sleep(GATHER)
        self._woken.clear()
        wanted, self._stirred = self._stirred & self.board.people, set()
        try:
            counts = await self.source.counts(wanted) if wanted else {}
        except psycopg.OperationalError:
            self._stir(wanted)
            raise
        for person, count in counts.items():
            self.board.say(person, count)

    async def _look(self) -> None:
        await asyncio.sleep(LOOK)
        watched = self.board.topics
        self._told = {topic: text for topic, text in self._told.items() if topic in watched}
        for name in {name for name, _key in watched}:
            texts = await self.source.texts(READERS[name].sql, [key for one, key in watched if one == name])
            for key, text in texts.items():
                if self._told.get((name, key)) != text:
                    self._told[name, key] = text
                    self.board.tell((name, key), text)

    async def _check(self) -> None:
        await asyncio.sleep(CHECK)
        if sessions := self.board.sessions:
            self.board.end_all_but(await self.source.standing(sessions) | (self.board.sessions - sessions))


_switchboard: Switchboard | None = None


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and _switchboard is not None:
        await _answer(_switchboard, scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    global _switchboard  # noqa: PLW0603 - the protocol hands requests to a function
    await receive()
    _switchboard = Switchboard(Source(database.dsn("app")))
    _switchboard.start()
    _end_pages_at_the_signal(_switchboard.board)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await _switchboard.stop()
    await send({"type": "lifespan.shutdown.complete"})


def _end_pages_at_the_signal(board: Board) -> None:
    """End every page as soon as the process is asked to stop: the server waits for open pages before it says so.

    The loop, which hears of signals by another way, goes on to do what the server wants of it.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(board.end_all_but, ()))


async def _answer(switchboard: Switchboard, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == "/healthz":
        return await _status(send, 204 if switchboard.listens else 503)
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    cors = _cross_origin(headers.get(b"origin"))
    if cors is None:
        return await _status(send, 403)
    session = parse_cookie(headers.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    try:
        person = await switchboard.source.person_of(session) if session else None
    except psycopg.OperationalError:
        return await _status(send, 503, cors)
    if person is None:
        return await _status(send, 401, cors)
    topic = asked_for(scope["query_string"].decode("latin-1"), person)
    with switchboard.page(person, session, topic) as client:
        if client is None:
            return await _status(send, 429, cors)
        await _stream(client, receive, send, cors)
    return None


def _cross_origin(origin: str | None) -> list[tuple[bytes, bytes]] | None:
    """The headers that let the pages read what is sent; None for other people's pages."""
    if origin is None:
        return []
    if origin not in _pages():
        return None
    allowed = (b"access-control-allow-origin", origin.encode("latin-1"))
    return [allowed, (b"access-control-allow-credentials", b"true"), (b"vary", b"origin")]


def _pages() -> set[str]:
    """Where the pages are: the address people type, or our own port on the names of this machine."""
    names = (*environment.LOOPBACK, environment.host())
    return {environment.origin() or f"http://{name}:{environment.port()}" for name in names}


async def _status(send: Send, status: int, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers or []})
    await send({"type": "http.response.body", "body": b""})


async def _stream(client: Client, receive: Receive, send: Send, cors: list[tuple[bytes, bytes]]) -> None:
    gone = asyncio.create_task(_gone(client, receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": [*STREAM, *cors]})
        await _chunk(send, "retry: 3000\n\n")
        while (said := await _next(client)) is not None:
            await _chunk(send, said)
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()


async def _gone(client: Client, receive: Receive) -> None:
    """End the page once its browser has left."""
    with suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            pass
        client.end()


async def _next(client: Client) -> str | None:
    """The next events, a heartbeat where there was none for a while, None at the end."""
    try:
        said = await client.next(BEAT)
    except TimeoutError:
        return "event: beat\ndata: 1\n\n"  # an event: a page hears no comment
    return None if said is None else "".join(f"event: {event}\ndata: {text}\n\n" for event, text in said.items())


async def _chunk(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
