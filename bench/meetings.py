"""`python -m bench meetings`: how fast a hall signs in and votes, and how soon a sign-in is on every board.

Over HTTP against the product as it runs, with the ledger and durable commits. Writes bench/meetings.md.
"""

import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import psutil

from bench import hall, votes, yardstick
from bench.folders import at
from bench.server import HOST, Server, running
from xieshang.engine import REPOSITORY

MEMBERS, BOARDS, WATCHED = 2_000, 1_000, 20
SUSTAINED, RUSH, GREAT_RUSH = 3, 1, 1
"""Occasions for each measurement: everybody signs in once in each."""
HEAD = "| what | measured | bar |\n|---|---|---|\n"


def main() -> None:
    """Measure, print, write."""
    folder = hall.folder()
    laid = asked(folder, "lay", str(MEMBERS), str(SUSTAINED + RUSH + GREAT_RUSH + 2))
    lines, wanted = [], {}
    with running(folder) as server, yardstick.running(folder) as bare:
        bares = [yardstick.measured(bare)]
        meetings = iter(laid["meetings"])
        warm = next(meetings)
        load(server, laid, people(laid, [warm], 400), phones=16)
        for line, came in measured(server, laid, meetings):
            lines.append(line)
            wanted.update(came)
            print(line, flush=True)
        for line in boards(server, laid, folder, next(meetings)):
            lines.append(line)
            print(line, flush=True)
        lines.append(proof(folder, wanted))
        print(lines[-1], flush=True)
        bares.append(yardstick.measured(bare))
    for line in votes.measured():
        lines.append(line)
        print(line, flush=True)
    (REPOSITORY / "bench" / "meetings.md").write_text(page(lines, yardstick.words(bares)))


def measured(server: Server, laid: dict[str, Any], meetings: Iterator[Any]) -> Iterator[tuple[str, dict[int, int]]]:
    """A line and how many came to which occasion, for each kind of crowd."""
    crowd = list(islice(meetings, SUSTAINED))
    before = server.seconds()
    answer = load(server, laid, people(laid, crowd, MEMBERS), phones=16)
    rate, cpu = len(answer["times"]) / answer["seconds"], (server.seconds() - before) * 1000 / len(answer["times"])
    p50, p95 = (percentile(answer["times"], share) for share in (0.5, 0.95))
    text = f"{rate:.0f} a second, p50 {p50:.0f} ms, p95 {p95:.0f} ms, {cpu:.2f} ms of the page processes each"
    yield (
        f"| sustained, 16 connections | {text} | 320 a second, p95 100 ms |",
        {one["meeting"]: MEMBERS for one in crowd},
    )
    for count, bar in ((700, 5), (MEMBERS, 15)):
        one = next(meetings)
        answer = load(server, laid, people(laid, [one], count), phones=count)
        slowest = max(answer["times"]) / 1000
        words = f"| {count:,} arrive at once | {answer['seconds']:.1f} s, the last after {slowest:.1f} s | {bar} s |"
        yield words, {one["meeting"]: count}


def boards(server: Server, laid: dict[str, Any], folder: Path, one: dict[str, Any]) -> Iterator[str]:
    """Live connections, twenty a person; then people sign in one by one."""
    pages = tickets(folder, one, laid["cookies"], BOARDS)
    stream = stream_of(server)
    before = memory(stream)
    with client() as watching:
        order = {"host": HOST, "port": server.port + 1, "pages": pages, "rounds": WATCHED}
        _write(watching, json.dumps(order))
        if _read(watching).strip() != "held":
            raise RuntimeError("the boards were not held")
        taken, delays = memory(stream) - before, []
        for number, who in enumerate(people(laid, [one], WATCHED), start=1):
            (sent_at,) = load(server, laid, [who], phones=1)["sent_at"]
            _write(watching, f"{number} {sent_at}")
            delays += json.loads(_read(watching))
            time.sleep(0.13)
        taken = max(taken, memory(stream) - before)
    p50, p95 = percentile(delays, 0.5), percentile(delays, 0.95)
    yield f"| a sign-in shown on {BOARDS:,} boards | p50 {p50:.2f} s, p95 {p95:.2f} s | p95 2 s |"
    yield f"| memory for {BOARDS:,} boards | {taken:.0f} MB | 250 MB |"


def tickets(folder: Path, one: dict[str, Any], cookies: list[str], count: int) -> list[list[str]]:
    """So many pages that are opened: each with its cookie and a ticket, signed with the key of the data folder."""
    words = [str(one["sitting"]), str(count), json.dumps([cookies[:100], one["people"][:100]])]
    with at(folder):
        done = subprocess.run(
            [sys.executable, "-c", _TICKETS, *words], capture_output=True, text=True, cwd=REPOSITORY, check=True
        )
    pages: list[list[str]] = json.loads(done.stdout)
    return pages


_TICKETS = """
import json, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieshang.engine.settings")
from xieshang.meetings.door import tally
sitting, count, given = int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
pairs = list(zip(*given))
print(json.dumps([[pairs[n % len(pairs)][0], tally.ticket(pairs[n % len(pairs)][1], sitting)] for n in range(count)]))
"""


def people(laid: dict[str, Any], meetings: list[dict[str, Any]], count: int) -> list[list[Any]]:
    """The first so many of the roster, at each of these occasions."""
    return [
        [one["meeting"], one["gate"], person, cookie]
        for one in meetings
        for person, cookie in islice(zip(one["people"], laid["cookies"], strict=True), count)
    ]


def load(server: Server, laid: dict[str, Any], arrivals: list[list[Any]], **how: Any) -> dict[str, Any]:
    """What the load client says of these arrivals."""
    order = json.dumps({"host": HOST, "port": server.port, "csrf": laid["csrf"], "arrivals": arrivals, **how})
    with client() as process:
        out, _ = process.communicate(order + "\n")
        if process.returncode:
            raise RuntimeError("the load client failed")
    answer: dict[str, Any] = json.loads(out)
    return answer


@contextmanager
def client() -> Iterator["subprocess.Popen[str]"]:
    """The load client, fed by its standard input."""
    command = [sys.executable, "-m", "bench.arrivals"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, bufsize=1
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _write(process: "subprocess.Popen[str]", line: str) -> None:
    if process.stdin is not None:
        process.stdin.write(line + "\n")
        process.stdin.flush()


def _read(process: "subprocess.Popen[str]") -> str:
    return process.stdout.readline() if process.stdout is not None else ""


def asked(folder: Path, *words: str) -> dict[str, Any]:
    """What `bench.hall` says on a data folder."""
    with at(folder):
        done = subprocess.run(
            [sys.executable, "-m", "bench.hall", *words], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, check=True
        )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def proof(folder: Path, wanted: dict[int, int]) -> str:
    """That everybody who came is there once; RuntimeError where not."""
    counted = asked(folder, "count", *map(str, wanted))["counted"]
    for meeting, count in wanted.items():
        found = counted[str(meeting)]
        if found != {"attended": count, "records": count, "entries": count, "twice": 0}:
            raise RuntimeError(f"occasion {meeting}: {count} came, {found}")
    return f"| each exactly once | {sum(wanted.values()):,} attendances, records and ledger entries, none twice | all |"


def stream_of(server: Server) -> list[psutil.Process]:
    """The processes of the event stream."""
    masters = [one for one in server.process.children() if "xieshang.notices.stream:app" in one.cmdline()]
    return [*masters, *[worker for one in masters for worker in one.children()]]


def memory(processes: list[psutil.Process]) -> float:
    """What they hold, in megabytes."""
    return sum(one.memory_info().rss for one in processes) / 1_000_000


def percentile(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else statistics.nan


def page(lines: list[str], bare: str) -> str:
    """The report."""
    gib = psutil.virtual_memory().total // 2**30
    machine = f"{psutil.cpu_count()} cores, {gib} GiB, {platform.system()}, Python {platform.python_version()}"
    load_before = psutil.getloadavg()[2]
    return f"""# Measured: meetings

By `python -m bench meetings` on {date.today():%Y-%m-%d}: {machine}. Two page processes, the event stream, the
worker, the database and the load client share these cores; the machine's load over the quarter of an hour before
the end was {load_before:.1f}. A sign-in is the POST of the page that a scan of the hall's screen opened: session,
attendance, record and ledger entry in one durable transaction. A vote is the POST of the ballot: who has voted and
the ballot, apart, with the ledger entry in one durable transaction.

{bare}

{HEAD}{chr(10).join(lines)}
"""


if __name__ == "__main__":
    main()
