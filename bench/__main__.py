"""`make bench`: measures the product as it runs, prints tables and writes bench/results.md.

Two page processes on this machine, requests with a session cookie from four connections of a client in
a process of its own. Each number is the median of several runs; p95 is of all requests of these runs.
"""

import json
import platform
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any
from urllib.parse import quote

import psutil

from bench import folders, proposals, similar, yardstick
from bench.city import MANY
from bench.server import Server, running
from xieshang.engine import REPOSITORY

RUNS, SECONDS = 3, 5.0
RESULTS = REPOSITORY / "bench" / "results.md"
MARK = "\n## Proposals: 20,000 cases of ten years\n\n"
PEERS = {"list": 18, "detail": 44, "first": 44, "search": 44, "submit": 11}
"""The best of four peers on such a machine, a second."""
BARS = {"list": 250, "detail": 260, "first": 260, "search": 220, "submit": 60}
ROOMS = ("proposals", "meetings", "duties")
OPENED = 60
"""So many cases are opened again and again."""
WORDS = {
    "list": "list page of 50",
    "detail": "case page, of 60 cases",
    "first": "case page, opened for the first time",
    "search": "Chinese search",
    "submit": "submission (form, draft, check, submit)",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table."""

    cases: int
    kind: str
    rate: float
    p50: float
    p95: float
    cpu: float
    bare: float

    @property
    def line(self) -> str:
        """The line as the table shows it."""
        bar, peer = BARS[self.kind], PEERS[self.kind]
        return (
            f"| {self.cases:,} | {WORDS[self.kind]} | {self.rate:.0f} | {bar} | {self.rate / peer:.0f} × "
            f"| {self.p50:.1f} | {self.p95:.1f} | {self.cpu:.2f} "
            f"| {self.cpu / self.bare:.1f} | {yardstick.REFERENCE / bar:.1f} |"
        )


def main() -> None:
    """Measure every size, the similar cases, then the rooms of proposals, meetings and duties, whose last two have
    pages of their own; each table is written anew after each. The name of a room measures that alone, numbers the
    sizes that are named.
    """
    asked = sys.argv[1:]
    if not any(name in ROOMS for name in asked):
        _sizes()
    for room in ROOMS:
        if asked in ([], [room]):
            _room(room)


def _room(room: str) -> None:
    if room == "proposals":
        section = proposals.section(lambda line: print(line, flush=True))
        RESULTS.write_text(_kept_parts()[0] + MARK + section)
    else:
        import_module(f"bench.{room}").main()


def _sizes() -> None:
    sizes = [int(one) for one in sys.argv[1:]] or [100, 5_000, 50_000]
    lines: list[str] = []
    notes: list[str] = []
    for cases in sizes:
        folder = folders.working_copy(cases)
        with running(folder):
            pass  # the first start on a data folder sets it up
        with running(folder) as server, yardstick.running(folder) as bare:
            for measured in _measure(server, bare, cases):
                lines.append(measured.line)
                print(measured.line, flush=True)
            once, twice = server.megabytes()
            notes.append(
                f"- {cases:,} cases: cold start to first page {server.cold_start:.1f} s; both page processes after the "
                f"load {once:.0f} MB, or {twice:.0f} MB where what they share is counted twice"
            )
        _write(lines, notes)
    if len(sys.argv) == 1:
        notes.append(similar.measured(100_000))
        _write(lines, notes)


def _write(lines: list[str], notes: list[str]) -> None:
    print(notes[-1], flush=True)
    RESULTS.write_text(_page(lines, notes) + "".join(_kept_parts()[1:]))


def _kept_parts() -> tuple[str, str, str]:
    """What results.md holds now: the table of sizes, the mark, the section of the room."""
    return RESULTS.read_text().partition(MARK) if RESULTS.exists() else ("", "", "")


def _measure(server: Server, bare: Server, cases: int) -> Iterator[Measured]:
    kept = json.loads((folders.last_copy() / folders.SIGN_INS).read_text())
    office = next(one for one in kept["sign_ins"] if one["code"] == "proposals_clerk")
    clerk = server.cookie(office["login"], office["password"])
    members = [server.cookie(one["login"], one["password"]) for one in kept["members"]]
    pages = [f"/proposals/?year={year}" for year in (2018, 2020, 2022)] + ["/proposals/", "/proposals/?tab=closed"]
    keys = json.loads((folders.last_copy() / folders.CASES).read_text())
    words = ["养老助餐", "加装电梯", "托育", "河道 补水", "非遗传承", "充电安全"]
    orders: dict[str, dict[str, Any]] = {
        "list": {"cookies": [clerk], "paths": pages, "marks": ["<table"]},
        "detail": {"cookies": [clerk], "paths": [f"/proposals/{key}" for key in keys[:OPENED]], "marks": ["stepper"]},
        "first": {"cookies": [clerk], "paths": [f"/proposals/{key}" for key in keys[OPENED:]], "marks": ["stepper"]},
        "search": {"cookies": [clerk], "paths": [f"/proposals/?q={quote(word)}" for word in words]},
        "submit": {"cookies": members, "texts": json.loads((folders.last_copy() / folders.TEXTS).read_text())},
    }
    if cases < MANY:
        del orders["first"]  # there are not enough that nobody has opened
    for kind, order in orders.items():
        yield _runs(server, bare, cases, kind, order)


def _runs(server: Server, bare: Server, cases: int, kind: str, order: dict[str, Any]) -> Measured:
    """The runs of one kind of page, each beside one of the yardstick: the machine may be slow for a while."""
    server.asked({**order, "seconds": 1.0})  # warm
    bare.asked({**yardstick.ORDER, "seconds": 1.0})
    rates, times, cpus, bares = [], [], [], []
    for _ in range(RUNS):
        bares.append(bare.cost({**yardstick.ORDER, "seconds": 2.0})[1])
        answer, cpu = server.cost({**order, "seconds": SECONDS})
        rates.append(answer["done"] / answer["seconds"])
        cpus.append(cpu)
        times += [one for each in answer["times"].values() for one in each]
    times.sort()
    p50, p95 = (times[int(len(times) * share)] for share in (0.5, 0.95))
    rate, cpu, bare_cpu = map(statistics.median, (rates, cpus, bares))
    return Measured(cases, kind, rate, p50, p95, cpu, bare_cpu)


def _page(lines: list[str], notes: list[str]) -> str:
    head = (
        "| cases | what | a second | bar | best peer | p50 ms | p95 ms | processor ms each | bare requests | bar |\n"
        "|---|---|---|---|---|---|---|---|---|---|\n"
    )
    memory = psutil.virtual_memory().total // 2**30
    machine = f"{psutil.cpu_count()} cores, {memory} GiB, {platform.system()}, Python {platform.python_version()}"
    return f"""# Measured

By `make bench` on {date.today():%Y-%m-%d}: {machine}. Two page processes, the event stream, the worker,
the database and the load client share these cores. Four connections; medians of {RUNS} runs of {SECONDS:.0f} s,
p95 of all their requests. "Best peer": how many times the best of four peers on such a machine. A submission is
four requests.

Such machines are noisy, and differ. "Bare requests" tells how many requests of the framework alone one of ours costs
in processor time of the page processes, both measured in turn (`bench/yardstick.py`: the usual middleware, one query,
a line of text). The machine of the bars answered {yardstick.REFERENCE:,} such requests a second, so that its bar of
{BARS["list"]} lists a second allows {yardstick.REFERENCE / BARS["list"]:.1f} of them for one; this is the second bar.

{head}{chr(10).join(lines)}

{chr(10).join(notes)}
"""


if __name__ == "__main__":
    main()
