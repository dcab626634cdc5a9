"""The tests' database: the real one, seen as the product sees it.

Every connection signs in as the cluster's root and at once plays the application's role, so that
rights, row rules and triggers bind the tests as they bind the product, and a test that tampers can
step out of the role on the same connection.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import psycopg
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase
from psycopg import sql

from xieshang.engine import REPOSITORY, database, postmaster

PACKAGE = REPOSITORY / "xieshang"
WHAT_SHAPES_TABLES = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "*/apps.py", "*/permissions.py")


@contextmanager
def of_our_own() -> Iterator[None]:
    """Point Django at a fresh, migrated database on a server that no other run of the tests is using."""
    with database.lease(durable=False):
        with _root() as root:
            _copy(root, _template(root), "test")
        _point_at("test", "xieshang_app")
        kept = _tables_with_rows()
        connection.close()
        with _emptied_after_transactions(kept):
            yield
        connection.close()


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


def _root() -> psycopg.Connection:
    return psycopg.connect(database.cluster().dsn("root", "postgres"), autocommit=True)


def _template(root: psycopg.Connection) -> str:
    """A migrated database to copy from, made anew when something that shapes tables has changed."""
    name = f"shape_{_digest()}"
    if not _exists(root, name):
        _forget_shapes(root)
        postmaster.make_database(root, "shaping")
        _migrate("shaping")
        root.execute(sql.SQL("ALTER DATABASE shaping RENAME TO {}").format(sql.Identifier(name)))
    return name


def _digest() -> str:
    shapes = [path for pattern in WHAT_SHAPES_TABLES for path in sorted(PACKAGE.glob(pattern))]
    parts = [REPOSITORY / "requirements.txt", PACKAGE / "engine/settings.py", Path(__file__), *shapes]
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:16]


def _exists(root: psycopg.Connection, name: str) -> bool:
    return root.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _forget_shapes(root: psycopg.Connection) -> None:
    old = root.execute("SELECT datname FROM pg_database WHERE datname LIKE 'shap%'").fetchall()
    for (name,) in old:
        root.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _migrate(name: str) -> None:
    """Make the tables as their owner makes them in the product."""
    with psycopg.connect(database.cluster().dsn("owner", name)) as owner:
        postmaster.grant(owner, "xieshang_app")
    _point_at(name, "xieshang_owner")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    connection.close()


def _copy(root: psycopg.Connection, template: str, name: str) -> None:
    root.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    words = sql.SQL("CREATE DATABASE {} OWNER xieshang_owner TEMPLATE {}")
    root.execute(words.format(sql.Identifier(name), sql.Identifier(template)))


def _point_at(name: str, role: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.settings_dict["USER"] = "xieshang_root"
    connection.settings_dict["OPTIONS"]["options"] = f"-c role={role}"


def _tables_with_rows() -> list[str]:
    """The tables that the migrations filled."""
    with superuser(), connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [name for (name,) in cursor.fetchall() if _has_rows(cursor, name)]


def _has_rows(cursor: CursorWrapper, table: str) -> bool:
    cursor.execute(f"SELECT FROM {table} LIMIT 1")
    return cursor.fetchone() is not None


@contextmanager
def _emptied_after_transactions(kept: list[str]) -> Iterator[None]:
    """After a test that commits, empty what the migrations left empty, past the triggers that forbid it.

    Django's own way is TRUNCATE, which the application may not do and the ledger refuses.
    """
    with patch.object(TransactionTestCase, "_fixture_teardown", lambda test: _empty(kept)):
        yield


def _empty(kept: list[str]) -> None:
    with superuser(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_TABLES)
        for name in {name for (name,) in cursor.fetchall()}.difference(kept):
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608
        cursor.execute("SET session_replication_role = DEFAULT")


_TABLES = """
SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
