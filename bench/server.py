"""The product as it is measured: `xieshang run` on a data folder, and what its page processes use."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil

from bench.folders import at
from xieshang.engine import REPOSITORY
from xieshang.engine.processes import PAGES

HOST = "127.0.0.1"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Server:
    """A running product: where, and how long it took from the command to the first page."""

    port: int
    process: psutil.Process
    cold_start: float
    application: str = PAGES

    def workers(self) -> list[psutil.Process]:
        """The two processes that serve pages."""
        masters = [one for one in (self.process, *self.process.children()) if self.application in one.cmdline()]
        return [
            worker for master in masters for worker in master.children() if "tracker" not in " ".join(worker.cmdline())
        ]

    def megabytes(self) -> tuple[float, float]:
        """What the page processes hold in memory together: pages that they share once (PSS), and twice (RSS)."""
        found = [worker.memory_full_info() for worker in self.workers()]
        return sum(one.pss for one in found) / 1_000_000, sum(one.rss for one in found) / 1_000_000

    def seconds(self) -> float:
        """The processor time that the page processes have used."""
        return sum(sum(worker.cpu_times()[:2]) for worker in self.workers())

    def asked(self, order: dict[str, Any]) -> dict[str, Any]:
        """What the load client answers once it has carried an order out, a process of its own beside this server."""
        given = json.dumps({"host": HOST, "port": self.port, **order})
        words = [sys.executable, "-m", "bench.load"]
        done = subprocess.run(words, check=False, input=given, capture_output=True, text=True, cwd=REPOSITORY)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def cost(self, order: dict[str, Any]) -> tuple[dict[str, Any], float]:
        """The same, and the milliseconds of processor time that each answer cost the page processes."""
        before = self.seconds()
        answer = self.asked(order)
        return answer, (self.seconds() - before) * 1000 / answer["done"]

    def cookie(self, login: str, password: str) -> str:
        """The cookies of a person who has signed in."""
        connection = HTTPConnection(HOST, self.port, timeout=30)
        connection.request("GET", "/accounts/login/")
        response = connection.getresponse()
        page, jar = response.read().decode(), _jar(response.headers.get_all("Set-Cookie") or [])
        found = TOKEN.search(page)
        if found is None:
            raise RuntimeError(f"no sign-in form: {page[:300]}")
        form = urlencode({"csrfmiddlewaretoken": found.group(1), "login": login, "password": password})
        headers = {"Cookie": _line(jar), "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/accounts/login/", form, headers)
        response = connection.getresponse()
        response.read()
        if response.status != 302:
            raise RuntimeError(f"{login} could not sign in: {response.status}")
        return _line(jar | _jar(response.headers.get_all("Set-Cookie") or []))


def _jar(lines: list[str]) -> dict[str, str]:
    return dict(line.split(";", 1)[0].split("=", 1) for line in lines)


def _line(jar: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in jar.items())


@contextmanager
def running(folder: Path, port: int = 0) -> Iterator[Server]:
    """The product on a data folder, from its first page to its end; on a free port where none is given."""
    port = port or free_port()
    began = time.perf_counter()
    with at(folder, XIESHANG_PORT=str(port)):
        process = subprocess.Popen(
            [sys.executable, "-m", "xieshang", "run", "--no-demo"], cwd=REPOSITORY, stderr=subprocess.DEVNULL
        )
    try:
        await_page(port)
        took = time.perf_counter() - began
        time.sleep(3)  # the event stream and the worker come up after the pages
        yield Server(port, psutil.Process(process.pid), took)
    finally:
        process.terminate()
        process.wait(timeout=60)


def free_port() -> int:
    """A port whose next one is free, too: the event stream takes it."""
    for port in range(8700, 8900, 2):
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind((HOST, port))
                other.bind((HOST, port + 1))
            except OSError:
                continue
        return port
    raise RuntimeError("no free port between 8700 and 8900")


def await_page(port: int, page: str = "/accounts/login/") -> None:
    """Until this page is there. RuntimeError after two minutes."""
    until = time.perf_counter() + 120
    while time.perf_counter() < until:
        try:
            connection = HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", page)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("no page within two minutes")
