"""The embedded PostgreSQL: when it starts and stops, and what it survives."""

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from xieshang.engine import REPOSITORY, database, postgres
from xieshang.engine.postgres import PostgresError
from xieshang.engine.postmaster import Cluster, Role


def ask(role: Role, query: str) -> object:
    with psycopg.connect(database.dsn(role)) as connection:
        row = connection.execute(query).fetchone()
    return row and row[0]


@pytest.fixture
def running(a_var: Path) -> Cluster:
    return database.ensure_running()


def test_a_lease_starts_the_server_and_its_end_stops_it(a_var: Path) -> None:
    """Absent, then running for the length of the block, then stopped."""
    seen = [database.status()]
    with database.lease():
        seen.append(database.status())
    assert [*seen, database.status()] == ["absent", "running", "stopped"]


def test_the_last_to_leave_stops_the_server(a_var: Path) -> None:
    """While another process holds a lease, the end of ours leaves the server up."""
    hold = "from xieshang.engine import database\nwith database.lease():\n    print('held', flush=True)\n    input()"
    with database.lease():
        other = subprocess.Popen(
            [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=REPOSITORY
        )
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
    with_other = database.status()
    other.communicate(b"\n")
    assert (with_other, database.status()) == ("running", "stopped")


def test_what_was_asked_to_stay_stays_after_a_lease(running: Cluster) -> None:
    """`ensure_running` outlives leases; `stop` ends it, once."""
    with database.lease():
        pass
    stayed = database.status()
    assert (stayed, database.stop(), database.status(), database.stop()) == ("running", True, "stopped", False)


def test_stop_refuses_while_in_use(a_var: Path) -> None:
    """The server is not taken from under another user, unless forced."""
    with database.lease():
        with pytest.raises(PostgresError):
            database.stop()
        assert database.status() == "running"


def test_it_comes_back_after_a_kill_with_its_rows(running: Cluster, kill: Callable[[int], None]) -> None:
    """After SIGKILL the stale pid file is no hindrance, and what was committed is there."""
    with psycopg.connect(running.dsn("owner")) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 7 AS number")
    process = running.process()
    assert process
    kill(process.pid)
    process.wait(10)
    with database.lease():
        assert ask("owner", "SELECT number FROM kept") == 7


def test_a_pid_of_another_program_is_not_taken_for_the_server(running: Cluster) -> None:
    """A pid file that names a live process which is no PostgreSQL does not stop a start."""
    database.stop()
    (running.data / "postmaster.pid").write_text("1\n")
    running.sockets.mkdir()
    (running.sockets / ".s.PGSQL.5432.lock").write_text("1\n")
    assert database.status() == "stopped"
    with database.lease():
        assert ask("app", "SELECT 1") == 1


def test_two_data_folders_run_side_by_side(running: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each folder has a server, passwords and rows of its own."""
    monkeypatch.setenv("XIESHANG_VAR", str(tmp_path / "second"))
    with database.lease():
        second = database.cluster()
        places = {ask("root", "SELECT current_setting('data_directory')")}
        monkeypatch.setenv("XIESHANG_VAR", str(tmp_path / "var"))
        places.add(ask("root", "SELECT current_setting('data_directory')"))
        assert places == {str(running.data), str(second.data)}
        assert running.passfile.read_text() != second.passfile.read_text()
        monkeypatch.setenv("XIESHANG_VAR", str(tmp_path / "second"))


def test_a_long_folder_gets_a_short_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets may not have paths over some hundred bytes; such folders get one elsewhere, ours alone."""
    monkeypatch.setenv("XIESHANG_VAR", str(tmp_path / ("很长的文件夹" * 8)))
    with database.lease():
        here = database.cluster()
        assert not here.sockets.is_relative_to(here.folder)
        assert stat.S_IMODE(here.sockets.stat().st_mode) == 0o700
        assert ask("app", "SELECT 1") == 1
    assert not here.sockets.exists()


def test_an_unfinished_creation_is_started_over(a_var: Path) -> None:
    """What a kill in the midst of the creation leaves behind is in nobody's way."""
    (a_var / "postgres" / "data.part").mkdir(parents=True)
    (a_var / "postgres" / "data.part" / "PG_VERSION").write_text("18")
    with database.lease():
        assert ask("app", "SELECT 1") == 1


def test_files_of_another_version_are_left_alone(running: Cluster) -> None:
    """The sentence names both versions and the way from one to the other."""
    database.stop()
    (running.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(PostgresError, match=r"15.*18.*pg_dump"):
        database.ensure_running()


def test_a_given_server_is_neither_started_nor_stopped(a_var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With DATABASE_URL a lease touches nothing, and both roles find their address."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db.example/xieshang")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db.example/xieshang")
    with database.lease():
        assert (database.status(), (a_var / "postgres").exists()) == ("given", False)
    assert [database.user_of(database.dsn(role)) for role in ("app", "owner")] == ["app", "owner"]
    assert database.django_database("app")["HOST"] == "db.example"


def test_without_postgresql_the_message_names_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    """No wheel, no system package: the sentence says what to install or set."""
    postgres.programs.cache_clear()
    monkeypatch.setattr(postgres, "_from_wheel", list)
    monkeypatch.setattr(postgres, "_from_system", list)
    try:
        with pytest.raises(PostgresError, match=r"make setup.*DATABASE_URL"):
            postgres.programs()
    finally:
        postgres.programs.cache_clear()
