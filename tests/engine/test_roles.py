"""The embedded PostgreSQL: each role has its rights and no more, and nothing is open to others."""

import stat
from collections.abc import Iterator

import psycopg
import pytest

from xieshang.engine import database
from xieshang.engine.postmaster import ROLES, Cluster, Role


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One server for the whole file; no test leaves anything that another looks at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XIESHANG_VAR", str(tmp_path_factory.mktemp("var")))
        with database.lease():
            yield database.cluster()


def ask(cluster: Cluster, role: Role, query: str) -> object:
    with psycopg.connect(cluster.dsn(role)) as connection:
        row = connection.execute(query).fetchone()
    return row and row[0]


def test_the_roles_have_their_rights_and_no_more(running: Cluster) -> None:
    """Only root is a superuser; the owner may make databases for tests; nobody else passes row rules."""
    rights = {
        role: ask(
            running,
            role,
            "SELECT (rolsuper, rolcreatedb, rolbypassrls)::text FROM pg_roles WHERE rolname = current_user",
        )
        for role in ROLES
    }
    assert rights == {"root": "(t,t,t)", "owner": "(f,t,f)", "app": "(f,f,f)"}


def test_the_application_makes_no_tables(running: Cluster) -> None:
    """The application's role cannot create anything in the schema."""
    with psycopg.connect(running.dsn("app")) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TABLE mine (number int)")


def test_the_application_uses_the_rows_of_what_the_owner_makes(running: Cluster) -> None:
    """It reads, writes and deletes rows; it neither truncates nor changes tables."""
    with psycopg.connect(running.dsn("owner")) as owner:
        owner.execute("CREATE TABLE thing (id bigserial PRIMARY KEY, name text)")
    with psycopg.connect(running.dsn("app"), autocommit=True) as app:
        app.execute("INSERT INTO thing (name) VALUES ('one'), ('two')")
        app.execute("UPDATE thing SET name = 'three' WHERE id = 1")
        app.execute("DELETE FROM thing WHERE id = 2")
        assert app.execute("SELECT id, name FROM thing").fetchall() == [(1, "three")]
        for forbidden in ("TRUNCATE thing", "ALTER TABLE thing ADD note text", "DROP TABLE thing"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)


def test_nobody_signs_in_without_the_password(running: Cluster) -> None:
    """There is no trust: even on our own socket the password is asked for."""
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(running.sockets), user="xieshang_root", dbname="postgres", passfile="/dev/null")


def test_nothing_of_it_is_open_to_other_accounts(running: Cluster) -> None:
    """Folders 0700, passwords 0600, no listening port."""
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (running.folder, running.data, running.sockets)]
    assert [*modes, stat.S_IMODE(running.passfile.stat().st_mode)] == [0o700, 0o700, 0o700, 0o600]
    assert ask(running, "root", "SELECT current_setting('listen_addresses')") == ""


def test_text_is_utf_8_and_sorts_by_code_point(running: Cluster) -> None:
    """The same order everywhere, whatever the machine's locale."""
    assert (
        ask(running, "app", "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'xieshang'")
        == "UTF8"
    )
    assert (
        ask(running, "app", "SELECT string_agg(v, '' ORDER BY v) FROM unnest(array['b', '协', 'A', 'a', 'B']) v")
        == "ABab协"
    )
