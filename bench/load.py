"""The load client: a few threads, each a browser that keeps its connection and asks as fast as it is answered.

Runs in a process of its own (`python -m bench.load`), so that it takes no turn of the server's. Reads an
order as JSON from standard input and answers with the counts and the times of every request as JSON.
An answer that is not what was asked for ends the run: nothing but whole pages is counted.
"""

import json
import re
import resource
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection, HTTPResponse
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ENTRY = re.compile(r'name="entry_key" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Order:
    """What to ask for: `paths` in turn until the time is up, or the journey of submitting `texts`."""

    host: str
    port: int
    cookies: list[str]
    seconds: float
    threads: int = 4
    paths: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    texts: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Answer:
    """What came of it: how many pages or journeys in how many seconds, and the milliseconds of each by name."""

    done: int
    seconds: float
    times: dict[str, list[float]]
    client_cpu: float
    kilobytes: float


class Browser:
    """One person's browser: a connection that stays open and a cookie."""

    def __init__(self, order: Order, cookie: str) -> None:
        self.connection = HTTPConnection(order.host, order.port, timeout=30)
        self.headers = {"Cookie": cookie, "Accept-Language": "zh-CN,zh", "Accept": "text/html"}
        self.times: dict[str, list[float]] = {}
        self.received = 0

    def get(self, path: str, name: str, *marks: str) -> str:
        """The page at `path`, which has every mark in it."""
        response, text = self._ask("GET", path, name)
        missing = [mark for mark in marks if mark not in text]
        if response.status != 200 or missing:
            raise RuntimeError(f"GET {path}: {response.status}, without {missing}: {text[:300]}")
        return text

    def post(self, path: str, name: str, fields: dict[str, str]) -> str:
        """Where the server leads after this form was sent."""
        response, text = self._ask("POST", path, name, urlencode(fields))
        if response.status != 302:
            raise RuntimeError(f"POST {path}: {response.status}: {text[:2000]}")
        return response.headers["Location"]

    def _ask(self, method: str, path: str, name: str, body: str | None = None) -> tuple[HTTPResponse, str]:
        headers = self.headers
        if body is not None:
            headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        self.times.setdefault(name, []).append((time.perf_counter() - began) * 1000)
        self.received += len(content)
        return response, content.decode()


def run(order: Order) -> Answer:
    """Carry the order out; raises the first fault that any browser met."""
    browsers = [Browser(order, cookie) for cookie in islice(cycle(order.cookies), order.threads)]
    counts, faults = [0] * order.threads, []
    until = time.perf_counter() + order.seconds

    def work(index: int) -> None:
        try:
            for _ in _journeys(order, browsers[index], index):
                counts[index] += 1
                if time.perf_counter() >= until or faults:
                    return
        except Exception as fault:  # noqa: BLE001 - raised below, in the thread that waits
            faults.append(fault)

    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=[index]) for index in range(order.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if faults:
        raise faults[0]
    return _answer(browsers, sum(counts), took)


def _answer(browsers: list[Browser], done: int, took: float) -> Answer:
    times: dict[str, list[float]] = {}
    for browser in browsers:
        for name, measured in browser.times.items():
            times.setdefault(name, []).extend(measured)
    used = resource.getrusage(resource.RUSAGE_SELF)
    received = sum(browser.received for browser in browsers)
    return Answer(done, took, times, used.ru_utime + used.ru_stime, received / 1024)


def _journeys(order: Order, browser: Browser, index: int) -> Iterator[None]:
    """One page or one submission a step, for ever; each thread begins elsewhere in what there is to ask."""
    if order.texts:
        for text in cycle(order.texts[index :: order.threads]):
            _submit(browser, text)
            yield
    start = index * len(order.paths) // order.threads
    for path in cycle(order.paths[start:] + order.paths[:start]):
        browser.get(path, "page", *order.marks)
        yield


def _submit(browser: Browser, text: dict[str, str]) -> None:
    """From the empty form to the review's queue, page by page, as a member does it."""
    form = browser.get("/proposals/new?whom=own", "form", "entry_key")
    fields = {**text, "whom": "own", "csrfmiddlewaretoken": _found(TOKEN, form), "entry_key": _found(ENTRY, form)}
    at = browser.post("/proposals/new", "draft", {**fields, "submit": "1", "version": "1"})
    page = browser.get(at, "check", "csrfmiddlewaretoken")
    browser.post(at, "submit", {"csrfmiddlewaretoken": _found(TOKEN, page)})


def _found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise RuntimeError(f"no {pattern.pattern} in {page[:300]}")
    return found.group(1)


def main() -> None:
    """Read an order, carry it out, write the answer."""
    given: dict[str, Any] = json.load(sys.stdin)
    json.dump(asdict(run(Order(**given))), sys.stdout)


if __name__ == "__main__":
    main()
