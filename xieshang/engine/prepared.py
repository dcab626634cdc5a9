"""Queries that are compiled once, for pages that everybody opens all day.

Django makes the SQL of a queryset anew each time it runs; on a page of many small queries that is more
than half of the work. A `Prepared` query is a queryset that is compiled at its first use and run with
other values after that. `fill` puts what it gives where `prefetch_related` would have put it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from threading import local
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

T = TypeVar("T")


class Prepared(Generic[T]):
    """The queryset that `make` returns, of the same shape for all values; compiled once in each thread.

    `kinds` are the types of the values: int, str or date; a single key where nothing is said. Rows are
    what the queryset gives: model instances with what `select_related` names, or tuples of a
    `values_list`; nothing is prefetched.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, T]], kinds: Sequence[type] = (int,)) -> None:
        self._make = make
        self._kinds = kinds
        self._here = local()

    def __call__(self, *values: Any) -> list[T]:
        """The rows for these values, in the queryset's order; one query."""
        plan = self._plan()
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(plan.sql, plan.put_in(values))
            return list(plan.rows(cursor.fetchall()))

    def first(self, *values: Any) -> T | None:
        """The first of the rows, or None."""
        return next(iter(self(*values)), None)

    def _plan(self) -> "_Plan":
        if not hasattr(self._here, "plan"):
            marks = [_MARKS[kind](at) for at, kind in enumerate(self._kinds)]
            self._here.plan = _Plan(self._make(*marks), marks)
        plan: _Plan = self._here.plan
        return plan


_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda at: 2_147_483_000 + at,
    str: lambda at: f"\0{at}",
    date: lambda at: date.min + timedelta(days=at),
}
"""Values that no constant of a query has: where they stand among its parameters, the values of a run go."""


class _Plan:
    """The SQL of a queryset, and how its rows become what the queryset gives."""

    def __init__(self, queryset: QuerySet[Any, Any], marks: list[Any]) -> None:
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, params = compiler.as_sql()
        self._params = [_Param(param, marks) for param in params]
        if not {*range(len(marks))} <= {param.place for param in self._params}:
            raise ValueError("a value of a prepared query is not among the parameters of its SQL")
        self._compiler = compiler
        self._converters = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
        self._made = _Made(compiler) if queryset._iterable_class is ModelIterable else None

    def put_in(self, values: tuple[Any, ...]) -> list[Any]:
        """The parameters of a run."""
        return [param.constant if param.place is None else param.kind(values[param.place]) for param in self._params]

    def rows(self, found: list[tuple[Any, ...]]) -> Iterable[Any]:
        """The rows of a run as the queryset gives them."""
        rows = self._compiler.apply_converters(found, self._converters) if self._converters else found
        return self._made.of(rows) if self._made else map(tuple, rows)


class _Param:
    """A parameter of the SQL: a constant, or the place of the value that goes there, and how Django sends it."""

    def __init__(self, param: Any, marks: list[Any]) -> None:
        here = (at for at, mark in enumerate(marks) if isinstance(param, type(mark)) and param == mark)
        self.constant, self.place = param, next(here, None)
        # Whole numbers are sent as the column's own type, everything else as it is.
        self.kind: Callable[[Any], Any] = type(param) if isinstance(param, int) else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


class _Made:
    """Makes model instances of rows, as Django's own iteration does."""

    def __init__(self, compiler: Any) -> None:
        info, columns = compiler.klass_info, compiler.klass_info["select_fields"]
        self._model, self._span = info["model"], slice(columns[0], columns[-1] + 1)
        self._names = [compiler.select[at][0].target.attname for at in columns]
        self._beside = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]

    def of(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """An instance a row, with its related ones."""
        for row in rows:
            made = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._span])
            for related in self._beside:
                related.populate(row, made)
            yield made


def fill(owner: Model, name: str, rows: list[Any]) -> None:
    """Let `owner.<name>.all()`, the rows that point to it, give these without asking the database."""
    relation: Any = owner._meta.get_field(name)
    known: QuerySet[Any] = QuerySet(relation.related_model)
    known._result_cache, known._prefetch_done = rows, True  # type: ignore[attr-defined]
    vars(owner).setdefault("_prefetched_objects_cache", {})[relation.get_accessor_name()] = known
    for row in rows:
        relation.field.set_cached_value(row, owner)
