"""Queries that are compiled once, for pages that everybody opens all day.

Django makes the SQL of a queryset anew each time it runs; on a page of many small queries that is more
than half of the work. A `Prepared` query is a queryset that is compiled at its first use and run with
other values after that. `fill` puts what it gives where `prefetch_related` would have put it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from threading import local
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import ModelIterable, ValuesIterable, get_related_populators

T = TypeVar("T")


class Prepared(Generic[T]):
    """The queryset that `make` returns, of the same shape for all values; compiled once in each thread.

    `kinds` are the types of the values: int, str, date, UUID, or list for `listed`; a single key
    where nothing is said. Rows are what the queryset gives: model instances with what `select_related` names,
    dicts of a `values`, or tuples of a `values_list`; nothing is prefetched.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, T]], kinds: Sequence[type] = (int,)) -> None:
        self._make = make
        self._kinds = kinds
        self._here = local()

    def __call__(self, *values: Any) -> list[T]:
        """The rows for these values, in the queryset's order; one query, and none where no row can be found."""
        plan = self._plan()
        if plan is None:
            return []
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(plan.statement.sql, plan.statement.put_in(values))
            return list(plan.rows(cursor.fetchall()))

    def first(self, *values: Any) -> T | None:
        """The first of the rows, or None."""
        return next(iter(self(*values)), None)

    def _plan(self) -> "_Plan | None":
        if not hasattr(self._here, "plan"):
            marks = marks_of(self._kinds)
            try:
                self._here.plan = _Plan(self._make(*marks), marks)
            except EmptyResultSet:
                self._here.plan = None
        plan: _Plan | None = self._here.plan
        return plan


_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda at: 2_147_483_000 + at,
    str: lambda at: f"\0{at}",
    date: lambda at: date.min + timedelta(days=at),
    UUID: lambda at: UUID(int=at),
    list: lambda at: [2_147_483_000 + at],
}
"""Values that no constant of a query has: where they stand among its parameters, the values of a run go."""


def marks_of(kinds: Sequence[type]) -> list[Any]:
    """A mark of each kind: what a statement is made with, so that `Statement` finds where values go."""
    return [_MARKS[kind](at) for at, kind in enumerate(kinds)]


def listed(keys: list[int]) -> RawSQL:
    """A list of keys as one value of a query, `filter(pk__in=listed(keys))`: the same SQL for any number of them."""
    return RawSQL("SELECT unnest(%s::bigint[])", [keys])


class Statement:
    """SQL, and among its parameters the places where the values of a run go.

    Raises ValueError where a mark is not among the parameters.
    """

    def __init__(self, sql: str, params: Iterable[Any], marks: list[Any]) -> None:
        self.sql = sql
        self._params = [_Param(param, marks) for param in params]
        if not {*range(len(marks))} <= {param.place for param in self._params}:
            raise ValueError("a value of a prepared query is not among the parameters of its SQL")

    def put_in(self, values: tuple[Any, ...]) -> list[Any]:
        """The parameters of a run."""
        return [param.constant if param.place is None else param.kind(values[param.place]) for param in self._params]


class _Plan:
    """The SQL of a queryset, and how its rows become what the queryset gives."""

    def __init__(self, queryset: QuerySet[Any, Any], marks: list[Any]) -> None:
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        self.statement = Statement(sql, params, marks)
        self._compiler = compiler
        self._converters = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
        self._made: _Tuples | _Dicts | _Instances = _MAKERS.get(queryset._iterable_class, _Tuples)(queryset, compiler)

    def rows(self, found: list[tuple[Any, ...]]) -> Iterable[Any]:
        """The rows of a run as the queryset gives them."""
        rows = self._compiler.apply_converters(found, self._converters) if self._converters else found
        return self._made.of(rows)


class _Param:
    """A parameter of the SQL: a constant, or the place of the value that goes there, and how Django sends it."""

    def __init__(self, param: Any, marks: list[Any]) -> None:
        here = (at for at, mark in enumerate(marks) if isinstance(param, type(mark)) and param == mark)
        self.constant, self.place = param, next(here, None)
        # Whole numbers are sent as the column's own type, everything else as it is.
        self.kind: Callable[[Any], Any] = type(param) if isinstance(param, int) else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


class _Tuples:
    """Gives rows as they are."""

    def __init__(self, queryset: QuerySet[Any, Any], compiler: Any) -> None: ...

    def of(self, rows: Iterable[Any]) -> Iterable[tuple[Any, ...]]:
        """A tuple a row."""
        return map(tuple, rows)


class _Dicts:
    """Makes dicts of rows, as `values` does."""

    def __init__(self, queryset: QuerySet[Any, Any], compiler: Any) -> None:
        query = queryset.query
        ordered = [*query.extra_select, *query.values_select, *query.annotation_select]
        self._names = list(query.selected) if query.selected else ordered

    def of(self, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """A dict a row."""
        return (dict(zip(self._names, row, strict=True)) for row in rows)


class _Instances:
    """Makes model instances of rows, as Django's own iteration does."""

    def __init__(self, queryset: QuerySet[Any, Any], compiler: Any) -> None:
        info, columns = compiler.klass_info, compiler.klass_info["select_fields"]
        self._model, self._span = info["model"], slice(columns[0], columns[-1] + 1)
        self._names = [compiler.select[at][0].target.attname for at in columns]
        self._beside = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self._annotated = list(compiler.annotation_col_map.items())

    def of(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """An instance a row, with its related ones and what was annotated."""
        for row in rows:
            made = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._span])
            for related in self._beside:
                related.populate(row, made)
            for name, at in self._annotated:
                setattr(made, name, row[at])
            yield made


_MAKERS: dict[Any, Any] = {ModelIterable: _Instances, ValuesIterable: _Dicts}


def fill(owner: Model, name: str, rows: list[Any]) -> None:
    """Let `owner.<name>.all()`, the rows that point to it, give these without asking the database."""
    relation: Any = owner._meta.get_field(name)
    known: QuerySet[Any] = QuerySet(relation.related_model)
    known._result_cache, known._prefetch_done = rows, True  # type: ignore[attr-defined]
    vars(owner).setdefault("_prefetched_objects_cache", {})[relation.get_accessor_name()] = known
    for row in rows:
        relation.field.set_cached_value(row, owner)
