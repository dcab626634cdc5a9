"""The load client of the door: phones that sign in, and pages that watch the hall.

Runs in a process of its own (`python -m bench.arrivals`), so that it takes no turn of the server's. Reads an order
as JSON from standard input, answers with one JSON text. Every phone is a connection; it keeps it for the next person.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from xieshang.meetings.door import gate

PATIENCE = 300.0
BEGUN = 8


@dataclass(frozen=True, slots=True)
class Arrival:
    """One person at the door of one occasion."""

    meeting: int
    gate: str
    person: int
    cookie: str


@dataclass(frozen=True, slots=True)
class Order:
    """Who comes, through how many connections at once.

    `forgiving`: what fails is noted and not tried again, and "begun" is said once a few have come in.
    """

    host: str
    port: int
    csrf: str
    arrivals: list[Arrival]
    phones: int
    forgiving: bool = False


@dataclass(slots=True)
class Answer:
    """When each sign-in was sent, its milliseconds, who was answered "done", what failed, and how long all took."""

    sent_at: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    done: list[tuple[int, int]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Phone:
    """A connection that signs people in one after another."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def sign_in(self, who: Arrival) -> None:
        """Send the form of the page that a scan of the screen opened. ValueError where the answer is not the page."""
        if self.line is None:
            self.line = await asyncio.open_connection(self.order.host, self.order.port)
        reader, writer = self.line
        writer.write(self._request(who))
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        if not head.startswith(b"HTTP/1.1 302") or f"/meetings/{who.meeting}/door\r\n".encode() not in head:
            raise ValueError(head[:400].decode())

    def _request(self, who: Arrival) -> bytes:
        word = gate.pass_for(who.gate, who.person, datetime.now(UTC))
        body = f"csrfmiddlewaretoken={self.order.csrf}&word={word}"
        return (
            f"POST /meetings/{who.meeting}/door/arrival HTTP/1.1\r\nHost: {self.order.host}:{self.order.port}\r\n"
            f"Cookie: {who.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Accept-Language: zh-CN\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def close(self) -> None:
        """Hang up."""
        if self.line is not None:
            self.line[1].close()
        self.line = None


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


async def run(order: Order) -> Answer:
    """Let everybody come in. Raises the first fault unless the order is forgiving."""
    answer, waiting = Answer(), iter(order.arrivals)

    async def phone() -> None:
        own = Phone(order)
        for who in waiting:
            began, sent_at = time.perf_counter(), time.time()
            try:
                await asyncio.wait_for(own.sign_in(who), PATIENCE)
            except (OSError, ValueError, asyncio.IncompleteReadError, TimeoutError) as fault:
                if not order.forgiving:
                    raise
                own.close()
                answer.failed.append(repr(fault)[:200])
                await asyncio.sleep(0.05)
                continue
            answer.sent_at.append(sent_at)
            answer.times.append((time.perf_counter() - began) * 1000)
            answer.done.append((who.meeting, who.person))
            if order.forgiving and len(answer.done) == BEGUN:
                print("begun", flush=True)
        own.close()

    began = time.perf_counter()
    await asyncio.gather(*[phone() for _ in range(order.phones)])
    answer.seconds = time.perf_counter() - began
    return answer


async def watch(host: str, port: int, pages: list[tuple[str, str]], rounds: int) -> None:
    """Hold a connection for each page (cookie, ticket). Says "held" once all have heard; then, for each line of
    standard input (a count of people present), the seconds after which each page showed it.
    """
    boards = [Watcher() for _ in pages]
    await asyncio.gather(*[one.open(host, port, *page) for one, page in zip(boards, pages, strict=True)])
    print("held", flush=True)
    loop = asyncio.get_running_loop()
    for _ in range(rounds):
        line = await loop.run_in_executor(None, sys.stdin.readline)
        wanted, began = int(line.split()[0]), float(line.split()[1])
        await asyncio.wait_for(asyncio.gather(*[one.shown(wanted) for one in boards]), PATIENCE)
        print(json.dumps([one.at - began for one in boards]), flush=True)


class Watcher:
    """One open board."""

    def __init__(self) -> None:
        self.present, self.at = -1, 0.0
        self.changed = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    async def open(self, host: str, port: int, cookie: str, ticket: str) -> None:
        """Connect, and return once the first tally was heard."""
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(f"GET /?hall={ticket} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise ValueError(head.decode())
        self.task = asyncio.create_task(self._listen(reader, writer))
        await self.changed.wait()

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            if line.startswith(b"data: {"):
                self.present, self.at = json.loads(line[6:])["present"], time.time()
                self.changed.set()
        writer.close()

    async def shown(self, wanted: int) -> None:
        """Until so many are shown."""
        while self.present < wanted:
            self.changed.clear()
            await self.changed.wait()


def main() -> None:
    """Read an order, carry it out, write the answer."""
    given: dict[str, Any] = json.loads(sys.stdin.readline())
    if "pages" in given:
        asyncio.run(watch(**given))
        return
    arrivals = [Arrival(*one) for one in given.pop("arrivals")]
    json.dump(asdict(asyncio.run(run(Order(arrivals=arrivals, **given)))), sys.stdout)


if __name__ == "__main__":
    main()
