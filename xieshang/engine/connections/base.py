"""Django's connection to PostgreSQL; Django looks for it in a module of this name."""

from collections.abc import Sequence
from functools import lru_cache
from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base
from psycopg import _queries, adapt, adapters
from psycopg._preparing import Prepare, PrepareManager
from psycopg.postgres import types
from psycopg.pq import Format
from psycopg.pq.abc import PGresult

MOMENT = types["timestamptz"].oid
READER: Any = adapters.get_loader(MOMENT, Format.TEXT)


class Query(_queries.PostgresQuery):
    """A statement with `$1` where it says `%s`; psycopg finds these places anew each time where it is long."""

    __slots__ = ()

    def convert(self, query: Any, vars: Any) -> None:
        """What is sent for a statement with these values."""
        if vars is None or not isinstance(query, str):
            super().convert(query, vars)
            return
        self.query, self._want_formats, self._order, self._parts = _converted(query, self._tx.encoding)
        self.dump(vars)


@lru_cache(maxsize=512)
def _converted(query: str, encoding: str) -> Any:
    return _queries._query2pg_nocache(query.encode(encoding), encoding)


class Statements(PrepareManager):
    """The statements that the server keeps at hand for one connection, with their plans.

    psycopg gives all of them up at every rollback, for what it undid may be a table. The application makes no tables,
    and a refusal is a rollback; only a migration, which drops and alters, gives them up.
    """

    prepared_max = 250

    def clear(self) -> bool:
        """Nothing, at a rollback."""
        return False

    def _should_discard(self, prep: Prepare, results: Sequence[PGresult], *told_by: Any) -> bool:
        changed = any((done.command_status or b"").startswith((b"DROP", b"ALTER")) for done in results)
        return changed and super().clear()


class Cursor(base.ServerBindingCursor):
    """A cursor that knows the statements it has sent before."""

    _query_cls = Query


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that outlives many requests and is made anew where the server went away between two of them."""

    def get_connection_params(self) -> dict[str, Any]:
        """Django's, with cursors of ours; moments are read by the driver's own reader, which is compiled: in the
        connection's zone, as Django has set it."""
        given = super().get_connection_params()
        context = adapt.AdaptersMap(given["context"])
        context.register_loader(MOMENT, READER)
        return {**given, "context": context, "cursor_factory": Cursor}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Django's, which keeps its statements over a rollback."""
        connection = super().get_new_connection(conn_params)
        statements = Statements()
        statements.prepare_threshold = connection.prepare_threshold
        connection._prepared = statements
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """Django's for parameters that are bound by the server, which would ask the reader of moments for its zone."""
        if name is None:
            return self.connection.cursor()
        return self.connection.cursor(name, scrollable=False, withhold=self.connection.autocommit)

    def is_usable(self) -> bool:
        """Whether the server still answers; it is not asked as long as it said nothing since the last answer.

        A server that stops says so, and its socket ends: either can be read.
        """
        if self.connection is None or self.connection.closed:
            return False
        return not _has_said_something(self.connection.fileno()) or super().is_usable()


def _has_said_something(socket: int) -> bool:
    waiting = poll()
    waiting.register(socket, POLLIN)
    return bool(waiting.poll(0))
