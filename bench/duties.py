"""`python -m bench duties`: how fast a year of duty is scored, of one city and of a nation at a growing scale.

Entries are laid as rows; beside the product's statement the same scheme is scored over the same entries in pandas and
in DuckDB, and all three must come to the same totals. What is compared is processor time: of the statement that of the
client and all of the database's processes. Writes bench/duties.md.
"""

import json
import math
import os
import platform
import statistics
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psutil

from bench import hall
from bench.folders import at
from bench.scores import RUNS, SCHEME
from xieshang.engine import REPOSITORY

CITY = (1, 40_000)
NATION = [(16, 200_000), (32, 400_000), (64, 800_000), (320, 4_000_000)]
"""Assemblies of 391 and entries: a city; one, two, four and twenty of a hundred parts of a nation's twenty million."""
WHOLE = 20_000_000
LONGEST, SLOWEST, MOST = 1.0, 200_000, 500
"""The bars: seconds of a city, entries a second, megabytes."""
PEERS = {"pandas": "pandas", "duckdb": "DuckDB"}
AHEAD_OF = "pandas"
MET = {True: "met", False: "**not met**"}


@dataclass(frozen=True, slots=True)
class Scale:
    """One size: what the statement took, and what each of the others took."""

    told: dict[str, Any]
    peers: dict[str, dict[str, Any]]

    @property
    def entries(self) -> int:
        """How many."""
        return int(self.told["entries"])

    @property
    def seconds(self) -> float:
        """The median of the runs."""
        return statistics.median(self.told["runs"])

    def as_much(self, name: str, begins: str) -> float:
        """How many times the statement's processor time another takes to everybody's total, beginning with the entries
        in the "database", in a "file" or in "memory"."""
        one = self.peers[name]
        before = {"database": self.told["taken_out"] + one["read"], "file": one["read"], "memory": 0.0}
        return float((before[begins] + one["scored"]) / self.told["spent"])

    @property
    def line(self) -> str:
        """The line as the table shows it."""
        told = self.told
        own = f"{self.seconds:.2f} | {self.entries / self.seconds:,.0f} | {told['spent']:.2f} | {told['peak']:.0f}"
        beside = " | ".join(map(self._beside, PEERS))
        return f"| {told['members']:,} | {self.entries:,} | {own} | {told['taken_out']:.2f} | {beside} |"

    def _beside(self, name: str) -> str:
        one = self.peers[name]
        return f"{one['read']:.2f} + {one['scored']:.2f} | {one['peak']:.0f}"


def main() -> None:
    """Measure, print, write."""
    before, scales = os.getloadavg()[0], []
    for size in (CITY, *NATION):
        scales.append(measured(*size))
        print(scales[-1].line, flush=True)
    text = page(scales, before)
    (REPOSITORY / "bench" / "duties.md").write_text(text)
    print("\n".join(bars(scales)), flush=True)


def measured(assemblies: int, entries: int) -> Scale:
    """One size on a fresh installation; RuntimeError where the totals differ."""
    folder = hall.folder()
    told = _asked(folder, "bench.scores", str(assemblies), str(entries))
    files = [told["files"][name] for name in ("roll", "entries")]
    peers = {name: _asked(folder, "bench.peers", name, *files) for name in PEERS}
    for name, one in peers.items():
        if one["mark"] != told["mark"]:
            raise RuntimeError(f"{entries:,} entries: {name} comes to other totals")
    return Scale(told, peers)


def _asked(folder: Path, *words: str) -> dict[str, Any]:
    with at(folder):
        done = subprocess.run(
            [sys.executable, "-m", *words], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, check=True
        )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def bars(scales: list[Scale]) -> list[str]:
    """Each bar, what was measured, and whether it is met."""
    city, *nation = scales
    rate = min(one.entries / one.seconds for one in nation)
    memory = max(one.told["peak"] for one in scales)
    first, last = nation[0], nation[-1]
    growth = math.log(last.told["spent"] / first.told["spent"]) / math.log(last.entries / first.entries)
    ahead = last.seconds * (WHOLE / last.entries) ** max(growth, 1)
    return [
        f"- A city's year in {city.seconds:.2f} s; bar {LONGEST:.0f} s: {MET[city.seconds < LONGEST]}.",
        f"- A nation's entries, at the slowest {rate:,.0f} a second; bar {SLOWEST:,}: {MET[rate >= SLOWEST]}.",
        f"- Memory of the database at most {memory:.0f} MB; bar {MOST} MB: {MET[memory < MOST]}.",
        f"- Growth: processor time as entries to the power of {growth:.2f} (1 is a straight line);"
        f" {WHOLE:,} entries would take {ahead:.0f} s.",
        f"- Memory of the database from {first.entries:,} to {last.entries:,} entries:"
        f" {first.told['peak']:.0f} to {last.told['peak']:.0f} MB.",
        *(line for name, words in PEERS.items() for line in _compared(name, words, scales)),
    ]


def _compared(name: str, words: str, scales: list[Scale]) -> list[str]:
    """How far from another: from the entries where the product keeps them, from a file of them, and in memory."""
    found = {begins: [one.as_much(name, begins) for one in scales] for begins in ("database", "file", "memory")}
    from_database, from_file, in_memory = (f"{min(each):.2g} to {max(each):.2g}" for each in found.values())
    bar = f"; bar ahead of it: {MET[min(found['database']) > 1]}" if name == AHEAD_OF else ""
    return [
        f"- From the entries in the database to the totals {words} takes {from_database} times the processor time of"
        f" the statement{bar}. From a file that somebody has taken out for it, it takes {from_file} times as much"
        f" (below 1 it is ahead); with the entries in its memory already {in_memory} times, while the statement reads"
        " them all the same.",
    ]


def page(scales: list[Scale], before: float) -> str:
    """The report."""
    gib = psutil.virtual_memory().total // 2**30
    machine = f"{psutil.cpu_count()} cores, {gib} GiB, {platform.system()}, Python {platform.python_version()}"
    head = (
        "| members | entries | s | entries a second | processor s | MB | taken out | pandas: read + score | MB"
        " | DuckDB: read + score | MB |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|\n"
    )
    return f"""# Measured: scores

By `python -m bench duties` on {date.today():%Y-%m-%d}: {machine}; load {before:.1f} before. The scheme `{SCHEME}`,
{RUNS} runs, from the statement sent until everybody's score has arrived. s: median seconds by the clock. Processor s:
of the client and of all processes of the database together, so that two cores do not flatter it and other load on the
machine matters little. MB: of all processes of the database, what they share counted once; of pandas and DuckDB, of
their process, which holds the entries, at its largest. All three came to the same totals. Others begin with a file:
"taken out" is the processor time in which the database hands roll and entries over into one (`COPY`, through psycopg);
"read" and "score" are theirs, in medians, without loading the library.

{head}{chr(10).join(one.line for one in scales)}

{chr(10).join(bars(scales))}
"""


if __name__ == "__main__":
    main()
