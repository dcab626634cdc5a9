"""`xieshang run`, from outside: it starts, answers, heals, stops cleanly, and comes back after a kill."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from xieshang.engine import REPOSITORY, database
from xieshang.engine.watch import answers


def free_port() -> int:
    """A port whose next is free too."""
    for port in range(21000, 29000, 7):
        with socket.socket() as first, socket.socket() as second, suppress(OSError):
            first.bind(("127.0.0.1", port))
            second.bind(("127.0.0.1", port + 1))
            return port
    raise AssertionError("no free port")


class Running:
    """One `xieshang run` on a data folder of the test's own."""

    def __init__(self, var: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/healthz"
        self.log = var.parent / "log"
        ours = {"XIESHANG_VAR": str(var), "XIESHANG_PORT": str(port)}
        ours["DJANGO_SETTINGS_MODULE"] = "xieshang.engine.settings"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "xieshang", "run", "--no-demo"],
                env=os.environ | ours,
                cwd=REPOSITORY,
                stdout=log,
                stderr=log,
            )

    def answers(self, seconds: float = 90) -> bool:
        """Whether the pages answer before `seconds` are over."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            if answers(self.url, patience=2):
                return True
            time.sleep(0.1)
        return False

    def family(self) -> list[psutil.Process]:
        """Itself and all that it started."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(30)


@pytest.fixture
def start(a_var: Path) -> Iterator[object]:
    port = free_port()
    made: list[Running] = []

    def begin() -> Running:
        made.append(Running(a_var, port))
        return made[-1]

    yield begin
    for one in made:
        if one.process.poll() is None:
            one.stop()


def alive(family: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def test_it_runs_heals_stops_and_comes_back(start, kill) -> None:
    """One story, because each start takes seconds."""
    first = start()
    assert first.answers(), first.log.read_text()
    assert database.status() == "running"

    pages = next(one for one in first.family() if "granian" in one.cmdline() and "wsgi" in one.cmdline())
    kill(pages.pid)
    pages.wait(10)
    assert first.answers(), "the pages were not started again"

    family = first.family()
    assert first.stop(signal.SIGINT) == 0
    assert (alive(family), database.status()) == ([], "stopped")

    second = start()
    assert second.answers(), second.log.read_text()
    server = database.cluster().process()
    assert server
    for one in [*second.family(), server]:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    second.process.wait(10)

    third = start()
    assert third.answers(), third.log.read_text()
    assert third.stop() == 0
    assert "Traceback" not in third.log.read_text()


def test_a_taken_port_is_named_with_the_cure(a_var: Path) -> None:
    """It ends with code 4 and starts nothing."""
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + 1))
        taken.listen()
        refused = Running(a_var, port)
        assert refused.process.wait(60) == 4
    assert str(port + 1) in refused.log.read_text()
    assert "XIESHANG_PORT=" in refused.log.read_text()
    assert database.status() == "stopped"
