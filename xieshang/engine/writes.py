"""Rows written by statements that are made once, for what is written at every turn.

Django compiles each INSERT and UPDATE anew, field by field. The SQL here depends on the model and on which of
its fields are written, and is kept. No signal is sent: nothing in the house listens to one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import NoneType
from typing import Any, TypeAlias

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.models import BooleanField, CharField, Field, ForeignKey, IntegerField, Model, TextField
from django.db.models.expressions import DatabaseDefault

AnyField: TypeAlias = "Field[Any, Any]"


def insert(thing: Model) -> None:
    """Write a new row and give it its key; what else the database sets is read when it is asked for."""
    _point_at_related(thing)
    fields = _given(thing)
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(_insertion(type(thing), fields), _values(thing, fields, new=True))
        (key,) = cursor.fetchone()
    _is_written(thing, key, _left_out(type(thing), fields))


def _point_at_related(thing: Model) -> None:
    """Take the keys of rows that were written after they were put into its fields."""
    thing._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined] # not in the stubs


PART = 1000
"""So many rows are written by one statement."""


def insert_all(things: Sequence[Model]) -> None:
    """`insert` for rows of one model, in one statement a thousand rows; those with lists in them Django's way."""
    for fields, alike in _by_shape(things):
        if any(isinstance(field, ArrayField) for field in fields):  # lists of one length alone can be unnested
            type(alike[0])._base_manager.bulk_create(alike, batch_size=PART)
        else:
            for start in range(0, len(alike), PART):
                _insert_part(alike[start : start + PART], fields)


def insert_missing(things: Sequence[Model]) -> None:
    """`insert_all` but for rows that are there already, as a constraint knows them, and without keys given back.

    For models without lists.
    """
    for fields, alike in _by_shape(things):
        for start in range(0, len(alike), PART):
            _send(alike[start : start + PART], fields, "ON CONFLICT DO NOTHING")


def _by_shape(things: Iterable[Model]) -> Iterator[tuple[tuple[AnyField, ...], list[Model]]]:
    """The rows by the columns that are given of them."""
    shapes: dict[tuple[str, ...], list[Model]] = {}
    for thing in things:
        _point_at_related(thing)
        left = tuple(field.attname for field in _optional(type(thing)) if not _is_given(thing, field))
        shapes.setdefault(left, []).append(thing)
    for left, alike in shapes.items():
        yield tuple(field for field in _own(type(alike[0])) if field.attname not in left), alike


def _insert_part(things: Sequence[Model], fields: tuple[AnyField, ...]) -> None:
    keys = _send(things, fields, f"RETURNING {_column(things[0]._meta.pk)}")
    left = _left_out(type(things[0]), fields)
    for thing, (key,) in zip(things, keys, strict=True):
        _is_written(thing, key, left)


def _send(things: Sequence[Model], fields: tuple[AnyField, ...], ending: str) -> list[tuple[Any, ...]]:
    """Write these columns of the rows in one statement of this ending; what it gives back."""
    columns = [_column_of(things, field) for field in fields]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(f"{_insertion_of_many(type(things[0]), fields)} {ending}", columns)
        return cursor.fetchall() if cursor.description else []


def _column_of(things: Sequence[Model], field: AnyField) -> list[Any]:
    """The values of one field for all rows, as they are sent."""
    values = [field.pre_save(thing, add=True) for thing in things]
    if {*map(type, values)} <= _sent_as_they_are(field):
        return values
    here = connections[DEFAULT_DB_ALIAS]
    return [field.get_db_prep_save(value, here) for value in values]


@cache
def _sent_as_they_are(field: AnyField) -> set[type]:
    """The types of the field's values of which Django would make nothing else, but for a narrower number."""
    return next(({kind, NoneType} for fields, kind in _PLAIN.items() if isinstance(field, fields)), set())


_PLAIN: dict[Any, type] = {(CharField, TextField): str, BooleanField: bool, (IntegerField, ForeignKey): int}


def update(thing: Model, *names: str) -> None:
    """Write these fields of a row; DatabaseError where it is gone."""
    fields: tuple[AnyField, ...] = tuple(map(thing._meta.get_field, names))  # type: ignore[arg-type]
    values = _values(thing, fields, new=False)
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(_updating(type(thing), fields), [*values, thing.pk])
        if not cursor.rowcount:
            raise DatabaseError(f"{thing._meta.label} {thing.pk} is not there to be written")


def update_by(model: type[Model], key: str, name: str, values: Mapping[Any, Any]) -> None:
    """Write the field `name` of every row whose field `key` is one of these, to each what is said: one statement."""
    by, field = _own_field(model, key), _own_field(model, name)
    here = connections[DEFAULT_DB_ALIAS]
    columns = [
        [of.get_db_prep_save(one, here) for one in told] for of, told in ((by, values), (field, values.values()))
    ]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_quoted(model._meta.db_table)} t SET {_column(field)} = v.value"  # noqa: S608 - names of ours
            f" FROM unnest({_list_of(by)}, {_list_of(field)}) AS v(key, value) WHERE t.{_column(by)} = v.key",
            columns,
        )


def _own_field(model: type[Model], name: str) -> AnyField:
    field: AnyField = model._meta.get_field(name)  # type: ignore[assignment] # one of our own columns
    return field


def together(new: Sequence[Model], changed: Model, *names: str) -> None:
    """`insert` these rows and `update` these fields of one, in a single statement: for what hundreds do at once."""
    plan = []
    for thing in new:
        _point_at_related(thing)
        plan.append((thing, _given(thing)))
    fields: tuple[AnyField, ...] = tuple(map(changed._meta.get_field, names))  # type: ignore[arg-type]
    values = [value for thing, given in plan for value in _values(thing, given, new=True)]
    values += _values(changed, fields, new=False)
    shape = tuple((type(thing), given) for thing, given in plan)
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(_together(shape, type(changed), fields), [*values, changed.pk])
        *keys, found = cursor.fetchone()
    if found is None:
        raise DatabaseError(f"{changed._meta.label} {changed.pk} is not there to be written")
    for (thing, given), key in zip(plan, keys, strict=True):
        _is_written(thing, key, _left_out(type(thing), given))


@cache
def _own(model: type[Model]) -> tuple[AnyField, ...]:
    """The columns that are ours to write, where they are given."""
    return tuple(field for field in model._meta.local_concrete_fields if not field.generated)


@cache
def _optional(model: type[Model]) -> tuple[AnyField, ...]:
    """Those among them that can be left to the database: the key, and what it has a default for."""
    return tuple(field for field in _own(model) if field.primary_key or field.has_db_default())


def _given(thing: Model) -> tuple[AnyField, ...]:
    optional = _optional(type(thing))
    return tuple(field for field in _own(type(thing)) if field not in optional or _is_given(thing, field))


def _is_given(thing: Model, field: AnyField) -> bool:
    """Is it ours to write, and not left to the database?"""
    value = thing.__dict__.get(field.attname)
    return not isinstance(value, DatabaseDefault) and not (field.primary_key and value is None)


def _is_written(thing: Model, key: Any, left: tuple[str, ...]) -> None:
    thing.pk = key
    for name in left:
        thing.__dict__.pop(name, None)
    thing._state.adding, thing._state.db = False, DEFAULT_DB_ALIAS


@cache
def _left_out(model: type[Model], fields: tuple[AnyField, ...]) -> tuple[str, ...]:
    """What the database sets of a row, where these are written: read when it is asked for."""
    others = (field for field in model._meta.local_concrete_fields if field not in fields and not field.primary_key)
    return tuple(field.attname for field in others)


def _values(thing: Model, fields: tuple[AnyField, ...], *, new: bool) -> list[Any]:
    # The connection itself: through Django's stand-in for it, each value would look it up anew.
    here = connections[DEFAULT_DB_ALIAS]
    return [field.get_db_prep_save(field.pre_save(thing, new), here) for field in fields]


@cache
def _insertion(model: type[Model], fields: tuple[AnyField, ...]) -> str:
    columns, places = ", ".join(map(_column, fields)), ", ".join(["%s"] * len(fields))
    key = _column(model._meta.pk)
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({places}) RETURNING {key}"  # noqa: S608 - names come from the models


@cache
def _insertion_of_many(model: type[Model], fields: tuple[AnyField, ...]) -> str:
    columns = ", ".join(map(_column, fields))
    values = ", ".join(map(_list_of, fields))
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) SELECT * FROM unnest({values})"  # noqa: S608 - names of ours


def _list_of(field: Any) -> str:
    """The place of a list of its values, sent as bytes: a tenth of the cost of writing and reading them as text."""
    return f"%b::{field.rel_db_type(connection) if field.primary_key else field.db_type(connection)}[]"


@cache
def _updating(model: type[Model], fields: tuple[AnyField, ...]) -> str:
    changes = ", ".join(f"{_column(field)} = %s" for field in fields)
    return f"UPDATE {_quoted(model._meta.db_table)} SET {changes} WHERE {_column(model._meta.pk)} = %s"  # noqa: S608


@cache
def _together(
    new: tuple[tuple[type[Model], tuple[AnyField, ...]], ...], model: type[Model], fields: tuple[AnyField, ...]
) -> str:
    parts = [_insertion(one, given) for one, given in new]
    parts.append(f"{_updating(model, fields)} RETURNING {_column(model._meta.pk)}")
    written = ", ".join(f"w{at}(key) AS ({part})" for at, part in enumerate(parts))
    return f"WITH {written} SELECT {', '.join(f'(SELECT key FROM w{at})' for at in range(len(parts)))}"  # noqa: S608


def _column(field: Any) -> str:
    return _quoted(field.column)


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
