"""What `xieshang run` keeps running: database, pages, event stream and worker, together or not at all."""

import hashlib
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
from threading import Event
from types import FrameType

import psutil

from xieshang.engine import REPOSITORY, database, environment
from xieshang.engine.environment import UnfitError
from xieshang.engine.language import _
from xieshang.engine.watch import GRACE, Watched, answers, kill_group, spawn

PAGES = "xieshang.engine.wsgi:application"
STREAM = ("xieshang.notices.stream", "app")
BEAT = 0.1  # seconds between two looks at the processes


def serve(say: Callable[[str], None], ready: Callable[[], None], *, with_demo: bool = True) -> None:
    """Run the product until SIGINT or SIGTERM; then stop all of it, the database last.

    `say` is told what goes on, `ready` is called once the pages answer. The first start on a data folder
    builds the demo city, but never in production. Raises UnfitError where another run holds the data
    folder or a port, and where the preparation fails.
    """
    with _only_run_here(), _stop_asked() as stopping, database.lease():
        _end_orphans()
        _require_free_ports()
        _prepare(stopping, with_demo and not environment.production())
        watched = services()
        try:
            _watch(watched, stopping, say, ready)
        finally:
            _end(watched)


def services() -> list[Watched]:
    """The processes of a running product, in the order of their start."""
    port = environment.port()
    found = [
        Watched(
            _("网页服务"),
            _granian("wsgi", PAGES, port, "--workers", "2", "--blocking-threads", "4"),
            _address(port, "healthz"),
        )
    ]
    if _stands(STREAM[0]):
        command = _granian("asgi", ":".join(STREAM), port + 1, "--no-ws")
        found.append(Watched(_("即时消息服务"), command, _address(port + 1, "healthz")))
    worker = [*_xieshang(), "worker"]
    return [*found, Watched(_("后台任务"), worker, gives_way=True)]


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


def _prepare(stopping: Event, with_demo: bool) -> None:
    """Set up what has changed since the last run; at the first, build the demo city if it is wanted.

    A server that is not ours, and one of production, may have changed in ways that only set-up sees; a server
    that is not ours may also be another one than the last time.
    """
    prepared = database.cluster().folder / "prepared"
    is_ours = database.status() != "given"
    is_sure = is_ours and not environment.production()
    if not (is_sure and prepared.exists() and prepared.read_text() == _state_of_code()):
        _call(stopping, "setup")
    settled = environment.var() / "settled"
    if with_demo and _stands("xieshang.cli.demo") and not (is_ours and settled.exists()):
        _call(stopping, "demo", "--if-empty")
    if is_ours and not stopping.is_set():
        settled.touch()
        prepared.write_text(_state_of_code())


def _state_of_code() -> str:
    """A digest that changes with any file that `xieshang setup` looks at, and with what it has made of them."""
    places = [REPOSITORY / "xieshang", REPOSITORY / "locale", environment.var() / "static"]
    files = sorted(path for place in places for path in place.rglob("*") if path.suffix != ".pyc" and path.is_file())
    seen = "".join(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}\n" for path in files)
    return hashlib.sha256(seen.encode()).hexdigest()


def _call(stopping: Event, *words: str) -> None:
    """Run a command of ours to its end, or until all is to stop."""
    if stopping.is_set():
        return
    process = spawn([*_xieshang(), *words])
    while process.poll() is None:
        if stopping.wait(BEAT):
            process.terminate()
            process.wait()
            return
    if process.returncode:
        raise UnfitError(_("xieshang %(command)s 未能完成，原因见上。") % {"command": words[0]})


def _watch(watched: Sequence[Watched], stopping: Event, say: Callable[[str], None], ready: Callable[[], None]) -> None:
    """Start the pages, then, once they answer, the rest; keep all of it running."""
    is_ready = False
    while not stopping.wait(BEAT):
        now = time.monotonic()
        for one in watched if is_ready else watched[:1]:
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
                _("协商已在这个数据文件夹上运行。请先停止它，或设置 XIESHANG_VAR 和 XIESHANG_PORT 另开一个。")
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
                cure = _("端口 %(port)s 不能使用（%(why)s）。请换一个，例如：XIESHANG_PORT=8100 make run")
                raise UnfitError(cure % {"port": port, "why": error.strerror}) from error


def _memory() -> Path:
    return environment.var() / "processes.json"


def _remember(watched: Sequence[Watched]) -> None:
    """Note what runs, so that the next run can clear away what a killed one left behind."""
    noted = json.dumps({one.process.pid: one.born for one in watched if one.process})
    if not _memory().exists() or _memory().read_text() != noted:
        with environment.replace(_memory()) as file:
            file.write(noted.encode())


def _end_orphans() -> None:
    """Kill the process groups that an earlier run left, and none that only bear an old number."""
    with suppress(FileNotFoundError, ValueError):
        for pid, created in json.loads(_memory().read_text()).items():
            with suppress(psutil.NoSuchProcess):
                if psutil.Process(int(pid)).create_time() == created:
                    kill_group(int(pid))
    _memory().unlink(missing_ok=True)
