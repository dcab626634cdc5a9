"""What a list asks of the database, compiled once for all who ask the same of it.

Django makes the SQL of a list anew at every request, which takes longer than the database needs to answer it.
A list whose rows come as a `Reach` is compiled at the first request and run with other words after that.
"""

import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from xieshang.engine.prepared import Prepared, Said, Statement, marks_of
from xieshang.ui.counting import Count, Counting
from xieshang.ui.keyset import Order, Turn, first_turn

T = TypeVar("T")
KEPT = 128
"""So many plans a process keeps; the one that was not asked for longest goes first."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Rows, and what decides which they are: for the same `key` the function always gives the same queryset."""

    key: Hashable
    rows: Callable[[], QuerySet[Any]]


class Plan:
    """The first page of a list in `order` and its counts, as one statement for any words that are searched for."""

    def __init__(
        self,
        order: Order,
        rows: Callable[..., QuerySet[Any]],
        counts: Callable[..., Counting],
        kinds: tuple[type, ...],
    ) -> None:
        self._order = order
        self._rows = Prepared(rows, kinds)
        marks = marks_of(kinds)
        self._counting = counts(*marks)
        found_by = marks if self._rows.plan is not None else []  # words are not asked where no row can be found
        self._counts = Statement(self._counting.sql, self._counting.params, found_by)
        self._sql = f"SELECT {self._rows.plan.as_json if self._rows.plan else 'NULL'}, {self._numbers}"

    @property
    def _numbers(self) -> str:
        """An expression for the counts as one text of JSON."""
        names = ", ".join(f"n{at}" for at in range(self._counting.width))
        return f"(SELECT json_build_array({names})::text FROM ({self._counts.sql}) AS counted({names}))"  # noqa: S608 - Django's own SQL

    def ask(self, *words: str) -> Said:
        """What the database says of the page, unread: the same as long as nothing of it changes. One query."""
        found_by = self._rows.plan.statement.put_in(words) if self._rows.plan else []
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(self._sql, [*found_by, *self._counts.put_in(words)])
            said: Said = cursor.fetchone()
        return said

    def turn(self, said: Said, size: int) -> Turn:
        """The rows in what the database said."""
        rows, _numbers = said
        found = list(self._rows.plan.rows_from(rows)) if self._rows.plan and rows else []
        return first_turn(found, self._order, size)

    def counts(self, said: Said) -> dict[str, Count | None]:
        """The counts in what the database said."""
        return self._counting.read(json.loads(said[1] or "[]"))


@dataclass(frozen=True, slots=True)
class Wanted(Generic[T]):
    """Something that is kept under a key, and how it is made where it is not there yet."""

    key: Hashable
    make: Callable[[], T] = field(compare=False)


@lru_cache(maxsize=KEPT)
def plan(wanted: Wanted[Plan]) -> Plan:
    """The plan for this key."""
    return wanted.make()
