"""One watched process: started in a group of its own, restarted when it dies, killed when it hangs."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

import psutil

from xieshang.engine.language import _

FIRST_PAUSE, LONGEST_PAUSE, SETTLED = 0.5, 15.0, 60.0  # seconds
CHECK_EVERY, PATIENCE, STRIKES = 10.0, 5.0, 3
GRACE = 10.0
_PATIENT = 10  # of the 20 steps in which a process can be put behind the others
_DIRECT = build_opener(ProxyHandler({}))  # our own servers are never behind a proxy


@dataclass
class Watched:
    """A process that is to run for as long as the product does."""

    name: str
    command: Sequence[str]
    url: str = ""  # answers while the process is well; empty where it serves nothing
    gives_way: bool = False  # takes what processor time the others leave
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0  # with the pid, tells this process from a later one of the same number
    pause: float = FIRST_PAUSE
    started_at: float = 0.0
    resting_until: float = 0.0
    checked_at: float = 0.0
    strikes: int = 0

    def start(self) -> None:
        """Start it."""
        self.process = spawn(self.command)
        with suppress(psutil.NoSuchProcess):
            started = psutil.Process(self.process.pid)
            self.born = started.create_time()
            if self.gives_way:
                _put_behind(started)
        self.started_at = self.checked_at = time.monotonic()
        self.strikes = 0

    def look_after(self, now: float) -> str:
        """Restart it if it has died or hangs; says what was done, or nothing."""
        if self.process is None:
            if now >= self.resting_until:
                self.start()
            return ""
        if self.process.poll() is not None:
            return self._rest(
                now, _("%(name)s 意外退出（代码 %(code)s）。") % {"name": self.name, "code": self.process.returncode}
            )
        if self._hangs(now):
            return self._rest(now, _("%(name)s 没有应答。") % {"name": self.name})
        return ""

    def ask_to_stop(self) -> None:
        """Ask it to finish what it is at and end."""
        if self.process:
            with suppress(ProcessLookupError):
                self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for its end until `deadline`, then kill what is left of its group."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        kill_group(self.process.pid)
        self.process.wait()
        self.process = None

    def _rest(self, now: float, what: str) -> str:
        """Clear its group away and leave it for a while, longer each time it falls soon after its start."""
        if now - self.started_at > SETTLED:
            self.pause = FIRST_PAUSE
        self.end(time.monotonic())
        self.resting_until = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        return what + _("正在重新启动。")

    def _hangs(self, now: float) -> bool:
        if not self.url or now - self.checked_at < CHECK_EVERY:
            return False
        self.checked_at = now
        self.strikes = 0 if answers(self.url) else self.strikes + 1
        return self.strikes >= STRIKES


def spawn(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own, which Ctrl-C does not reach and our death ends."""
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent())  # noqa: S603, PLW1509


def _put_behind(process: psutil.Process) -> None:
    """Let a process have the processor after the others, as a process and as a session.

    Where Linux groups processes by session (`sched_autogroup`), the first alone counts for nothing between two of
    them; elsewhere there is no such file, and a kernel that will not just now leaves it at the first.
    """
    process.nice(_PATIENT)
    with suppress(OSError):
        Path(f"/proc/{process.pid}/autogroup").write_text(str(_PATIENT))


def answers(url: str, patience: float = PATIENCE) -> bool:
    """Whether a server answers at `url` at all, be it to refuse; a fault of its own does not count."""
    try:
        with _DIRECT.open(url, timeout=patience) as answer:
            return bool(answer.status < 500)
    except HTTPError as refusal:
        refusal.close()
        return refusal.code < 500
    except (URLError, OSError):
        return False


def kill_group(pid: int) -> None:
    """Kill the process group of `pid` at once, if there still is one."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _die_with_parent() -> Callable[[], None] | None:
    """What a child on Linux does first: ask for SIGTERM at the death of its parent, however that comes."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    die = 1  # PR_SET_PDEATHSIG
    return lambda: libc.prctl(die, signal.SIGTERM)
