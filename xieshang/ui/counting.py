"""Counting only as far as a person reads: 999+ is an answer, and it costs the same at any size."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

CAP = 1000


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


def count_capped(queryset: QuerySet[Any], cap: int = CAP) -> Count:
    """How many rows, counted up to `cap`; one query."""
    return counts_capped({"": queryset}, cap)[""]


def counts_capped(querysets: Mapping[str, QuerySet[Any]], cap: int = CAP) -> dict[str, Count]:
    """How many rows of each, all in one query."""
    compiled = {key: _compiled(queryset, cap) for key, queryset in querysets.items()}
    asked = {key: found for key, found in compiled.items() if found}
    counts = dict.fromkeys(querysets, Count(0, cap))
    if asked:
        # The parts are querysets that Django compiled; their values stay parameters.
        parts = ", ".join(f"(SELECT count(*) FROM ({sql}) AS capped)" for sql, _ in asked.values())  # noqa: S608
        params = [param for _, given in asked.values() for param in given]
        with connections[next(iter(querysets.values())).db].cursor() as cursor:
            cursor.execute(f"SELECT {parts}", params)
            counts |= {key: Count(n, cap) for key, n in zip(asked, cursor.fetchone(), strict=True)}
    return counts


def _compiled(queryset: QuerySet[Any], cap: int) -> tuple[str, tuple[Any, ...]] | None:
    try:
        return queryset.order_by().values("pk")[:cap].query.sql_with_params()
    except EmptyResultSet:
        return None
