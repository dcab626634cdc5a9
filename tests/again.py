"""Factories whose work is done once: where the same is asked for again, its rows are put back as they were.

A small city, or a case that came a long way, is the same for hundreds of tests, and the actions that lead there cost
many times what their rows do. A `remembered` factory does its work at first, and what it left in the tables is noted.
The next test that asks the same of equally empty tables gets those rows, keys and all, in one statement, and a copy of
what the factory returned. The keys are free: what a test took of a sequence is never given out again.

"The same" is taken strictly: the same factories with the same values, one after another since the test began, at the
same moment of a clock that stands still, and nothing else written in between. Else the factory does its work anew.
"""

import copyreg
import pickle
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, wraps
from types import NoneType
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.utils.translation import get_language
from psycopg.sql import quote

from xieshang.accounts.models import Visitor
from xieshang.spine import clock

copyreg.pickle(Visitor, lambda one: "PUBLIC")  # there is one public, in copies as well

P = ParamSpec("P")
R = TypeVar("R")
Rows = dict[str, list[tuple[str | None, ...]]]
"""Of each table that was written in, the rows as texts, with the key first."""

FILLED_AGAIN = {"proposals_shingle"}
"""Tables that the database fills by itself where rows of others are put back."""
FILLED_OTHERWISE = {"proposals_stage"}
"""Tables in which it then writes something, but less than had come about step by step."""
WITH_MORE_THAN_ROWS = {"documents_file"}
"""Tables whose rows speak of things outside the database."""
ASIDE = re.compile(r'SELECT|SAVEPOINT|RELEASE|SET CONSTRAINTS|[^"]+"(django_session|usersessions_usersession)"')
"""Statements after which the tables are, for all that factories do, as they were: reading and signing in."""


@dataclass
class World:
    """What stands in the tables after some steps, what the last of them returned, and the worlds one step further."""

    rows: Rows
    statement: str = ""
    returned: bytes = b""
    after: dict[Any, "World | None"] = field(default_factory=dict)


class _Here:
    """The world of the running test; None where it is not known."""

    world: World | None = None


_EMPTY = World({})


def begin(*, empty: bool) -> None:
    """A test begins, in tables that are as the migrations left them or not."""
    _Here.world = _EMPTY if empty else None


def watch_all_of(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Watch what is run on a connection that was just opened: a thread, and a browser's driver, have their own."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


def watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Run a statement for Django; where it writes, the world is not known any more."""
    if _Here.world is not None and not ASIDE.match(str(sql)):
        _Here.world = None
    return execute(sql, params, many, context)


def remembered(factory: Callable[P, R]) -> Callable[P, R]:
    """Let a factory do its work once in the same world with the same values."""

    @wraps(factory)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        here, step = _Here.world, _step(factory, args, kwargs)
        if here is None or step is None or (connection.in_atomic_block and not _is_undone_at_the_end()):
            return factory(*args, **kwargs)
        if step not in here.after:
            return _noted(here, step, lambda: factory(*args, **kwargs))
        there = _Here.world = here.after[step]
        if there is None:
            return factory(*args, **kwargs)
        result: R = _put_back(there)
        return result

    return run


def _is_undone_at_the_end() -> bool:
    """Is the outermost transaction that of a test?"""
    return any(block._from_testcase for block in connection.atomic_blocks[:1])  # type: ignore[attr-defined] # by which Django knows it


def _step(factory: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What is asked for; None where nobody can tell whether it is the same again."""
    moment = clock._moment.get()
    try:
        return moment and (factory, moment, get_language(), _same(args), _same(kwargs))
    except TypeError:
        return None


def _same(value: Any) -> Any:
    """What is equal for equal values; TypeError where that is not known."""
    if isinstance(value, str | int | date | Enum | NoneType):
        return type(value), value
    if isinstance(value, Visitor):
        return type(value)
    if isinstance(value, Model) and value.pk is not None:
        return type(value), value.pk
    if isinstance(value, list | tuple):
        return type(value), tuple(map(_same, value))
    if isinstance(value, dict):
        return tuple((name, _same(one)) for name, one in value.items())
    if is_dataclass(value):
        return type(value), tuple(_same(getattr(value, one.name)) for one in fields(value))
    raise TypeError(type(value))


def _noted(here: World, step: Any, work: Callable[[], R]) -> R:
    """The factory's result, with the world after it noted beside the world before, where nobody else writes."""
    _Here.world = None
    if not _is_undone_at_the_end():
        return work()
    before = _written()
    result = work()
    changed = [name for name, counts in _written().items() if counts != before[name] and name not in FILLED_AGAIN]
    try:
        rows = {name: _rows(name) for name in changed}
        there: World | None = World(here.rows | rows, _difference(here.rows, rows), pickle.dumps(result))
    except (LookupError, pickle.PicklingError):
        there = None
    _Here.world = here.after[step] = there
    return result


def _put_back(world: World) -> Any:
    """Make the tables of this world from those of the one before; what the factory returned."""
    if world.statement:
        connection.ensure_connection()
        connection.connection.execute(world.statement, prepare=False)
    return pickle.loads(world.returned)  # noqa: S301 - of our own making


def _written() -> dict[str, tuple[int, ...]]:
    """How many rows were written in each table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables")
        return {name: counts for name, *counts in cursor.fetchall()}


def _rows(table: str) -> list[tuple[str | None, ...]]:
    key, *others = _columns(table)
    columns = ", ".join(f'"{name}"::text' for name in [key, *others])
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{table}" ORDER BY "{key}"')  # noqa: S608 - names of ours
        rows: list[tuple[str | None, ...]] = cursor.fetchall()
    return rows


@cache
def _columns(table: str) -> list[str]:
    """The key and the other columns that are ours to write; LookupError for a table of no model."""
    models: dict[str, Any] = {one._meta.db_table: one for one in apps.get_models(include_auto_created=True)}
    if table in WITH_MORE_THAN_ROWS:
        raise LookupError(table)
    key, fields = models[table]._meta.pk.column, models[table]._meta.local_concrete_fields
    ours = [one.column for one in fields if not one.generated and (one.editable or not one.has_db_default())]
    return [key, *(name for name in ours if name != key)]


def _difference(before: Rows, after: Rows) -> str:
    """SQL that makes the rows of tables, as they were before, what they are after."""
    parts = []
    for table in sorted(after, key=lambda name: name in FILLED_OTHERWISE):
        known = {} if table in FILLED_OTHERWISE else dict.fromkeys(before.get(table, []))
        gone = known.keys() - after[table]
        key, *others = _columns(table)
        if table in FILLED_OTHERWISE:
            parts.append(f'DELETE FROM "{table}"')  # noqa: S608 - names of ours
        elif gone:
            parts.append(f'DELETE FROM "{table}" WHERE "{key}" IN ({_listed(row[0] for row in gone)})')  # noqa: S608 - names of ours
        if new := [f"({_listed(row)})" for row in after[table] if row not in known]:
            columns = ", ".join(f'"{name}"' for name in [key, *others])
            parts.append(f'INSERT INTO "{table}" ({columns}) VALUES {", ".join(new)}')  # noqa: S608 - names of ours
    return "; ".join(parts)


def _listed(values: Iterable[str | None]) -> str:
    return ", ".join("NULL" if value is None else quote(value) for value in values)
