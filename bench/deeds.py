"""What people do while the server is killed, and what must be there of it afterwards: sign-ins and votes."""

import json
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from bench import hall, votes
from bench.arrivals import BEGUN
from bench.meetings import asked, client, people
from bench.server import HOST, Server

TURNS, EACH, PHONES = 20, 100, 16
"""Turns, deeds of each, and connections."""

Deed = tuple[int, int]
"""What was done: the key of the thing, and of the person."""


class Load(Protocol):
    """Something that people do while the server is killed, on a data folder of its own."""

    name: str
    folder: Path

    def play(self, server: Server, deeds: list[Any], begun: Callable[[], None]) -> list[Deed]:
        """Do these deeds, call `begun` once it is under way; those that were answered "done"."""
        ...

    def deeds(self, turn: int) -> list[Any]:
        """What is to be done in a turn: nobody does anything twice."""
        ...

    def key(self, deed: Any) -> Deed:
        """How a deed is named among those that were answered."""
        ...

    def kept(self) -> Counter[Deed]:
        """How often each deed is in the database."""
        ...


class SignIns:
    """Members sign in at the door of one occasion after another."""

    name = "sign-ins"

    def __init__(self) -> None:
        self.folder = hall.folder()
        self.laid = asked(self.folder, "lay", str(EACH * TURNS), "1")

    def deeds(self, turn: int) -> list[Any]:
        """A hundred people who have not come yet."""
        return people(self.laid, self.laid["meetings"], EACH * TURNS)[turn * EACH : (turn + 1) * EACH]

    def key(self, deed: Any) -> Deed:
        """The occasion and the person."""
        return deed[0], deed[2]

    def play(self, server: Server, deeds: list[Any], begun: Callable[[], None]) -> list[Deed]:
        """Send them all to the door."""
        how = {"csrf": self.laid["csrf"], "phones": PHONES, "forgiving": True}
        with client() as process:
            if process.stdin is None or process.stdout is None:
                raise RuntimeError("the load client has no pipes")
            order = {"host": HOST, "port": server.port, "arrivals": deeds, **how}
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if line.strip() == "begun":
                begun()
                line = process.stdout.readline()
        return [(meeting, person) for meeting, person in json.loads(line)["done"]]

    def kept(self) -> Counter[Deed]:
        """One for each record of the door, and as many entries of the ledger; RuntimeError where they differ."""
        keys = [one["meeting"] for one in self.laid["meetings"]]
        said = asked(self.folder, "count", *map(str, keys))
        for meeting, found in said["counted"].items():
            if not found["attended"] == found["records"] == found["entries"]:
                raise RuntimeError(f"occasion {meeting}: attendances, records and entries differ: {found}")
        return Counter((int(meeting), person) for meeting, there in said["present"].items() for person in there)


class Votes:
    """Members cast their ballots in one secret vote."""

    name = "votes"

    def __init__(self) -> None:
        self.folder, self.hall = votes.laid(EACH * TURNS, 1)
        (self.vote,) = self.hall["votes"]

    def deeds(self, turn: int) -> list[Any]:
        """A hundred people who have not voted yet."""
        return [votes.Voter(*one) for one in self.hall["voters"][turn * EACH : (turn + 1) * EACH]]

    def key(self, deed: Any) -> Deed:
        """The vote and the person's line on the roster."""
        return self.vote, deed.key

    def play(self, server: Server, deeds: list[Any], begun: Callable[[], None]) -> list[Deed]:
        """Everybody votes; whoever gets no answer, or no page, is not among those that are given back."""
        page, done, under_way = votes.address(self.hall, self.vote), [], Event()

        def phone(index: int) -> None:
            line = votes.Line(server.port)
            for voter in deeds[index::PHONES]:
                with suppress(OSError, RuntimeError):
                    if votes.cast(line, page, voter):
                        done.append(self.key(voter))
                if len(done) >= BEGUN:
                    under_way.set()

        with ThreadPoolExecutor(PHONES) as pool:
            phones = [pool.submit(phone, index) for index in range(PHONES)]
            for one in phones:
                one.add_done_callback(lambda _over: under_way.set())
            under_way.wait()
            if done:
                begun()
            for one in phones:
                one.result()
        return done

    def kept(self) -> Counter[Deed]:
        """One for each who has voted; RuntimeError where there are not as many ballots."""
        keys, ballots = votes.stored(self.folder, self.vote)
        if len(keys) != ballots:
            raise RuntimeError(f"{len(keys)} have voted, {ballots} ballots are there")
        return Counter((self.vote, key) for key in keys)


def persist(load: Load, server: Server, deeds: list[Any]) -> list[Deed]:
    """Try again, as people do, until all are answered."""
    done: list[Deed] = []
    for _ in range(20):
        if not deeds:
            return done
        done += load.play(server, deeds, lambda: None)
        deeds = [deed for deed in deeds if load.key(deed) not in set(done)]
        time.sleep(0.2)
    raise RuntimeError(f"{len(deeds)} were never answered")


def judge(load: Load, done: list[Deed]) -> None:
    """RuntimeError where a deed that was answered is not there, or any is there twice."""
    kept = load.kept()
    lost, doubled = set(done) - set(kept), [deed for deed, count in kept.items() if count > 1]
    if lost or doubled:
        raise RuntimeError(f"{load.name}: lost {sorted(lost)}, doubled {doubled}")
