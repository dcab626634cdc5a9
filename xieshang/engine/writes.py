"""Rows written by statements that are made once, for what is written at every turn.

Django compiles each INSERT and UPDATE anew, field by field. The SQL here depends on the model and on which of
its fields are written, and is kept. No signal is sent: nothing in the house listens to one.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

AnyField: TypeAlias = "Field[Any, Any]"


def insert(thing: Model) -> None:
    """Write a new row and give it its key; what else the database sets is read when it is asked for."""
    thing._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]
    fields = tuple(field for field in thing._meta.local_concrete_fields if _is_given(thing, field))
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(_insertion(type(thing), fields), _values(thing, fields, new=True))
        (key,) = cursor.fetchone()
    _is_written(thing, key, fields)


PART = 1000
"""So many rows are written by one statement."""


def insert_all(things: Sequence[Model]) -> None:
    """`insert` for rows of one model, in one statement a thousand rows; those with lists in them Django's way."""
    shapes: dict[tuple[AnyField, ...], list[Model]] = {}
    for thing in things:
        thing._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]
        given = tuple(field for field in thing._meta.local_concrete_fields if _is_given(thing, field))
        shapes.setdefault(given, []).append(thing)
    for fields, alike in shapes.items():
        if any(isinstance(field, ArrayField) for field in fields):  # lists of one length alone can be unnested
            type(alike[0])._base_manager.bulk_create(alike, batch_size=PART)
        else:
            for start in range(0, len(alike), PART):
                _insert_part(alike[start : start + PART], fields)


def _insert_part(things: Sequence[Model], fields: tuple[AnyField, ...]) -> None:
    columns = [list(values) for values in zip(*(_values(thing, fields, new=True) for thing in things), strict=True)]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(_insertion_of_many(type(things[0]), fields), columns)
        for thing, (key,) in zip(things, cursor.fetchall(), strict=True):
            _is_written(thing, key, fields)


def update(thing: Model, *names: str) -> None:
    """Write these fields of a row; DatabaseError where it is gone."""
    fields: tuple[AnyField, ...] = tuple(map(thing._meta.get_field, names))  # type: ignore[arg-type]
    values = _values(thing, fields, new=False)
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(_updating(type(thing), fields), [*values, thing.pk])
        if not cursor.rowcount:
            raise DatabaseError(f"{thing._meta.label} {thing.pk} is not there to be written")


def together(new: Sequence[Model], changed: Model, *names: str) -> None:
    """`insert` these rows and `update` these fields of one, in a single statement: for what hundreds do at once."""
    plan = []
    for thing in new:
        thing._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]
        plan.append((thing, tuple(field for field in thing._meta.local_concrete_fields if _is_given(thing, field))))
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
        _is_written(thing, key, given)


def _is_given(thing: Model, field: AnyField) -> bool:
    """Is it ours to write, and not left to the database?"""
    value = thing.__dict__.get(field.attname)
    return not field.generated and not isinstance(value, DatabaseDefault) and not (field.primary_key and value is None)


def _is_written(thing: Model, key: Any, fields: tuple[AnyField, ...]) -> None:
    thing.pk = key
    for field in set(thing._meta.local_concrete_fields) - {*fields, thing._meta.pk}:
        thing.__dict__.pop(field.attname, None)
    thing._state.adding, thing._state.db = False, DEFAULT_DB_ALIAS


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
    values = ", ".join(  # %b: lists as bytes, which costs a tenth of writing and reading them as text
        f"%b::{field.rel_db_type(connection) if field.primary_key else field.db_type(connection)}[]" for field in fields
    )
    key = _column(model._meta.pk)
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) SELECT * FROM unnest({values}) RETURNING {key}"  # noqa: S608


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
