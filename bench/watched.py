"""Twenty boards of the hall are open while people sign in and something is killed. Each does what the page in a browser
does: it listens to the event stream, connects anew three seconds after that broke, and asks for the same figures every
three seconds while it hears nothing. After each turn every board must show, by itself, how many are there by then;
none may ever have shown more.
"""

import json
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPConnection, HTTPException
from threading import Thread
from typing import Any, Final

from bench.deeds import TURNS, SignIns, judge, persist
from bench.meetings import tickets
from bench.server import HOST, Server, running
from bench.victims import VICTIMS, Victims, came_back, everything, kill, stream

BOARDS, MOST = 20, 90.0
"""How many are open, and how many seconds they have to come back."""
RETRY, EVERY, SILENCE = 3.0, 3.0, 15.0
"""As a browser does, and as `meetings/board.js` does."""
STRUCK: Final[dict[str, Victims]] = {"the event stream": stream} | {
    name: victims for name, victims in VICTIMS.items() if name != "one page process"
}
HEAD = (
    "| turn | killed (SIGKILL) | there by then | boards that show it | the last after | by the stream | by asking |\n"
    "|---|---|---|---|---|---|---|"
)


class Board:
    """One open page."""

    def __init__(self, port: int, cookie: str, ticket: str, meeting: int) -> None:
        self.port, self.cookie, self.ticket, self.meeting = port, cookie, ticket, meeting
        self.present, self.most, self.by, self.heard, self.is_open = -1, -1, "", 0.0, True
        for work in (self._listen, self._ask):
            Thread(target=work, daemon=True).start()

    def close(self) -> None:
        """Go away."""
        self.is_open = False

    def _listen(self) -> None:
        """As a browser's EventSource: anew whenever the line breaks, and for good not where it is answered no."""
        while self.is_open:
            with suppress(OSError, HTTPException):
                line = HTTPConnection(HOST, self.port + 1, timeout=SILENCE)
                line.request("GET", f"/?hall={self.ticket}", headers={"Cookie": self.cookie})
                answer = line.getresponse()
                if answer.status != 200:
                    return
                while said := answer.fp.readline():
                    self.heard = time.monotonic()
                    if said.startswith(b"data: {"):
                        self._show(json.loads(said[6:]), "the stream")
            self.heard = 0.0
            time.sleep(RETRY)

    def _ask(self) -> None:
        """As the page does as long as it hears nothing."""
        time.sleep(5)
        while self.is_open:
            time.sleep(EVERY)
            if time.monotonic() - self.heard < SILENCE:
                continue
            with suppress(OSError, HTTPException):
                line = HTTPConnection(HOST, self.port, timeout=10)
                line.request("GET", f"/meetings/{self.meeting}/door/tally", headers={"Cookie": self.cookie})
                answer = line.getresponse()
                if answer.status == 200:
                    self._show(json.loads(answer.read()), "asking")

    def _show(self, tally: dict[str, Any], by: str) -> None:
        self.present, self.by = tally["present"], by
        self.most = max(self.most, self.present)


def endured(load: SignIns) -> Iterator[str]:
    """A line for each turn. RuntimeError for a board that does not come back or shows what is not so."""
    done, source = [], random.Random(21)
    (one,) = load.laid["meetings"]
    pages = tickets(load.folder, one, load.laid["cookies"], BOARDS)
    with ExitStack() as stack:
        server = stack.enter_context(running(load.folder))
        boards = [Board(server.port, cookie, ticket, one["meeting"]) for cookie, ticket in pages]
        for board in boards:
            stack.callback(board.close)
        _show_all(boards, 0)
        for turn in range(TURNS):
            name, victims = list(STRUCK.items())[turn % len(STRUCK)]
            struck_at: list[float] = []

            def strike(victims: Victims = victims, server: Server = server, at: list[float] = struck_at) -> None:
                time.sleep(source.uniform(0.0, 0.25))
                kill(victims(server, load.folder))
                at.append(time.monotonic())

            deeds = load.deeds(turn)
            answered = load.play(server, deeds, strike)
            if not struck_at:  # nobody was answered in time to begin: the boards stand it all the same
                strike()
            if victims is everything:
                server = stack.enter_context(running(load.folder, server.port))
            came_back(server)
            done += answered + persist(load, server, [one for one in deeds if load.key(one) not in set(answered)])
            judge(load, done)
            there = len(load.kept())
            _show_all(boards, there)
            after, by = time.monotonic() - struck_at[0], [board.by for board in boards]
            seen = f"{by.count('the stream')} | {by.count('asking')}"
            yield f"| {turn + 1} | {name} | {there} | {len(boards)} of {BOARDS} | {after:.0f} s | {seen} |"


def _show_all(boards: list[Board], there: int) -> None:
    until = time.monotonic() + MOST
    while time.monotonic() < until:
        if any(board.most > there for board in boards):
            raise RuntimeError(f"boards show {max(board.most for board in boards)}, {there} are there")
        if all(board.present == there for board in boards):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{there} are there, boards show {sorted(board.present for board in boards)}")
