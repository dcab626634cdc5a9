"""Writing many at once: the same actions and rules, one lock, one statement a table.

Inside `with batch(queryset) as things:` every action runs as it does alone, but what it keeps and
records is held back and written together at the end, in one transaction. Rows created inside a
batch cannot be queried until it ends.
"""

from __future__ import annotations  # Field takes no type arguments at run time

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Field, Model, QuerySet

from xieshang.spine.errand import owe
from xieshang.spine.models import Entry

M = TypeVar("M", bound=Model)


class Batch:
    """What is held back until the end of a batch."""

    def __init__(self) -> None:
        self.held: dict[tuple[type[Model], Any], Model] = {}
        self.new: set[int] = set()
        self.created: dict[type[Model], list[Model]] = defaultdict(list)
        self.changed: dict[tuple[type[Model], Any], Model] = {}
        self.entries: list[tuple[Entry, Any]] = []

    def lock(self, things: QuerySet[M]) -> list[M]:
        """Lock and hold the rows of a queryset."""
        locked = list(things.select_for_update(of=("self",)).order_by("pk"))
        for thing in locked:
            remember(thing)
            self.held[(type(thing), thing.pk)] = thing
        return locked

    def keep(self, thing: Model) -> None:
        """Hold back one row until the end."""
        if thing._state.adding:
            if id(thing) not in self.new:
                self.new.add(id(thing))
                self.created[type(thing)].append(thing)
        else:
            self.changed[(type(thing), thing.pk)] = thing

    def write(self) -> None:
        """Insert, then update, then record, each table in one statement a thousand rows."""
        for model, things in self.created.items():
            model._default_manager.bulk_create(things, batch_size=1000)
        self._write_changes()
        for entry, subject in self.entries:
            entry.subject_id = subject.pk
        entries = [entry for entry, _ in self.entries]
        Entry.objects.bulk_create(entries, batch_size=2000)
        owe(entries)

    def _write_changes(self) -> None:
        groups: dict[tuple[type[Model], tuple[str, ...]], list[Model]] = defaultdict(list)
        for (model, _pk), thing in self.changed.items():
            fields = changed_fields(thing)
            if fields:
                groups[(model, fields)].append(thing)
        for (model, fields), things in groups.items():
            for start in range(0, len(things), 2000):
                _update_all(model, fields, things[start : start + 2000])


_current: ContextVar[Batch | None] = ContextVar("batch", default=None)


def current_batch() -> Batch | None:
    """The batch that is open here, if any."""
    return _current.get()


@contextmanager
def batch(things: QuerySet[M] | None = None, *more: QuerySet[Any]) -> Iterator[list[M]]:
    """Lock `things` (and `more`) in the order of their keys, and write all that happens inside at the end.

    Yields the locked `things`. All or nothing: any exception leaves nothing written. Batches do not nest.
    """
    if _current.get() is not None:
        raise RuntimeError("a batch is open already")
    with transaction.atomic():
        opened = Batch()
        locked = [opened.lock(queryset) for queryset in ([things] if things is not None else []) + list(more)]
        token = _current.set(opened)
        try:
            yield locked[0] if locked else []
        finally:
            _current.reset(token)
        opened.write()


def hold(thing: M) -> M:
    """The row as it is now, locked until the transaction ends: for rows that an action changes beside its subject."""
    opened = _current.get()
    if opened is not None and (type(thing), thing.pk) in opened.held:
        return opened.held[(type(thing), thing.pk)]  # type: ignore[return-value]
    generated = [field.name for field in thing._meta.concrete_fields if field.generated]
    fresh = type(thing)._base_manager.select_for_update(of=("self",)).defer(*generated).get(pk=thing.pk)
    remember(fresh)
    if opened is not None:
        opened.held[(type(fresh), fresh.pk)] = fresh
    return fresh


def keep(thing: M) -> M:
    """Write a row now, or with the batch that is open. Of a row that an action holds, only what changed."""
    opened = _current.get()
    if opened is not None:
        opened.keep(thing)
    elif thing._state.adding:
        thing.save(force_insert=True)
    elif hasattr(thing, "_as_locked"):
        fields = changed_fields(thing)
        if fields:
            thing.save(update_fields=fields)
            remember(thing)
    else:
        thing.save()
    return thing


def remember(thing: Model) -> None:
    """Note a row's values as they are in the database now."""
    thing._as_locked = {f.attname: thing.__dict__.get(f.attname) for f in stored_fields(thing)}  # type: ignore[attr-defined]


def changed_fields(thing: Model) -> tuple[str, ...]:
    """Names of the fields whose value differs from what was remembered; all where nothing was."""
    before: dict[str, Any] | None = getattr(thing, "_as_locked", None)
    fields = [field for field in stored_fields(thing) if not field.primary_key]
    if before is None:
        return tuple(field.name for field in fields)
    return tuple(
        field.name
        for field in fields
        if field.attname in thing.__dict__ and thing.__dict__[field.attname] != before.get(field.attname)
    )


def stored_fields(thing: Model) -> list[Field[Any, Any]]:
    """The fields that we write; what the database generates is not among them."""
    return [field for field in thing._meta.concrete_fields if not field.generated]


def _update_all(model: type[Model], names: tuple[str, ...], things: list[Model]) -> None:
    """UPDATE … FROM jsonb_to_recordset: one statement, whatever the values."""
    fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in names]  # type: ignore[misc]
    key = model._meta.pk
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(f.column)} = v.{quote(f.column)}" for f in fields)
    shape = ", ".join(f"{quote(f.column)} {_type(f)}" for f in [key, *fields])
    rows = [{f.column: f.value_from_object(thing) for f in [key, *fields]} for thing in things]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} t SET {columns} "  # noqa: S608 - names come from the models
            f"FROM jsonb_to_recordset(%s::jsonb) AS v({shape}) WHERE t.{quote(key.column)} = v.{quote(key.column)}",
            [json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False)],
        )


def _type(field: Field[Any, Any]) -> str:
    """The column's type as a cast names it."""
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))
