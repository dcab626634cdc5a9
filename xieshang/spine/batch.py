"""Writing many at once: the same actions and rules, one lock, one statement a table.

Inside `with batch(queryset) as things:` every action runs as it does alone, but what it keeps and
records is held back and written together at the end, in one transaction. Rows created inside a
batch cannot be queried until it ends. An action that is refused leaves nothing behind: whoever
catches its `Refused` may go on with the next.
"""

from __future__ import annotations  # ForeignKey takes no type arguments at run time

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache, partial
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import ForeignKey, Model, QuerySet
from django.utils.translation import gettext as _

from xieshang.engine import writes
from xieshang.engine.prepared import Prepared
from xieshang.spine.constraint import spoken
from xieshang.spine.errand import owe
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

M = TypeVar("M", bound=Model)
T = TypeVar("T")


class Batch:
    """What is held back until the end of a batch."""

    def __init__(self) -> None:
        self.held: dict[tuple[type[Model], Any], Model] = {}
        self.new: set[int] = set()
        self.created: dict[type[Model], list[Model]] = defaultdict(list)
        self.changed: dict[tuple[type[Model], Any], Model] = {}
        self.removed: list[Model] = []
        self.entries: list[tuple[Entry, Any]] = []
        self.answers: dict[Any, Any] = {}
        self._undo: list[Callable[[], object]] | None = None

    @contextmanager
    def step(self) -> Iterator[None]:
        """One action: where it fails, what it held back and changed is undone, as a rollback would."""
        around, self._undo = self._undo, []
        try:
            yield
            if around is not None:
                around += self._undo
        except BaseException:
            for undo in reversed(self._undo):
                undo()
            raise
        finally:
            self._undo = around

    def _undone_by(self, undo: Callable[..., object], *arguments: Any) -> None:
        if self._undo is not None:
            self._undo.append(partial(undo, *arguments))

    def take(self, thing: M) -> M:
        """Let a step work on a held row; its values of now come back if the step fails."""
        self._undone_by(_restore, thing, dict(thing.__dict__), dict(thing._state.fields_cache))
        return thing

    def lock(self, things: QuerySet[M]) -> list[M]:
        """Lock and hold the rows of a queryset."""
        locked = list(things.select_for_update(of=("self",)).order_by("pk"))
        self.hold_locked(locked)
        return locked

    def hold_locked(self, things: Iterable[Model]) -> None:
        """Hold rows that are locked already: those that were read, under lock, with the rows of the batch."""
        for thing in things:
            remember(thing)
            self.held[(type(thing), thing.pk)] = thing

    def keep(self, thing: Model) -> None:
        """Hold back one row until the end."""
        key = (type(thing), thing.pk)
        if thing._state.adding and id(thing) not in self.new:
            self.new.add(id(thing))
            self.created[type(thing)].append(thing)
            self._undone_by(self._forget, thing)
        elif not thing._state.adding and key not in self.changed:
            self.changed[key] = thing
            self._undone_by(self.changed.pop, key)

    def remove(self, thing: Model) -> None:
        """Let a row go at the end."""
        self.removed.append(thing)
        self._undone_by(self.removed.pop)

    def _forget(self, thing: Model) -> None:
        self.new.discard(id(thing))
        self.created[type(thing)].pop()

    def record(self, entry: Entry, subject: Any) -> None:
        """Hold back one entry until the end."""
        self.entries.append((entry, subject))
        self._undone_by(self.entries.pop)

    def write(self) -> None:
        """Delete, update, insert, then record, each table in one statement a thousand rows.

        In this order, so that a row may take the place of one that has just given it up.
        """
        _delete(self.removed)
        self._write_changes()
        for things in self.created.values():
            writes.insert_all(things)
        for entry, subject in self.entries:
            entry.subject_id = subject.pk
        entries = [entry for entry, _ in self.entries]
        writes.insert_all(entries)
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


def once(ask: Callable[..., T], *values: Hashable) -> T:
    """`ask(*values)`; in a batch, which reads things as they were when it began, asked once for the same values."""
    opened = _current.get()
    if opened is None:
        return ask(*values)
    if (ask, values) not in opened.answers:
        opened.answers[ask, values] = ask(*values)
    answer: T = opened.answers[ask, values]
    return answer


@contextmanager
def batch(things: QuerySet[M] | None = None, *beside: QuerySet[Any]) -> Iterator[list[M]]:
    """Lock `things` in the order of their keys, and write all that happens inside at the end.

    `beside` are rows that the actions lock before their subject (`action(…, first=…)`); they are
    locked first here, too. Yields the locked `things`. All or nothing: any exception leaves nothing
    written. Batches do not nest.
    """
    if _current.get() is not None:
        raise RuntimeError("a batch is open already")
    with spoken(), transaction.atomic():
        opened = Batch()
        for queryset in beside:
            opened.lock(queryset)
        locked = opened.lock(things) if things is not None else []
        token = _current.set(opened)
        try:
            yield locked
        finally:
            _current.reset(token)
        opened.write()


def hold(thing: M) -> M:
    """The row as it is now, locked until the transaction ends: for rows that an action changes beside its subject.

    What was read of its relations is carried over where they are the same. Refused where the row is gone.
    """
    fresh = _held(type(thing), thing.pk)
    for name, related in thing._state.fields_cache.items():
        field = thing._meta.get_field(name)
        is_same = isinstance(field, ForeignKey) and getattr(fresh, field.attname) == getattr(thing, field.attname)
        if is_same and name not in fresh._state.fields_cache:
            fresh._state.fields_cache[name] = related
    return fresh


def hold_related(thing: M, name: str) -> M:
    """Lock what the relation `name` of a row points to, and only then the row itself; the two know each other."""
    field: Any = thing._meta.get_field(name)
    above = getattr(thing, name) if field.is_cached(thing) else None
    first = hold(above) if above is not None else _held(field.related_model, getattr(thing, field.attname))
    fresh = hold(thing)
    setattr(fresh, name, first)
    return fresh


def _held(model: type[M], pk: Any) -> M:
    """From the batch that holds it, else from the database, under lock."""
    opened = _current.get()
    if opened is not None and (model, pk) in opened.held:
        return opened.take(opened.held[(model, pk)])  # type: ignore[return-value]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a row is held until a transaction ends, and none is open")
    fresh: M | None = _locked(model).first(pk)
    if fresh is None:
        raise Refused(_("这一项已经不在了，可能刚被删除。请刷新页面再看。"))
    remember(fresh)
    if opened is not None:
        opened.held[(model, pk)] = opened.take(fresh)
    return fresh


@cache
def _locked(model: type[Model]) -> Prepared[Any]:
    """The row of a model with a key, locked, as it is stored: without what the database generates."""
    generated = [field.name for field in model._meta.concrete_fields if field.generated]
    stored = model._base_manager.select_for_update(of=("self",)).defer(*generated)
    return Prepared(lambda key: stored.filter(pk=key))


def _restore(thing: Model, values: dict[str, Any], related: dict[str, Any]) -> None:
    thing.__dict__.clear()
    thing.__dict__.update(values)
    thing._state.fields_cache.clear()
    thing._state.fields_cache.update(related)


def keep(thing: M) -> M:
    """Write a row now, or with the batch that is open. Of a row that an action holds, only what changed."""
    opened = _current.get()
    if opened is not None:
        opened.keep(thing)
    elif thing._state.adding:
        writes.insert(thing)
    elif hasattr(thing, "_as_locked"):
        fields = changed_fields(thing)
        if fields:
            writes.update(thing, *fields)
            remember(thing)
    else:
        thing.save()
    return thing


def keep_all(things: Sequence[M]) -> None:
    """`keep` for new rows of one model, in one statement."""
    opened = _current.get()
    if opened is not None:
        for thing in things:
            opened.keep(thing)
    elif things:
        writes.insert_all(things)


def remove_all(things: Sequence[Model]) -> None:
    """Delete rows now, or with the batch that is open."""
    opened = _current.get()
    if opened is None:
        _delete(things)
    else:
        for thing in things:
            opened.remove(thing)


def _delete(things: Sequence[Model]) -> None:
    keys: dict[type[Model], list[Any]] = defaultdict(list)
    for thing in things:
        keys[type(thing)].append(thing.pk)
    for model, gone in keys.items():
        model._base_manager.filter(pk__in=gone).delete()


def remember(thing: Model) -> None:
    """Note a row's values as they are in the database now."""
    values = thing.__dict__
    before = {column: values.get(column) for _name, column in _stored(type(thing))}
    thing._as_locked = before  # type: ignore[attr-defined] # a note of ours on the row


def changed_fields(thing: Model) -> tuple[str, ...]:
    """Names of the fields whose value differs from what was remembered; all where nothing was."""
    before: dict[str, Any] | None = getattr(thing, "_as_locked", None)
    fields, now = _stored(type(thing)), thing.__dict__
    if before is None:
        return tuple([name for name, _column in fields])
    return tuple([name for name, column in fields if column in now and now[column] != before.get(column)])


@cache
def _stored(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """Name and attribute of each field that we write: neither the key nor what the database generates."""
    fields = (field for field in model._meta.concrete_fields if not (field.generated or field.primary_key))
    return tuple((field.name, field.attname) for field in fields)


def _update_all(model: type[Model], names: tuple[str, ...], things: list[Model]) -> None:
    """UPDATE … FROM jsonb_to_recordset: one statement, whatever the values."""
    key, *fields = (_Column(field) for field in [model._meta.pk, *map(model._meta.get_field, names)])
    columns = ", ".join(f"{field.name} = v.{field.name}" for field in fields)
    shape = ", ".join(f"{field.name} {field.type}" for field in [key, *fields])
    rows = [{field.key: field.value(thing) for field in [key, *fields]} for thing in things]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_quoted(model._meta.db_table)} t SET {columns} "  # noqa: S608 - names come from the models
            f"FROM jsonb_to_recordset(%s::jsonb) AS v({shape}) WHERE t.{key.name} = v.{key.name}",
            [json.dumps(rows, cls=_Exact, ensure_ascii=False)],
        )


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))


class _Column:
    """A field as SQL names it, with the type that a cast names."""

    def __init__(self, field: Any) -> None:
        self.key: str = field.column
        self.name = _quoted(field.column)
        self.type = str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))
        self.value: Callable[[Model], Any] = field.value_from_object


class _Exact(DjangoJSONEncoder):
    """Django's, but moments keep their microseconds."""

    def default(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else super().default(value)
