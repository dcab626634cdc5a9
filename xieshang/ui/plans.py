"""What a list asks of the database, compiled once for all who ask the same of it.

Django makes the SQL of a list anew at every request, which takes longer than the database needs to answer it.
A list whose rows come as a `Reach` is compiled at the first request and run with other words after that.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from xieshang.engine.prepared import Prepared, Statement, marks_of
from xieshang.ui.counting import Count, Counting
from xieshang.ui.keyset import Order

KEPT = 128
"""So many plans a process keeps; the one that was not asked for longest goes first."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Rows, and what decides which they are: for the same `key` the function always gives the same queryset."""

    key: Hashable
    rows: Callable[[], QuerySet[Any]]


class Plan:
    """The rows of a list's first page in `order` and its counts, as statements for any words that are searched for."""

    def __init__(
        self,
        order: Order,
        rows: Callable[..., QuerySet[Any]],
        counts: Callable[..., Counting],
        kinds: tuple[type, ...],
    ) -> None:
        self.order = order
        self._rows = Prepared(rows, kinds)
        marks = marks_of(kinds)
        self._counting = counts(*marks)
        found_by = marks if self._rows.plan is not None else []  # words are not asked where no row can be found
        self._statement = Statement(self._counting.sql, self._counting.params, found_by)

    def rows(self, *words: str) -> list[Any]:
        """The rows; one query."""
        return self._rows(*words)

    def counts(self, *words: str) -> dict[str, Count | None]:
        """The counts; one query."""
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(self._statement.sql, self._statement.put_in(words))
            return self._counting.read(cursor.fetchone())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which plan, and how it is made where it is not there yet."""

    key: Hashable
    make: Callable[[], Plan] = field(compare=False)


@lru_cache(maxsize=KEPT)
def plan(wanted: Wanted) -> Plan:
    """The plan for this key."""
    return wanted.make()
