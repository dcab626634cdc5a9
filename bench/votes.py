"""Votes in a hall: how many a second are stored for good through the pages, and how long the count takes.

`python -m bench meetings` builds a hall of voters who have signed in, runs the product on it, and lets all of them
vote once over sixteen connections, as often as there are runs. Afterwards every vote that was answered with "taken"
must be there, once, and the clerk closes the vote, which counts it.

`Voter` and `cast` are the load by themselves: `bench.faults` kills the server while they run, and `stored` says
afterwards what is there.
"""

import json
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import folders
from bench.server import HOST, Server, running
from xieshang.cli.product import product
from xieshang.engine import REPOSITORY, environment

VOTERS, RUNS, CONNECTIONS = 3_000, 3, 16
BAR, PEER, COUNT_BAR = 600, 586, 1.0
TOKEN = "b" * 32
"""Of the form and of the cookie: they must agree, nothing more."""
HALL = "hall.json"


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody in the hall: their line on the roster, the cookie of their browser, and what they vote."""

    key: int
    cookie: str
    choice: str = "for"

    def request(self, address: str) -> bytes:
        """The form of a ballot as a browser sends it."""
        body = f"csrfmiddlewaretoken={TOKEN}&step=cast&option_1={self.choice}"
        lines = [
            f"POST {address} HTTP/1.1",
            f"Host: {HOST}",
            f"Cookie: {self.cookie}; csrftoken={TOKEN}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            "Accept-Language: zh-CN,zh",
        ]
        return "\r\n".join([*lines, "", body]).encode()


class Line:
    """A connection that stays open; it is made anew where the server closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None
        self.last = b""

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """The status of the answer, and the whole of it. OSError where the server went away."""
        if self.socket is None:
            self.socket = socket.create_connection((HOST, self.port), timeout=30)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.socket.sendall(request)
            answer = _answer(self.socket)
        except OSError:
            self.close()
            raise
        if b"\r\nconnection: close" in answer.lower():
            self.close()
        return int(answer[9:12]), answer

    def close(self) -> None:
        """Begin anew the next time."""
        if self.socket is not None:
            self.socket.close()
        self.socket = None


def _answer(line: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(line)
    head, _, body = got.partition(b"\r\n\r\n")
    length = next((int(one.split(b":")[1]) for one in head.lower().split(b"\r\n") if b"content-length" in one), 0)
    while len(body) < length:
        body += _more(line)
    return head + b"\r\n\r\n" + body


def _more(line: socket.socket) -> bytes:
    more = line.recv(65536)
    if not more:
        raise ConnectionResetError("the server closed the connection")
    return more


def cast(line: Line, address: str, voter: Voter) -> bool:
    """Send one ballot: True where it was answered with "taken" (the way back to the ballot, or, where it is sent
    again, the page that says so), False where refused.

    OSError where no answer came: then it may be there or not, and may be sent again.
    """
    status, answer = line.ask(voter.request(address))
    if status not in (200, 302, 409, 422):
        raise RuntimeError(f"{status}: {answer[:2000]!r}")
    line.last = answer[:500]
    return status == 200 or (status == 302 and f"location: {address}\r\n".encode() in answer.lower())


def stored(folder: Path, vote: int) -> tuple[list[int], int]:
    """Who has voted, by their lines on the roster, and how many ballots there are; asked of the folder's database."""
    words = [sys.executable, "-m", "bench.votes", "stored", str(vote)]
    with folders.at(folder):
        done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=REPOSITORY)
    keys, ballots = json.loads(done.stdout)
    return keys, ballots


def measured(voters: int = VOTERS, runs: int = RUNS) -> Iterator[str]:
    """The lines of the table. RuntimeError where a vote is lost or there twice."""
    folder, hall = laid(voters, runs + 1)
    with running(folder) as server:
        _run(server, hall, hall["votes"][0], voters=min(200, voters))  # warm
        rates, times, cpus, counts = [], [], [], []
        for vote in hall["votes"][1:]:
            before = server.seconds()
            took, each = _run(server, hall, vote, voters=voters)
            cpus.append((server.seconds() - before) * 1000 / voters)
            rates.append(voters / took)
            times += each
            _must_be_there(folder, hall, vote)
            counts.append(_count(server, hall, vote))
    times.sort()
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    rate, cpu, count = map(statistics.median, (rates, cpus, counts))
    text = f"{rate:.0f} a second, p50 {p50:.0f} ms, p95 {p95:.0f} ms, {cpu:.2f} ms of the page processes each"
    yield f"| secret votes stored, {CONNECTIONS} connections | {text} | {BAR} a second (best peer {PEER}) |"
    yield f"| {voters:,} votes closed and counted through the page | {count:.2f} s | {COUNT_BAR:.0f} s |"
    yield f"| each exactly once | {runs * voters:,} who voted and as many ballots, none lost, none twice | all |"


def laid(voters: int, votes: int) -> tuple[Path, dict[str, Any]]:
    """A data folder with a hall of so many voters and so many open votes, and what `bench.voters` says of it."""
    folder = environment.folder("bench-votes")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    folders.call(folder, "-m", "xieshang", "setup")
    folders.call(folder, "-m", "bench.votes", "build", str(voters), str(votes))
    return folder, json.loads((folder / HALL).read_text())


def _run(server: Server, hall: dict[str, Any], vote: int, *, voters: int) -> tuple[float, list[float]]:
    """All vote once; how long it took, and the milliseconds of each."""
    order = {"port": server.port, "address": address(hall, vote), "voters": hall["voters"][:voters]}
    words = [sys.executable, "-m", "bench.votes", "load"]
    done = subprocess.run(words, check=False, input=json.dumps(order), capture_output=True, text=True, cwd=REPOSITORY)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    answer = json.loads(done.stdout)
    if answer["taken"] != voters:
        raise RuntimeError(f"{answer['taken']} of {voters} votes were taken, the last answer was {answer['last']}")
    return answer["seconds"], answer["times"]


def address(hall: dict[str, Any], vote: int) -> str:
    """The page of the ballot."""
    return f"/meetings/{hall['meeting']}/votes/{vote}/ballot"


def load() -> None:
    """Read an order, let everybody vote, answer with how it went: a process of its own beside the server."""
    order = json.load(sys.stdin)
    voters = [Voter(*one) for one in order["voters"]]
    taken: list[int] = [0] * CONNECTIONS
    times: list[list[float]] = [[] for _ in range(CONNECTIONS)]
    faults: list[Exception] = []

    lines = [Line(order["port"]) for _ in range(CONNECTIONS)]

    def work(index: int) -> None:
        line = lines[index]
        try:
            for voter in voters[index::CONNECTIONS]:
                began = time.perf_counter()
                taken[index] += cast(line, order["address"], voter)
                times[index].append((time.perf_counter() - began) * 1000)
        except Exception as fault:  # noqa: BLE001 - raised below, in the thread that waits
            faults.append(fault)

    threads = [threading.Thread(target=work, args=[index]) for index in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if faults:
        raise faults[0]
    json.dump(
        {
            "taken": sum(taken),
            "seconds": seconds,
            "times": [one for each in times for one in each],
            "last": repr(lines[0].last),
        },
        sys.stdout,
    )


def state_of(folder: Path, vote: int) -> dict[str, Any]:
    """How far a vote is, as `state` tells it; asked of the folder's database."""
    words = [sys.executable, "-m", "bench.votes", "state", str(vote)]
    with folders.at(folder):
        done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=REPOSITORY)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _must_be_there(folder: Path, hall: dict[str, Any], vote: int) -> None:
    keys, ballots = stored(folder, vote)
    if sorted(keys) != sorted(key for key, _cookie in hall["voters"]) or ballots != len(keys):
        raise RuntimeError(f"{len(keys)} voters and {ballots} ballots are there of {len(hall['voters'])}")


def _count(server: Server, hall: dict[str, Any], vote: int) -> float:
    began = time.perf_counter()
    status, answer = close(server, hall, vote)
    took = time.perf_counter() - began
    if status != 302:
        raise RuntimeError(f"{status}: {answer[:2000]!r}")
    return took


def close(server: Server, hall: dict[str, Any], vote: int) -> tuple[int, bytes]:
    """The clerk closes the vote through the page: it is counted before the answer. OSError where none came."""
    closing = address(hall, vote).replace("ballot", "closing")
    return Line(server.port).ask(Voter(0, hall["clerk"]).request(closing))


def build(voters: int, votes: int) -> None:
    """A hall in which so many members have signed in, with their browsers' cookies, and open secret votes."""
    from bench.voters import build as hall_of

    (environment.var() / HALL).write_text(json.dumps(hall_of(voters, votes)))


def tell(vote: int) -> None:
    """Print what is stored of a vote, as JSON."""
    from xieshang.meetings.models import Ballot, Cast

    keys = list(Cast.objects.filter(vote=vote).values_list("attendee_id", flat=True))
    json.dump([keys, Ballot.objects.filter(vote=vote).count()], sys.stdout)


def state(key: int) -> None:
    """Print how far a vote is, as JSON: its state and result, its rows, and what the ledger says of it."""
    from xieshang.meetings.models import Ballot, Cast, Vote
    from xieshang.spine.models import Entry

    vote = Vote.objects.get(pk=key)
    said = Entry.objects.filter(payload__vote=key)
    voted = said.filter(kind="meetings.voted").values_list("payload__member", flat=True)
    told = {
        "state": vote.state,
        "counted": vote.result["tally"] if vote.result else None,
        "is_timed": vote.closed_at is not None,
        "casts": Cast.objects.filter(vote=key).count(),
        "ballots": Ballot.objects.filter(vote=key).count(),
        "closings": said.filter(kind="meetings.vote_closed").count(),
        "voted": len(voted),
        "members": len(set(voted)),
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["load"]:
            load()
        case ["build", voters, votes]:
            with product():
                build(int(voters), int(votes))
        case ["state", vote]:
            with product():
                state(int(vote))
        case ["stored", vote]:
            with product():
                tell(int(vote))
        case _:
            sys.exit("`python -m bench meetings` measures votes, too")
