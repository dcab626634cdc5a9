"""The tests' database: the real one, seen as the product sees it.

Every connection signs in as the cluster's root and at once plays the application's role, so that
rights, row rules and triggers bind the tests as they bind the product, and a test that tampers can
step out of the role on the same connection.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import psycopg
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from psycopg.sql import SQL, Identifier, Literal

from xieshang.engine import REPOSITORY, database, environment, postmaster
from xieshang.engine.connections.base import Statements

PACKAGE = REPOSITORY / "xieshang"
WHAT_SHAPES_TABLES = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "*/apps.py", "*/permissions.py")


@contextmanager
def of_our_own() -> Iterator[None]:
    """Point Django at a fresh, migrated database on a server that no other run of the tests is using."""
    _stand()
    with database.lease(durable=False), _plans_kept():
        _point_at("test", "xieshang_app")
        with _emptied_after_transactions():
            yield
        connection.close()


@contextmanager
def _plans_kept() -> Iterator[None]:
    """One connection sees thousands of statements, most of them often: each is planned once."""
    with patch.object(Statements, "prepared_max", 5_000):
        yield


@contextmanager
def superuser() -> Iterator[None]:
    """Step out of the application's role on Django's connection: for tests that tamper."""
    _play("NONE")
    try:
        yield
    finally:
        _play("xieshang_app")


def _play(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")


def _stand() -> None:
    """Put the files of a server with the migrated tables in place, which one run makes and all others copy."""
    database.stop(force=True)
    files, shape = database.cluster().folder, environment.var().parent / f"shape-{_digest()}"
    shutil.rmtree(files, ignore_errors=True)
    with (environment.var().parent / "shape.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if shape.exists():
            shutil.copytree(shape, files)
            return
        for old in shape.parent.glob("shape-*"):
            shutil.rmtree(old)
        _make()
        shutil.copytree(files, shape.with_name("shape-part"))
        shape.with_name("shape-part").rename(shape)


def _make() -> None:
    with database.lease(durable=False):
        with psycopg.connect(database.cluster().dsn("root", "postgres"), autocommit=True) as root:
            postmaster.make_database(root, "test")
        with psycopg.connect(database.cluster().dsn("owner", "test")) as owner:
            postmaster.grant(owner, "xieshang_app")
        _point_at("test", "xieshang_owner")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        connection.close()


def _digest() -> str:
    shapes = [path for pattern in WHAT_SHAPES_TABLES for path in sorted(PACKAGE.glob(pattern))]
    parts = [REPOSITORY / "requirements.txt", PACKAGE / "engine/settings.py", Path(__file__), *shapes]
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:16]


def _point_at(name: str, role: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.settings_dict["USER"] = "xieshang_root"
    connection.settings_dict["OPTIONS"]["options"] = f"-c role={role} -c plan_cache_mode=force_generic_plan"


@contextmanager
def _emptied_after_transactions() -> Iterator[None]:
    """After a test that commits, empty what the migrations left empty, past the triggers that forbid it.

    Django's own way is TRUNCATE, which the application may not do and the ledger refuses. It is done on a connection of
    its own: one that sets triggers aside gives up the plans of all its statements.
    """
    root = _past_triggers()
    tables = [name for (name,) in root.execute(_TABLES)]
    sought = SQL(" UNION ALL ").join(_SOUGHT.format(Literal(one), Identifier(one)) for one in tables)
    kept = set(root.execute(sought))

    def empty(_test: TransactionTestCase) -> None:
        nonlocal root
        try:
            filled = set(root.execute(sought))
        except psycopg.OperationalError:  # a test cut all connections of the server
            root = _past_triggers()
            filled = set(root.execute(sought))
        for (name,) in filled - kept:
            root.execute(SQL("DELETE FROM {}").format(Identifier(name)))

    with patch.object(TransactionTestCase, "_fixture_teardown", empty):
        yield
    root.close()


def _past_triggers() -> psycopg.Connection:
    root = psycopg.connect(database.cluster().dsn("root", "test"), autocommit=True)
    root.execute("SET session_replication_role = replica")
    return root


_TABLES = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
_SOUGHT = SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
