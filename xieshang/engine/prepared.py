"""Queries that are compiled once, for pages that everybody opens all day.

Django makes the SQL of a queryset anew each time it runs; on a page of many small queries that is more
than half of the work. A `Prepared` query is a queryset that is compiled at its first use and run with
other values after that; `Together` asks several of them in one statement. `fill` puts what a query gives
where `prefetch_related` would have put it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from threading import local
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import ModelIterable, ValuesIterable, get_related_populators
from psycopg.sql import quote

T = TypeVar("T")
Said = tuple[str | None, ...]
"""Rows of several queries as texts of JSON; None where there are none."""


class Small(int):
    """The kind of a value that is compared with a column of small integers, such as a year."""


class Prepared(Generic[T]):
    """The queryset that `make` returns, of the same shape for all values; compiled once in each thread.

    `kinds` are the types of the values: int, Small, str, date, UUID, or list for `listed`; a single key
    where nothing is said. Rows are what the queryset gives: model instances with what `select_related` names,
    dicts of a `values`, or tuples of a `values_list`; nothing is prefetched.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, T]], kinds: Sequence[type] = (int,)) -> None:
        self._make = make
        self._kinds = kinds
        self._here = local()

    def __call__(self, *values: Any) -> list[T]:
        """The rows for these values, in the queryset's order; one query, and none where no row can be found."""
        plan = self.plan
        if plan is None:
            return []
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(plan.statement.sql, plan.statement.put_in(values))
            return list(plan.rows(cursor.fetchall()))

    def first(self, *values: Any) -> T | None:
        """The first of the rows, or None."""
        return next(iter(self(*values)), None)

    @property
    def plan(self) -> "_Plan | None":
        """How this thread runs it; None where no row can be found, whatever the values."""
        if not hasattr(self._here, "plan"):
            marks = marks_of(self._kinds)
            try:
                self._here.plan = _Plan(self._make(*marks), marks)
            except EmptyResultSet:
                self._here.plan = None
        plan: _Plan | None = self._here.plan
        return plan


class Together:
    """Several prepared queries of the same values, asked in one statement; each gives its rows as it does alone.

    A statement costs more than the few rows of one case. The rows come as JSON, so a column may be a text, texts,
    a number (of at most fifteen digits), a truth value, a day, a moment, a UUID or JSON; TypeError for any other.
    """

    def __init__(self, *queries: Prepared[Any]) -> None:
        self._queries = queries
        self._here = local()

    def __call__(self, *values: Any) -> list[list[Any]]:
        """The rows of each query for these values; one query."""
        return self.read(self.ask(*values))

    def ask(self, *values: Any) -> Said:
        """What the database says for these values, unread; the same words as long as no row changes. One query."""
        plans = [query.plan for query in self._queries]
        if not hasattr(self._here, "sql"):
            self._here.sql = "SELECT " + ", ".join(plan.as_json if plan else "NULL" for plan in plans)
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(self._here.sql, [one for plan in plans if plan for one in plan.statement.put_in(values)])
            said: Said = cursor.fetchone()
        return said

    def read(self, said: Said) -> list[list[Any]]:
        """The rows of each query in what the database said."""
        plans = (query.plan for query in self._queries)
        return [list(plan.rows_from(text)) if plan and text else [] for plan, text in zip(plans, said, strict=True)]


_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda at: 2_147_483_000 + at,
    Small: lambda at: 32_700 + at,
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
    """A list of keys as one value of a query, `filter(pk__in=listed(keys))`: the same SQL for any number of them.

    And the same plan: PostgreSQL, which is not shown the list, does not plan anew for the number that it holds.
    """
    return RawSQL("SELECT unnest((SELECT %s::bigint[]))", [keys])


class Statement:
    """SQL, and among its parameters the places where the values of a run go.

    Texts and days that are no values of a run (states, roles, today) are written into the SQL: they decide how
    rows are best found, and where PostgreSQL sees them, it need not plan anew for each run. Raises ValueError
    where a mark is not among the parameters.
    """

    def __init__(self, sql: str, params: Iterable[Any], marks: list[Any]) -> None:
        found = [_Param(param, marks) for param in params]
        self.sql = _written_out(sql, found)
        self._params = [param for param in found if not param.is_written_out]
        if not {*range(len(marks))} <= {param.place for param in self._params}:
            raise ValueError("a value of a prepared query is not among the parameters of its SQL")

    def put_in(self, values: tuple[Any, ...]) -> list[Any]:
        """The parameters of a run."""
        return [param.constant if param.place is None else param.kind(values[param.place]) for param in self._params]


def _written_out(sql: str, params: "list[_Param]") -> str:
    """The SQL with what is written out in its places; all other places stay."""
    spelled = (param.spelled for param in params)
    return re.sub("%[%s]", lambda sign: next(spelled) if sign[0] == "%s" else sign[0], sql)


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

    @cached_property
    def as_json(self) -> str:
        """An expression for all rows of a run as one text of JSON, or NULL where there are none."""
        names = ", ".join(f"c{at}" for at in range(len(self._compiler.select)))
        return f"(SELECT json_agg(rows)::text FROM ({self.statement.sql}) AS rows({names}))"  # noqa: S608 - the compiler's own SQL

    def rows_from(self, text: str) -> Iterable[Any]:
        """The rows of such a text as the queryset gives them."""
        rows = [list(row.values()) for row in json.loads(text)]
        for at, read in self._readers:
            for row in rows:
                if row[at] is not None:
                    row[at] = read(row[at])
        return self._made.of(rows)

    @cached_property
    def _readers(self) -> list[tuple[int, Callable[[Any], Any]]]:
        """The places of the columns that JSON keeps as texts, with what makes values of them."""
        fields = [expression.output_field for expression, _sql, _alias in self._compiler.select]
        if unread := {field.get_internal_type() for field in fields if not _is_kept(field)}:
            raise TypeError(f"{', '.join(sorted(unread))} cannot be asked together")
        readers = ((at, _reader(field)) for at, field in enumerate(fields))
        return [(at, read) for at, read in readers if read is not None]


def _is_kept(field: Any) -> bool:
    """Does JSON keep what such a column holds?"""
    kind = field.get_internal_type()
    return kind not in _NOT_IN_JSON and (kind != "ArrayField" or field.base_field.get_internal_type() in _TEXTS)


def _reader(field: Any) -> Callable[[Any], Any] | None:
    """What makes a value of the field of what JSON keeps; None where that is the value."""
    kind = field.get_internal_type()
    if kind != "DecimalField":
        return _FROM_JSON.get(kind)
    if field.max_digits > MOST_DIGITS:
        raise TypeError(f"a DecimalField of {field.max_digits} digits cannot be asked together")
    smallest = Decimal(1).scaleb(-field.decimal_places)
    return lambda value: Decimal(str(value)).quantize(smallest)


MOST_DIGITS = 15
"""So many digits of a decimal number come through JSON, which has floating-point numbers, as they were."""
_FROM_JSON: dict[str, Callable[[str], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "UUIDField": UUID,
}
_NOT_IN_JSON = {"BinaryField", "DurationField", "TimeField"}
_TEXTS = {"CharField", "TextField"}


class _Param:
    """A parameter of the SQL: a constant, or the place of the value that goes there, and how Django sends it."""

    def __init__(self, param: Any, marks: list[Any]) -> None:
        here = (at for at, mark in enumerate(marks) if isinstance(param, type(mark)) and param == mark)
        self.constant, self.place = param, next(here, None)
        # Whole numbers are sent as the column's own type, everything else as it is.
        self.kind: Callable[[Any], Any] = type(param) if isinstance(param, int) else _as_it_is

    @property
    def is_written_out(self) -> bool:
        """Does it stand in the SQL?"""
        return self.place is None and isinstance(self.constant, str | date)

    @property
    def spelled(self) -> str:
        """What stands in its place in the SQL."""
        if not self.is_written_out:
            return "%s"
        text = str(self.constant) if isinstance(self.constant, str) else self.constant
        return quote(text).replace("%", "%%")


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

    def of(self, rows: Iterable[Sequence[Any]]) -> Iterator[Any]:
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
    """Let `owner.<name>.all()`, the rows that point to it, give these without asking the database.

    What is asked further of them, as `owner.<name>.filter(…)`, is asked of the rows of this owner alone.
    """
    relation: Any = owner._meta.get_field(name)
    known: QuerySet[Any] = QuerySet(relation.related_model)
    known._deferred_filter = (False, (), {relation.field.name: owner})  # type: ignore[attr-defined]
    known._result_cache, known._prefetch_done = rows, True  # type: ignore[attr-defined]
    vars(owner).setdefault("_prefetched_objects_cache", {})[relation.get_accessor_name()] = known
    for row in rows:
        relation.field.set_cached_value(row, owner)
