"""The files and the server of one embedded PostgreSQL: made, started, stopped, given its roles."""

import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil
import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from xieshang.engine import environment, postgres
from xieshang.engine.language import _
from xieshang.engine.postgres import PostgresError

Role = Literal["root", "owner", "app"]
ROLES: dict[Role, str] = {"root": "xieshang_root", "owner": "xieshang_owner", "app": "xieshang_app"}
DATABASE = "xieshang"
SOCKET = ".s.PGSQL.5432"
NO_PID = 2**31 - 1  # above what any system gives out
LONGEST_SOCKET = 103  # macOS allows 104 bytes with the closing zero, Linux 108
ATTEMPTS, PAUSE = 20, 0.25  # a killed server's shared memory may stay in use for two seconds


@dataclass(frozen=True)
class Cluster:
    """The embedded server of one data folder, running or not."""

    folder: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own files."""
        return self.folder / "data"

    @property
    def passfile(self) -> Path:
        """The roles' passwords in libpq's format, readable by us alone."""
        return self.folder / "passwords"

    @property
    def log(self) -> Path:
        """What the server had to say since its last start."""
        return self.folder / "log"

    @property
    def sockets(self) -> Path:
        """The folder of the socket: ours, or a short one under the system's where ours is too long."""
        own = self.folder / "socket"
        if len(os.fsencode(own / SOCKET)) <= LONGEST_SOCKET:
            return own
        mark = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"xieshang-{mark}"

    def dsn(self, role: Role, database: str = DATABASE) -> str:
        """How to reach `database` as `role`; the password stays in its file."""
        return make_conninfo(
            host=str(self.sockets), port=5432, user=ROLES[role], dbname=database, passfile=str(self.passfile)
        )

    def process(self) -> psutil.Process | None:
        """The running server, or None: a pid that another program got since does not count."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            return process if str(self.data) in process.cmdline() else None  # a dead one has no words left
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            return None


def start(here: Cluster, durable: bool) -> None:
    """Start the server if it does not run, made and furnished if need be."""
    if here.process():
        return
    private(here.folder)
    if not here.data.exists():
        _create(here)
    _require_same_version(here)
    private(here.sockets)
    _configure(here, durable)
    _launch(here)
    _furnish(here)


def _create(here: Cluster) -> None:
    """Make the data folder, whole or not at all."""
    lines = [f"*:*:*:{name}:{secrets.token_urlsafe(32)}\n" for name in ROLES.values()]
    environment.keep_first(here.passfile, "".join(lines))
    part = here.folder / "data.part"
    shutil.rmtree(part, ignore_errors=True)
    with _password_alone(here, "root") as pwfile:
        words = f"--username={ROLES['root']} --encoding=UTF8 --auth=scram-sha-256 --no-instructions"
        _run("initdb", "-D", part, f"--pwfile={pwfile}", *words.split(), *_locale())
    part.rename(here.data)


def _require_same_version(here: Cluster) -> None:
    made_by = (here.data / "PG_VERSION").read_text().strip()
    if made_by != str(postgres.version()):
        told = _(
            "数据由 PostgreSQL %(made_by)s 建立，而这里的程序是 %(found)s；请用 pg_dump 导出，再导入到新的数据文件夹。"
        )
        raise PostgresError(told % {"made_by": made_by, "found": postgres.version()})


def _locale() -> list[str]:
    builtin = ["--locale-provider=builtin"] if postgres.version() >= 17 else []
    return [*builtin, "--locale=C.UTF-8"]


def _password(here: Cluster, role: Role) -> str:
    found = [line.split(":") for line in here.passfile.read_text().splitlines()]
    return next(fields[4] for fields in found if fields[3] == ROLES[role])


@contextmanager
def _password_alone(here: Cluster, role: Role) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile("w", dir=here.folder) as file:
        file.write(_password(here, role))
        file.flush()
        postgres.hand_over(here.folder)
        yield Path(file.name)


def _configure(here: Cluster, durable: bool) -> None:
    """Write the server's whole configuration; nothing in it is to be edited by hand."""
    chosen = {
        "listen_addresses": "",
        "unix_socket_directories": str(here.sockets).replace('"', '""').join('""'),
        "unix_socket_permissions": "0700",
        "shared_buffers": "128MB",
        "max_connections": "100",
        "jit": "off",
        "timezone": "Asia/Shanghai",
        "log_timezone": "Asia/Shanghai",
        # Neither statements nor rows reach the log: they hold what people wrote.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    hasty = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    quoted = {name: value.replace("'", "''") for name, value in (chosen | ({} if durable else hasty)).items()}
    (here.data / "postgresql.conf").write_text("".join(f"{name} = '{value}'\n" for name, value in quoted.items()))


def _launch(here: Cluster) -> None:
    """Start the server, again and again while what a killed one left behind is still in the way."""
    for attempt in range(1, ATTEMPTS + 1):
        _disown(here)
        here.log.unlink(missing_ok=True)
        postgres.hand_over(here.folder)
        try:
            return postgres.run("pg_ctl", "start", "-w", "-t", "60", "-D", here.data, "-l", here.log)
        except subprocess.CalledProcessError as error:
            if attempt == ATTEMPTS or "shared memory" not in here.log.read_text():
                raise PostgresError(_("数据库未能启动，原因见 %(log)s。") % {"log": here.log}) from error
            time.sleep(PAUSE)
    return None


def _disown(here: Cluster) -> None:
    """Let a pid that the lock files remember count as dead, though another program may have got it since.

    The rest of postmaster.pid stays: by it PostgreSQL finds backends that outlived a killed server.
    """
    (here.sockets / f"{SOCKET}.lock").unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        _pid, newline, rest = (here.data / "postmaster.pid").read_text().partition("\n")
        (here.data / "postmaster.pid").write_text(f"{NO_PID}{newline}{rest}")


def _furnish(here: Cluster) -> None:
    """Make the roles and the database with their rights, once."""
    mark = here.folder / "furnished"
    if mark.exists():
        return
    with psycopg.connect(here.dsn("root", "postgres"), autocommit=True) as connection:
        _make_roles(connection, here)
        make_database(connection, DATABASE)
    with psycopg.connect(here.dsn("owner")) as connection:
        grant(connection, ROLES["app"])
    mark.touch()


def _make_roles(connection: psycopg.Connection, here: Cluster) -> None:
    rights: dict[Role, str] = {"owner": "LOGIN NOSUPERUSER CREATEDB", "app": "LOGIN NOSUPERUSER"}
    for role, words in rights.items():
        known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLES[role]]).fetchone()
        verb = "CREATE" if known is None else "ALTER"
        connection.execute(
            sql.SQL("{} ROLE {} {} PASSWORD {}").format(
                sql.SQL(verb),
                sql.Identifier(ROLES[role]),
                sql.SQL(words),
                sql.Literal(_password(here, role)),
            )
        )


def make_database(connection: psycopg.Connection, name: str) -> None:
    """Make the database `name`, owned by the owner of the tables, unless it is there."""
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        words = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
        connection.execute(words.format(sql.Identifier(name), sql.Identifier(ROLES["owner"])))


def grant(connection: psycopg.Connection, app: str) -> None:
    """Let `app` read and write the rows of every table that the connected owner will make, and no more.

    MAINTAIN lets it have them counted for the planner (ANALYZE), which a build of many rows in one transaction needs.
    """
    for words in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE, MAINTAIN ON TABLES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {}",
    ):
        connection.execute(sql.SQL(words).format(sql.Identifier(app)))


def stop(here: Cluster) -> bool:
    """Stop the server, ending what its users are at; False if none ran."""
    if not here.process():
        return False
    _run("pg_ctl", "stop", "-w", "-m", "fast", "-D", here.data)
    with suppress(OSError):
        here.sockets.rmdir()
    return True


def _run(program: str, *arguments: str | os.PathLike[str]) -> None:
    try:
        postgres.run(program, *arguments)
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip()
        raise PostgresError(_("%(program)s 未能完成：%(said)s") % {"program": program, "said": said}) from error


def private(folder: Path) -> None:
    """Make `folder` ours alone; raises PostgresError if another account made it first."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), int(postgres.NOBODY)}:
        raise PostgresError(_("文件夹 %(folder)s 属于另一个账户，请删除它或换一个数据文件夹。") % {"folder": folder})
    folder.chmod(0o700)
