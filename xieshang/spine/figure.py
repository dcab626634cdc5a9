"""Figures: the countable facts that rooms give to reports, each with the rows it counted.

A room declares one in its `figures.py`:

    @figure("F28", title=_("委员"), unit=_("名"), section="members",
            columns=[("name", _("姓名")), ("sector__name", _("界别"))],
            words=_("这一天在名册上的委员，每人一行。"))
    def members(scope: Scope) -> QuerySet[Member]:
        return queries.roll(scope.assembly, on=scope.as_of)

The value is the number of rows, unless `value=` says how it is reckoned from them (a sum, a share).
Reports read `FIGURES`; nothing here knows a room.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

M = TypeVar("M", bound=Model)
Text = str | Promise
Number = int | Decimal
Rows = Callable[["Scope"], QuerySet[Any]]
Value = Callable[["Scope", QuerySet[Any]], Number]
Opens = Callable[[Any], QuerySet[Any]]

FIGURES: dict[str, "Figure"] = {}


class Assembly(Protocol):
    """What a scope needs to know of an assembly."""

    @property
    def pk(self) -> Any: ...


class Term(Protocol):
    """What a scope needs to know of a term: whose it is, and its half-open period."""

    @property
    def assembly(self) -> Any: ...

    @property
    def from_on(self) -> date: ...

    @property
    def until_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure is asked about: an assembly over the days from_on <= day < until_on.

    Figures that count what happened use the period; figures that count what stands use `as_of`,
    the last day of the period or, while that lies ahead, the day on which the question is asked.
    """

    assembly: Any
    term: Any | None
    from_on: date
    until_on: date
    as_of: date

    @classmethod
    def of_term(cls, term: Term, *, on: date) -> "Scope":
        """A whole term, as asked on a day."""
        until_on = term.until_on or max(on, term.from_on) + timedelta(days=1)
        return cls._reaching(term.assembly, term, term.from_on, until_on, on)

    @classmethod
    def of_period(cls, assembly: Assembly, from_on: date, until_on: date, *, on: date) -> "Scope":
        """Any half-open period of an assembly, as asked on a day."""
        return cls._reaching(assembly, None, from_on, until_on, on)

    @classmethod
    def _reaching(cls, assembly: Any, term: Any | None, from_on: date, until_on: date, on: date) -> "Scope":
        last = until_on - timedelta(days=1)
        return cls(assembly, term, from_on, until_on, max(from_on, min(last, on)))


@dataclass(frozen=True, slots=True)
class Figure:
    """One declared figure. `columns` are (field path of a row, label): how its rows are shown and exported.

    `opens` tells, of the things that rows stand for, those whose page an actor may open; without it no row leads on.
    """

    code: str
    title: Text
    unit: Text
    section: str
    columns: tuple[tuple[str, Text], ...]
    words: Text
    query: Rows
    reckon: Value | None = None
    opens: Opens | None = None

    def rows(self, scope: Scope) -> QuerySet[Any]:
        """The rows behind the number, in a settled order. Whoever shows them pages them."""
        return self.query(scope)

    def value(self, scope: Scope) -> Number:
        """The number: how many rows there are, or what is reckoned from them."""
        rows = self.query(scope)
        return self.reckon(scope, rows) if self.reckon else rows.count()

    @property
    def explain(self) -> str:
        """The query in words, for whoever asks what was counted."""
        return str(self.words)


def figure(
    code: str,
    *,
    title: Text,
    unit: Text,
    section: str,
    columns: Sequence[tuple[str, Text]],
    words: Text,
    value: Value | None = None,
    opens: Opens | None = None,
) -> Callable[[Callable[[Scope], QuerySet[M]]], Callable[[Scope], QuerySet[M]]]:
    """Declare a figure on the function that gives its rows, which must be ordered. A code is declared once."""

    def declare(query: Callable[[Scope], QuerySet[M]]) -> Callable[[Scope], QuerySet[M]]:
        if code in FIGURES:
            raise ValueError(f"the figure {code} is declared twice")
        FIGURES[code] = Figure(code, title, unit, section, tuple(columns), words, query, value, opens)
        return query

    return declare
