"""What `xieshang run` keeps running: database, pages, event stream and worker, together or not at all."""

import json
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from importlib.util import find_spec
from pathlib import Path
from subprocess import run
from threading import Event
from types import FrameType

import psutil

from xieshang.engine import database, environment
from xieshang.engine.environment import UnfitError
from xieshang.engine.watch import GRACE, Watched, answers, kill_group

PAGES = "xieshang.engine.wsgi:application"
STREAM = ("xieshang.notices.stream", "app")
BEAT = 0.2  # seconds between two looks at the processes


def serve(say: Callable[[str], None], ready: Callable[[], None]) -> None:
    """Run the product until SIGINT or SIGTERM; then stop all of it, the database last.

    `say` is told what goes on, `ready` is called once the pages answer. Raises UnfitError where another
    run holds the data folder or a port.
    """
    with _only_run_here(), _stop_asked() as stopping, database.lease():
        _end_orphans()
        _require_free_ports()
        _prepare()
        watched = services()
        try:
            for one in watched:
                one.start()
            _remember(watched)
            _watch(watched, stopping, say, ready)
        finally:
            _end(watched)


def services() -> list[Watched]:
    """The processes of a running product, in the order of their start."""
    port = environment.port()
    found = [Watched("pages", _granian("wsgi", PAGES, port, "--workers", "2"), _address(port, "healthz"))]
    if _stands(STREAM[0]):
        command = _granian("asgi", ":".join(STREAM), port + 1, "--no-ws")
        found.append(Watched("event stream", command, _address(port + 1, "healthz")))
    return [*found, Watched("worker", [*_xieshang(), "procrastinate", "worker", "--concurrency", "2"])]


def _granian(interface: str, app: str, port: int, *options: str) -> list[str]:
    place = ["--host", environment.host(), "--port", str(port), "--interface", interface]
    quiet = ["--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "5"]
    return [sys.executable, "-m", "granian", *place, *quiet, *options, app]


def _xieshang() -> list[str]:
    return [sys.executable, "-m", "xieshang"]


def _address(port: int, page: str) -> str:
    host = environment.host()
    name = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/{page}"


def _stands(module: str) -> bool:
    """Whether `module` has been built, without importing what is above it."""
    package, _dot, name = module.rpartition(".")
    found = find_spec(package)
    return bool(found and any(Path(place, f"{name}.py").exists() for place in found.submodule_search_locations or ()))


def _prepare() -> None:
    """Bring everything up to date; at the first start, outside production, build the demo city."""
    _call("setup")
    is_new = not (environment.var() / "settled").exists()
    if is_new and not environment.production() and _stands("xieshang.cli.demo"):
        _call("demo")
    (environment.var() / "settled").touch()


def _call(command: str) -> None:
    if run([*_xieshang(), command], check=False).returncode:  # noqa: S603
        raise UnfitError(f"`xieshang {command}` failed; what it said stands above.")


def _watch(watched: Sequence[Watched], stopping: Event, say: Callable[[str], None], ready: Callable[[], None]) -> None:
    is_ready = False
    while not stopping.wait(BEAT):
        now = time.monotonic()
        for one in watched:
            if said := one.look_after(now):
                say(said)
                _remember(watched)
        if not is_ready and answers(watched[0].url, patience=1.0):
            is_ready = True
            ready()


def _end(watched: Sequence[Watched]) -> None:
    for one in watched:
        one.ask_to_stop()
    deadline = time.monotonic() + GRACE
    for one in watched:
        one.end(deadline)
    _memory().unlink(missing_ok=True)


@contextmanager
def _stop_asked() -> Iterator[Event]:
    """An event that is set by Ctrl-C or SIGTERM for the length of the block."""
    asked = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        asked.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _only_run_here() -> Iterator[None]:
    """Hold the data folder; the hold ends with this process, however it ends."""
    with (environment.var() / "run.lock").open("w") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise UnfitError(
                "Xieshang is running on this data folder already. Stop it first, or set XIESHANG_VAR "
                "and XIESHANG_PORT to run another beside it."
            ) from None
        yield


def _require_free_ports() -> None:
    for port in (environment.port(), environment.port() + 1):
        family = socket.AF_INET6 if ":" in environment.host() else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((environment.host(), port))
            except OSError as error:
                raise UnfitError(
                    f"Port {port} on {environment.host()} cannot be used ({error.strerror}). "
                    "Choose another with XIESHANG_PORT, for instance XIESHANG_PORT=8100 make run."
                ) from error


def _memory() -> Path:
    return environment.var() / "processes.json"


def _remember(watched: Sequence[Watched]) -> None:
    """Note what runs, so that the next run can clear away what a killed one left behind."""
    pids = [one.process.pid for one in watched if one.process]
    with suppress(psutil.NoSuchProcess), environment.replace(_memory()) as file:
        file.write(json.dumps({pid: psutil.Process(pid).create_time() for pid in pids}).encode())


def _end_orphans() -> None:
    """Kill the process groups that an earlier run left, and none that only bear an old number."""
    with suppress(FileNotFoundError, ValueError):
        for pid, created in json.loads(_memory().read_text()).items():
            with suppress(psutil.NoSuchProcess):
                if psutil.Process(int(pid)).create_time() == created:
                    kill_group(int(pid))
    _memory().unlink(missing_ok=True)
