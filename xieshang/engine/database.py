"""The embedded PostgreSQL: made at the first use, reached by socket alone, stopped by the last who leaves.

`DATABASE_URL` puts a server of the operator's in its place; then nothing here starts or stops anything.

Three roles: ``root`` made the cluster and is only for upkeep and tests; ``owner`` owns the tables and
changes them; ``app`` reads and writes rows, owns nothing, and is what the product runs as, so that
row-level rules and triggers bind it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from xieshang.engine import environment, postmaster
from xieshang.engine.environment import UnfitError
from xieshang.engine.language import _
from xieshang.engine.postgres import PostgresError
from xieshang.engine.postmaster import Cluster, Role


def cluster() -> Cluster:
    """The embedded server of this installation's data folder."""
    return Cluster(environment.var() / "postgres")


def dsn(role: Role) -> str:
    """How to reach the product's database as `role`: the operator's server, else the embedded one."""
    return environment.database_url(role) or cluster().dsn(role)


def user_of(address: str) -> str:
    """The name under which `address` signs in."""
    return str(_parts(address).get("user", ""))


def django_database(role: str) -> dict[str, Any]:
    """Django's settings for the product's database as ``app`` or ``owner``, without the engine's name."""
    parts = _parts(dsn("owner" if role == "owner" else "app"))
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    own = {name: str(parts.pop(part, "")) for name, part in names.items()}
    # Statements are parsed once on the server and reused from the fifth time on.
    return own | {"OPTIONS": {"server_side_binding": True, "prepare_threshold": 5, **parts}}


def _parts(address: str) -> dict[str, Any]:
    """What `address` is made of. It is not repeated where it is wrong: a password may stand in it."""
    try:
        return dict(conninfo_to_dict(address))
    except ProgrammingError:
        raise UnfitError(
            _("DATABASE_URL 不是 PostgreSQL 的地址，应形如 postgresql://用户:密码@主机/数据库。")
        ) from None


@contextmanager
def lease(*, durable: bool = True) -> Iterator[None]:
    """Hold the database up for the length of a block; the last to leave stops what was not asked to stay.

    `durable` False trades safety against power cuts for speed: for tests alone.
    """
    if environment.database_url("app"):
        yield
        return
    with _lock_file("users") as users:
        with _turn():
            postmaster.start(cluster(), durable)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with _turn():
                _leave(cluster(), users)


def ensure_running() -> Cluster:
    """Start the embedded server if need be, to stay until `stop()`."""
    with _turn():
        postmaster.start(cluster(), durable=True)
        _stay(cluster()).touch()
    return cluster()


def stop(*, force: bool = False) -> bool:
    """Stop the embedded server; False if none ran. Raises PostgresError while others use it."""
    here = cluster()
    with _turn(), _lock_file("users") as users:
        if not force and not _is_last(users):
            raise PostgresError(_("还有协商的进程在使用数据库，请先停止它。"))
        _stay(here).unlink(missing_ok=True)
        return postmaster.stop(here)


def status() -> str:
    """``given`` for the operator's own server, else ``running``, ``stopped`` or ``absent``."""
    if environment.database_url("app"):
        return "given"
    here = cluster()
    if here.process():
        return "running"
    return "stopped" if here.data.exists() else "absent"


def _leave(here: Cluster, users: int) -> None:
    fcntl.flock(users, fcntl.LOCK_UN)
    if _is_last(users) and not _stay(here).exists():
        postmaster.stop(here)


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stay(here: Cluster) -> Path:
    """The mark of a server that was started to stay."""
    return here.folder / "stay"


@contextmanager
def _turn() -> Iterator[None]:
    """One process at a time decides about starting and stopping."""
    with _lock_file("turn") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _lock_file(name: str) -> Iterator[int]:
    postmaster.private(cluster().folder)
    handle = os.open(cluster().folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)
