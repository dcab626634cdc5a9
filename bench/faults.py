"""`make faults`: the server is killed in the middle of what people do, twenty times; nothing that was answered is lost.

Each turn a load begins, something is killed with SIGKILL, and the product comes back. Whoever was not answered tries
again, as people do. In the end every deed that was answered "done" must be there, and none twice.
"""

import json
import platform
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Any, Protocol

import psutil

from bench import hall, votes
from bench.arrivals import BEGUN
from bench.meetings import asked, client, people
from bench.server import HOST, Server, running
from xieshang.engine import REPOSITORY

TURNS = 20
EACH, PHONES = 100, 16
"""Deeds of a turn, and connections."""

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


def _page_process(server: Server, folder: Path) -> list[psutil.Process]:
    """One of the two that serve pages."""
    return server.workers()[:1]


def _page_service(server: Server, folder: Path) -> list[psutil.Process]:
    """What starts them, and both."""
    return [one for one in server.process.children() if "xieshang.engine.wsgi:application" in one.cmdline()]


def _database_process(server: Server, folder: Path) -> list[psutil.Process]:
    """One that writes: the database then throws out everybody and recovers from its log."""
    serving = [one for one in _postmaster(folder).children() if "xieshang_app" in " ".join(one.cmdline())]
    return serving[:1]


def _everything(server: Server, folder: Path) -> list[psutil.Process]:
    """As when the power fails: product, database and all."""
    database = _postmaster(folder)
    return [server.process, database, *server.process.children(recursive=True), *database.children(recursive=True)]


def _postmaster(folder: Path) -> psutil.Process:
    (file,) = folder.rglob("postmaster.pid")
    return psutil.Process(int(file.read_text().split()[0]))


VICTIMS = {
    "one page process": _page_process,
    "the page service": _page_service,
    "a database process": _database_process,
    "everything at once": _everything,
}


def main() -> None:
    """Every load through all its turns; writes the report."""
    lines = []
    for load in (SignIns(), Votes()):
        for line in endured(load):
            lines.append(line)
            print(line, flush=True)
    (REPOSITORY / "bench" / "faults.md").write_text(page(lines))


def endured(load: Load) -> Iterator[str]:
    """A line of the report for each turn, and the sum. RuntimeError for the first deed that is lost or doubled."""
    done: list[Deed] = []
    source = random.Random(20)
    with ExitStack() as stack:
        server = stack.enter_context(running(load.folder))
        for turn in range(TURNS):
            name, victims = list(VICTIMS.items())[turn % len(VICTIMS)]

            def strike(victims: Any = victims, server: Server = server) -> None:
                time.sleep(source.uniform(0.0, 0.25))
                kill(victims(server, load.folder))

            deeds = load.deeds(turn)
            answered = load.play(server, deeds, strike)
            if victims is _everything:
                stack.close()
                server = stack.enter_context(running(load.folder))
            back = came_back(server) + (server.cold_start if victims is _everything else 0)
            again = [deed for deed in deeds if load.key(deed) not in set(answered)]
            retried = persist(load, server, again)
            done += answered + retried
            judge(load, done)
            yield f"| {turn + 1} | {load.name} | {name} | {len(answered)} | {back:.1f} s | {len(retried)} | 0 | 0 |"
    yield f"| all | {load.name} | | {len(done)} answered | | | 0 | 0 |"


def kill(victims: list[psutil.Process]) -> None:
    """SIGKILL, all at once. RuntimeError where there was nobody to kill."""
    if not victims:
        raise RuntimeError("nobody to kill")
    for one in victims:
        with suppress(psutil.NoSuchProcess):
            one.kill()


def came_back(server: Server) -> float:
    """Until a page is answered that asks the database; after how many seconds."""
    began = time.perf_counter()
    while time.perf_counter() - began < 120:
        with suppress(OSError):
            connection = HTTPConnection(HOST, server.port, timeout=5)
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return time.perf_counter() - began
        time.sleep(0.05)
    raise RuntimeError("the product did not come back within two minutes")


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


def page(lines: list[str]) -> str:
    """The report."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=REPOSITORY, check=False
    )
    head = (
        "| turn | load | killed (SIGKILL) | answered before | back after | answered when tried again | lost | twice |\n"
        "|---|---|---|---|---|---|---|---|\n"
    )
    return f"""# What a kill leaves

By `make faults` on {date.today():%Y-%m-%d} at {commit.stdout.strip()}: {psutil.cpu_count()} cores,
{platform.system()}, Python {platform.python_version()}. Each turn {EACH} people act through {PHONES} connections;
in the middle of it something is killed. Product and database come back by themselves, but for "everything at once",
after which `xieshang run` is started again. Whoever was not answered tries again. After each turn everything that
was ever answered "done" is looked up: the attendance with its one record and its one entry in the ledger; who has
voted, once, with as many ballots as voters.

{head}{chr(10).join(lines)}
"""


if __name__ == "__main__":
    main()
