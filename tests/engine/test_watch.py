"""A watched process: restarted when it dies or hangs, cleared away with all its children."""

import http.server
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from xieshang.engine import watch
from xieshang.engine.watch import Watched, answers

FOREVER = [sys.executable, "-c", "import time; time.sleep(60)"]
WITH_CHILD = [sys.executable, "-c", "import os, time; os.fork(); time.sleep(60)"]


@pytest.fixture
def watched() -> Iterator[Callable[..., Watched]]:
    made = []

    def make(command: list[str], url: str = "", **more: bool) -> Watched:
        made.append(Watched("one", command, url, **more))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.ask_to_stop()
        one.end(time.monotonic())


def wait_until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


class Page(http.server.BaseHTTPRequestHandler):
    code = 204

    def do_GET(self) -> None:
        self.send_response(self.code)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_one_that_runs_is_left_alone(watched: Callable[..., Watched]) -> None:
    one = watched(FOREVER)
    before = one.process
    assert (one.look_after(time.monotonic()), one.process) == ("", before)


def test_one_that_died_rests_and_starts_again(watched: Callable[..., Watched]) -> None:
    """Its end is told with its code; it starts again after the pause, not before."""
    one = watched([sys.executable, "-c", "raise SystemExit(7)"])
    assert one.process
    one.process.wait(10)
    now = time.monotonic()
    assert "7" in one.look_after(now)
    one.look_after(now + watch.FIRST_PAUSE / 2)
    seen = [one.process is None]
    one.look_after(now + watch.FIRST_PAUSE)
    assert [*seen, one.process is None] == [True, False]


def test_each_early_death_doubles_the_pause_up_to_the_longest(watched: Callable[..., Watched]) -> None:
    one = watched([sys.executable, "-c", ""])
    pauses = []
    for _turn in range(7):
        assert one.process
        one.process.wait(10)
        now = time.monotonic()
        one.look_after(now)
        pauses.append(one.resting_until - now)
        one.look_after(one.resting_until)
    assert pauses == pytest.approx([0.5, 1, 2, 4, 8, 15, 15])


def test_one_that_ran_long_starts_again_soon(watched: Callable[..., Watched]) -> None:
    one = watched([sys.executable, "-c", ""])
    one.pause = watch.LONGEST_PAUSE
    assert one.process
    one.process.wait(10)
    one.started_at -= watch.SETTLED + 1
    now = time.monotonic()
    one.look_after(now)
    assert one.resting_until - now == pytest.approx(watch.FIRST_PAUSE)


def test_one_that_hangs_is_started_again(watched: Callable[..., Watched]) -> None:
    """Silent at so many checks in a row, it is killed; a single silence is forgiven."""
    one = watched(FOREVER, "http://127.0.0.1:9/")
    process = one.process
    assert process
    said = [one.look_after(one.started_at + turn * watch.CHECK_EVERY) for turn in range(1, watch.STRIKES + 1)]
    assert [bool(line) for line in said] == [False] * (watch.STRIKES - 1) + [True]
    assert process.returncode == -9


def test_one_that_answers_now_and_then_is_left_alone(watched: Callable[..., Watched], address: str) -> None:
    one = watched(FOREVER, "http://127.0.0.1:9/")
    one.look_after(one.started_at + watch.CHECK_EVERY)
    one.url = address
    one.look_after(one.started_at + 2 * watch.CHECK_EVERY)
    assert one.strikes == 0


@pytest.mark.parametrize(("code", "well"), [(204, True), (302, True), (400, True), (404, True), (500, False)])
def test_a_refusal_is_an_answer_a_fault_is_none(
    address: str, monkeypatch: pytest.MonkeyPatch, code: int, well: bool
) -> None:
    monkeypatch.setattr(Page, "code", code)
    assert answers(address) is well


def test_its_end_takes_its_children_along(watched: Callable[..., Watched]) -> None:
    """What a server has forked does not stay behind holding the port."""
    one = watched(WITH_CHILD)
    assert one.process
    parent = psutil.Process(one.process.pid)
    assert wait_until(lambda: bool(parent.children()))
    (child,) = parent.children()
    one.ask_to_stop()
    one.end(time.monotonic() + 5)
    assert wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_it_dies_with_the_one_who_watches() -> None:
    """However the watcher ends: here by SIGKILL."""
    words = f"from xieshang.engine.watch import spawn; print(spawn({FOREVER}).pid, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=os.getcwd()
    ) as watcher:
        assert watcher.stdout
        child = psutil.Process(int(watcher.stdout.readline()))
        watcher.kill()
    assert wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_what_can_wait_gives_way(watched: Callable[..., Watched]) -> None:
    """The worker, and all that it starts, leaves the processor to the pages while they need it."""
    ours = psutil.Process().nice()
    plain, patient = (watched(FOREVER, gives_way=waits).process for waits in (False, True))
    assert plain is not None
    assert patient is not None
    assert (psutil.Process(plain.pid).nice(), psutil.Process(patient.pid).nice()) == (ours, 10)


GROUPED = Path("/proc/self/autogroup")


@pytest.mark.skipif(not GROUPED.exists(), reason="this kernel does not group processes by session")
def test_it_gives_way_as_a_session_too(watched: Callable[..., Watched]) -> None:
    """Between two sessions the processes' own places count for nothing."""
    plain, patient = (watched(FOREVER, gives_way=waits).process for waits in (False, True))
    assert plain is not None
    assert patient is not None
    places = [Path(f"/proc/{one.pid}/autogroup").read_text().split()[-1] for one in (plain, patient)]
    assert places == ["0", "10"]
