"""Counting only as far as a person reads: 999+ is an answer, and it costs the same at any size."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

CAP = 1000
GLANCE = 100
"""Of what a search finds only so many are counted: each hit costs a look into its text."""

Share = Callable[[QuerySet[Any]], QuerySet[Any]]
"""Narrows rows to a part of them."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many, or that there are at least `cap`."""

    n: int
    cap: int = CAP

    @property
    def capped(self) -> bool:
        """Was the counting stopped?"""
        return self.n >= self.cap

    def __str__(self) -> str:
        return f"{self.cap - 1}+" if self.capped else str(self.n)


@dataclass(frozen=True, slots=True)
class Counting:
    """One statement that counts, so many numbers in its row, and how they are read; it can be run at any time."""

    sql: str
    params: Sequence[Any]
    read: Callable[[Sequence[int]], dict[str, Count | None]]
    width: int

    def run(self, using: str = DEFAULT_DB_ALIAS) -> dict[str, Count | None]:
        """The counts now; one query."""
        with connections[using].cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return self.read(cursor.fetchone())


def count_capped(queryset: QuerySet[Any], cap: int = CAP) -> Count:
    """How many rows, counted up to `cap`; one query."""
    return counts_capped({"": queryset}, cap)[""]


def counts_capped(querysets: Mapping[str, QuerySet[Any]], cap: int = CAP) -> dict[str, Count]:
    """How many rows of each, all in one query."""
    if not querysets:
        return {}
    counted = _each(querysets, cap).run(next(iter(querysets.values())).db)
    return {key: count for key, count in counted.items() if count}


def shares_capped(rows: QuerySet[Any], shares: Mapping[str, Share], cap: int = CAP) -> Counting:
    """How many of the rows fall into each share, all in one query, each looked up by its own index."""
    whole, parts = _conditions(rows, shares)
    if whole is None or None in parts.values():
        return _each({key: share(rows) for key, share in shares.items()}, cap)
    table = _table(rows)
    found = [
        _Sql(f"SELECT 1 FROM {table} WHERE {whole.text} AND {part.text} LIMIT {cap}", [*whole.params, *part.params])  # noqa: S608
        for part in parts.values()
        if part
    ]
    return _numbers(parts, found, cap)


def shares_glanced(rows: QuerySet[Any], shares: Mapping[str, Share], most: int = GLANCE) -> Counting:
    """The same from one look at the first `most` rows; where there are more, only their whole number is told.

    For rows of which each is costly to find. A share that is all rows counts as the whole.
    """
    whole, parts = _conditions(rows, shares)
    if whole is None or None in parts.values():
        return _each({key: share(rows) for key, share in shares.items()}, most)
    table = _table(rows)
    counted = ", ".join(f"count(*) FILTER (WHERE {part.text})" for part in parts.values() if part)
    params = [param for part in parts.values() if part for param in part.params]

    def read(row: Sequence[int]) -> dict[str, Count | None]:
        total, *numbers = row
        if total < most:
            return {key: Count(n, most) for key, n in zip(parts, numbers, strict=True)}
        return {key: Count(most, most) if part == _ALL else None for key, part in parts.items()}

    return Counting(
        f"SELECT count(*), {counted} FROM"  # noqa: S608
        f" (SELECT {table}.* FROM {table} WHERE {whole.text} LIMIT {most}) AS {table}",
        [*params, *whole.params],
        read,
        width=len(parts) + 1,
    )


class _Sql(NamedTuple):
    """Text that Django compiled, and the values that stay parameters."""

    text: str
    params: list[Any]


_ALL, _NONE = _Sql("TRUE", []), _Sql("FALSE", [])


def _conditions(rows: QuerySet[Any], shares: Mapping[str, Share]) -> tuple[_Sql | None, dict[str, _Sql | None]]:
    """What the rows must fulfil, and what those of each share must fulfil besides."""
    every = rows.order_by()
    every.query.clear_where()
    return _condition(rows), {key: _condition(share(every)) for key, share in shares.items()}


def _condition(queryset: QuerySet[Any]) -> _Sql | None:
    """What the rows of one table must fulfil; None where they need more than their own table."""
    query = queryset.query
    joined = sum(1 for alias in query.alias_map if query.alias_refcount[alias])
    if joined > 1 or query.combinator or query.is_sliced or query.group_by or query.distinct or query.extra_tables:
        return None
    try:
        text, params = query.get_compiler(queryset.db).compile(query.where)
    except FullResultSet:
        return _ALL
    except EmptyResultSet:
        return _NONE
    return _Sql(f"({text})", list(params))


def _table(rows: QuerySet[Any]) -> str:
    return str(connections[rows.db].ops.quote_name(rows.model._meta.db_table))


def _each(querysets: Mapping[str, QuerySet[Any]], cap: int) -> Counting:
    return _numbers(querysets, [_rows(queryset, cap) for queryset in querysets.values()], cap)


def _rows(queryset: QuerySet[Any], cap: int) -> _Sql:
    try:
        text, params = queryset.order_by().values("pk")[:cap].query.sql_with_params()
    except EmptyResultSet:
        return _Sql("SELECT 1 WHERE FALSE", [])
    return _Sql(text, list(params))


def _numbers(keys: Iterable[str], statements: Sequence[_Sql], cap: int) -> Counting:
    """How many rows each statement gives, in one query."""
    names = list(keys)
    parts = ", ".join(f"(SELECT count(*) FROM ({one.text}) AS capped)" for one in statements)  # noqa: S608
    params = [param for one in statements for param in one.params]
    return Counting(
        f"SELECT {parts}",
        params,
        lambda row: {key: Count(n, cap) for key, n in zip(names, row, strict=True)},
        width=len(names),
    )
