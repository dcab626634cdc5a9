"""The room of proposals at 20,000 cases of ten years, as a clerk meets it.

`python -m bench proposals` measures this part alone. What misses its bar is shown as it is.
"""

import json
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from io import BytesIO
from urllib.parse import urlencode, urlsplit
from zipfile import ZipFile

from bench import addresses, folders
from bench.load import Browser, Order
from bench.server import HOST, TOKEN, Server, running

TIMES = 5
RICH, WARM, RUNS, ROWS = 100, 5, 3, 5_000
LISTS = [
    "/proposals/",
    "/proposals/mine",
    "/proposals/review",
    "/proposals/key-cases",
    "/proposals/follow-ups",
    "/proposals/leads",
    "/proposals/archive",
    "/proposals/archive/open",
    "/proposals/hand-overs",
    "/proposals/bulks",
    "/proposals/calls",
    "/proposals/awards",
    "/public",
    "/proposals/statistics/rows?year=2019&measure=received",
    "/proposals/statistics/rows?year=2019&measure=charged",
    "/proposals/statistics/rows?year=2019&measure=satisfied",
]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what was asked, its bar, what was measured, and where it was worst."""

    what: str
    bar: str
    measured: str
    met: bool
    more: str = ""

    @property
    def line(self) -> str:
        """The line as the table shows it."""
        return f"| {self.what} | {self.bar} | {self.measured} | {'yes' if self.met else '**no**'} | {self.more} |"


@dataclass(slots=True)
class Clerk:
    """The proposals clerk's browser, and what the pages took: milliseconds by address, processor time of all."""

    server: Server
    cookie: str
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = Browser(Order(HOST, self.server.port, [self.cookie], 0), self.cookie)

    def page(self, path: str, *marks: str) -> str:
        """The page at an address; its time is kept under the address."""
        return self.browser.get(path, path, *marks)

    def asked(self, path: str) -> float:
        """The page, and the milliseconds it took."""
        self.page(path)
        return self.browser.times[path][-1]

    def each(self, paths: list[str], times: int) -> tuple[dict[str, list[float]], float]:
        """Every address so many times, round after round; milliseconds by address, and of the processor for each."""
        found: dict[str, list[float]] = {path: [] for path in paths}
        before = self.server.seconds()
        for _ in range(times):
            for path in paths:
                found[path].append(self.asked(path))
        return found, (self.server.seconds() - before) * 1000 / (times * len(paths))


def measured() -> Iterator[Line]:
    """Each sentence of the bar, one after another, on a fresh copy of the data."""
    with running(folders.ten_years_copy()) as server:
        kept = json.loads((folders.last_copy() / folders.SIGN_INS).read_text())
        scenes = json.loads((folders.last_copy() / folders.SCENES).read_text())
        office = next(one for one in kept["sign_ins"] if one["code"] == "proposals_clerk")
        clerk = Clerk(server, server.cookie(office["login"], office["password"]))
        yield from _statistics(clerk)
        yield from _lists(clerk)
        yield from _rich(clerk, scenes)
        yield from _export(clerk, scenes)
        yield from _bulk(clerk, scenes)


def p95(times: list[float]) -> float:
    """The time that 95 of 100 are not above."""
    return sorted(times)[int(len(times) * 0.95)]


def _lists(clerk: Clerk) -> Iterator[Line]:
    paths = [path for each in LISTS for path in addresses.of_list(each, clerk.page(each))]
    clerk.each(paths[::7], 1)  # warm
    found, cpu = clerk.each(paths, TIMES)
    every = [one for times in found.values() for one in times]
    slow = sorted(found, key=lambda path: -statistics.median(found[path]))[:3]
    worst = "; ".join(f"`{path}` {statistics.median(found[path]):.0f}" for path in slow)
    yield Line(
        f"any list with any filter ({len(LISTS)} lists, {len(paths):,} addresses, {TIMES} times each)",
        "p95 < 100 ms",
        f"p95 {p95(every):.0f} ms, p50 {statistics.median(every):.0f} ms",
        p95(every) < 100,
        f"processor {cpu:.0f} ms each; slowest by median: {worst} ms",
    )


def _rich(clerk: Clerk, scenes: dict[str, int]) -> Iterator[Line]:
    path = f"/proposals/{scenes['rich']}"
    clerk.each([path], 5)
    found, cpu = clerk.each([path], RICH)
    yield Line(
        f"a case with {scenes['events']} events and {scenes['replies']} replies",
        "p95 < 80 ms",
        f"p95 {p95(found[path]):.0f} ms, p50 {statistics.median(found[path]):.0f} ms",
        p95(found[path]) < 80,
        f"processor {cpu:.0f} ms each",
    )


def _statistics(clerk: Clerk) -> Iterator[Line]:
    years = addresses.Offered(clerk.page("/proposals/")).choices["year"]
    ways = [f"/proposals/statistics?{urlencode({'year': y, 'by': by})}" for y in years for by in PARTS]
    cold, cold_cpu = clerk.each(ways, 1)
    warm, cpu = clerk.each(ways, WARM)
    first, later = ([one for times in found.values() for one in times] for found in (cold, warm))
    worst = max(warm, key=lambda path: statistics.median(warm[path]))
    yield Line(
        f"the statistics page of a year ({len(years)} years by {len(PARTS)} parts)",
        "< 300 ms",
        f"first p95 {p95(first):.0f} ms, longest {max(first):.0f}; later p95 {p95(later):.0f} ms",
        p95(first) < 300 and p95(later) < 300,
        f"processor {cold_cpu:.0f} and {cpu:.0f} ms each; slowest `{worst}` {statistics.median(warm[worst]):.0f} ms",
    )


PARTS = ["category", "sector", "kind", "bureau", "member", "month"]


def _export(clerk: Clerk, scenes: dict[str, int]) -> Iterator[Line]:
    part = f"/proposals/?export=xlsx&submitted_until={scenes['until']}"
    _export_once(clerk, part)
    runs, peaks = [], []
    for path in [part] * RUNS + ["/proposals/?export=xlsx"] * RUNS:
        with Peak(clerk.server) as peak:
            runs.append(_export_once(clerk, path))
        peaks.append(peak.grown)
    few, all_ = runs[:RUNS], runs[RUNS:]
    begun = statistics.median(one.begun for one in few)
    yield Line(
        f"an export of {few[0].rows:,} rows",
        "begun < 200 ms, streamed",
        f"first byte of the sheet after {begun:.0f} ms, last after {statistics.median(o.ended for o in few):.0f} ms,"
        f" in {few[0].pieces} pieces",
        begun < 200 and few[0].pieces > 3,
        f"of {all_[0].rows:,} rows: {statistics.median(o.begun for o in all_):.0f} and"
        f" {statistics.median(o.ended for o in all_):.0f} ms; memory grew by at most {max(peaks[:RUNS]):.0f} MB and"
        f" {max(peaks[RUNS:]):.0f} MB",
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it came: milliseconds until it began and ended, its pieces and rows."""

    begun: float
    ended: float
    pieces: int
    rows: int


def _export_once(clerk: Clerk, path: str) -> Sheet:
    connection = HTTPConnection(HOST, clerk.server.port, timeout=60)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": clerk.cookie, "Accept-Language": "zh-CN,zh"})
    response = connection.getresponse()
    if response.status != 200:
        raise RuntimeError(f"GET {path}: {response.status}")
    pieces, times = [], []
    while piece := response.read1(1_000_000):
        pieces.append(piece)
        times.append((time.perf_counter() - began) * 1000)
    with ZipFile(BytesIO(b"".join(pieces))) as book:
        rows = book.read("xl/worksheets/sheet1.xml").count(b"<row ") - 1
    return Sheet(times[0], times[-1], len(pieces), rows)


class Peak:
    """By how many megabytes the page processes grow in a block, at their largest; looked at every 20 ms."""

    def __init__(self, server: Server) -> None:
        self.server, self.grown = server, 0.0
        self._ended = threading.Event()

    def __enter__(self) -> "Peak":
        self._workers = self.server.workers()
        self._before = self._now()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def _look(self) -> None:
        while not self._ended.wait(0.02):
            self.grown = max(self.grown, self._now() - self._before)

    def _now(self) -> float:
        return sum(worker.memory_info().rss for worker in self._workers) / 1_000_000

    def __exit__(self, *_fault: object) -> None:
        self._ended.set()
        self._thread.join()


def _bulk(clerk: Clerk, scenes: dict[str, list[int]]) -> Iterator[Line]:
    waiting = scenes["waiting"]
    runs = []
    for _ in range(RUNS):
        runs.append(_assign(clerk, waiting))
        _undo(clerk, runs[-1].path)
    took = statistics.median(one.seconds for one in runs)
    looks = [one for run in runs for one in run.looks]
    yield Line(
        f"{len(waiting)} cases assigned at once",
        "< 5 s, with a progress bar",
        f"{took:.1f} s until all are done (median of {RUNS}: {', '.join(f'{one.seconds:.1f}' for one in runs)})",
        took < 5 and all(run.bars for run in runs),
        f"asked for {statistics.median(run.asked for run in runs):.0f} ms; its page showed the bar part way in"
        f" {sum(run.bars for run in runs)} of {len(looks)} looks, p95 {p95(looks):.0f} ms each",
    )


@dataclass(frozen=True, slots=True)
class Assigned:
    """A bulk: its page, the seconds until it was done, and the looks at its page meanwhile."""

    path: str
    seconds: float
    asked: float
    looks: list[float]
    bars: int


def _assign(clerk: Clerk, waiting: list[int]) -> Assigned:
    token = _token(clerk.page("/proposals/?tab=assign"))
    fields = [("csrfmiddlewaretoken", token), *(("chosen", str(key)) for key in waiting)]
    began = time.perf_counter()
    path = _post(clerk, "/proposals/bulks/assign/order", fields)
    asked = (time.perf_counter() - began) * 1000
    looks, bars = [], 0
    for page, took in _until_done(clerk, path):
        looks.append(took)
        bars += "<progress" in page
    if f"{len(waiting)} 件已处理" not in clerk.page(path):
        raise RuntimeError(f"{path}: not all of {len(waiting)} cases are done")
    return Assigned(path, time.perf_counter() - began, asked, looks, bars)


def _undo(clerk: Clerk, path: str) -> None:
    _post(clerk, f"{path}/undoing", [("csrfmiddlewaretoken", _token(clerk.page(path)))])
    for _ in _until_done(clerk, path):
        pass


def _until_done(clerk: Clerk, path: str) -> Iterator[tuple[str, float]]:
    """The page of a bulk, again and again until it says that nothing is left to do."""
    until = time.perf_counter() + 120
    while time.perf_counter() < until:
        page = clerk.page(path, "bulk-progress")
        if 'hx-trigger="every' not in page:
            return
        yield page, clerk.browser.times[path][-1]
        time.sleep(0.1)
    raise RuntimeError(f"{path}: not done within two minutes")


def _post(clerk: Clerk, path: str, fields: list[tuple[str, str]]) -> str:
    where = clerk.browser.post(path, path, fields)
    return urlsplit(where).path


def _token(page: str) -> str:
    found = TOKEN.search(page)
    if found is None:
        raise RuntimeError(f"no token in {page[:300]}")
    return found.group(1)


def section(show: Callable[[str], None] = print) -> str:
    """The table of this part, each line shown as it is measured."""
    before, lines = os.getloadavg(), []
    for line in measured():
        lines.append(line.line)
        show(line.line)
    after = os.getloadavg()
    head = "| what | bar | measured | met | more |\n|---|---|---|---|---|\n"
    return f"""A signed-in clerk, one request after another. Addresses are read from the lists' own pages: every tab,
order, filter with each value, searches, and these together. The machine's load was {before[0]:.1f} at the beginning and
{after[0]:.1f} at the end ({os.cpu_count()} cores).

{head}{chr(10).join(lines)}
"""
