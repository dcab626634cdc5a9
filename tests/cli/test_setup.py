"""What set-up sees to besides tables: a restored ledger, and that no demo account comes into production."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe

import psycopg
import pytest

from tests.cli.test_frame import run
from xieshang.engine.postmaster import Cluster

BEYOND = 10**9
ENTRY = (
    "INSERT INTO spine_entry (kind, at, subject_kind, subject_id, payload, tx)"
    " VALUES ('tests.old', now(), 'tests.old', 1, '{}', %s)"
)
PERSON = (
    "INSERT INTO accounts_person (password, home_id, name, sort_key, email, is_active, must_change_password,"
    " language, is_demo, created_at)"
    " VALUES ('!', %s, '甲子安', '', 'demo@example.com', true, false, 'zh-hans', true, now())"
)
SCOPE = "INSERT INTO accounts_scope (kind, name) VALUES ('assembly', '演示') RETURNING id"


@pytest.fixture(scope="module")
def running(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation of these tests' own, its database running."""
    var = tmp_path_factory.mktemp("running")
    shutil.copytree(installation, var, dirs_exist_ok=True)
    run("db", "start", XIESHANG_VAR=str(var))
    yield var
    run("db", "stop", "--force", XIESHANG_VAR=str(var))


@pytest.fixture
def root(running: Path) -> Iterator[psycopg.Connection]:
    """The cluster's root, whom no trigger binds here, as a restore is bound by none."""
    with psycopg.connect(Cluster(running / "postgres").dsn("root"), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def test_a_restored_ledger_goes_on_above_what_it_holds(running: Path, root: psycopg.Connection) -> None:
    root.execute(ENTRY, [BEYOND])
    assert run("setup", XIESHANG_VAR=str(running)).stderr == ""
    next_tx = root.execute("SELECT spine_ledger_tx()").fetchone()
    assert next_tx is not None
    assert next_tx[0] > BEYOND


def test_production_refuses_a_database_with_a_demo_account(running: Path, root: psycopg.Connection) -> None:
    """Also where the data folder's own mark of the demo city is gone."""
    production = {"XIESHANG_PRODUCTION": "1", "XIESHANG_HOSTS": "zx.example", "XIESHANG_SECRET_KEY": token_urlsafe(48)}
    before = run("setup", XIESHANG_VAR=str(running), **production)
    root.execute(PERSON, root.execute(SCOPE).fetchone())
    after = run("setup", XIESHANG_VAR=str(running), **production)
    assert (before.returncode, after.returncode) == (0, 4)
    assert after.stderr == "不能用于正式环境：数据库里有演示账号，请另指定一个数据库。\n"
    assert run("setup", XIESHANG_VAR=str(running)).returncode == 0
