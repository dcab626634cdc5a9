"""Errands: reactions of upper rooms to events, done after the commit, each exactly once.

A room above says `@on(events.SUBMITTED)`. Recording the event writes an errand row in the same
transaction and tells the worker of it at the commit. The worker locks the errand, runs the reaction
and marks it done in one transaction, so that a crash leaves either all of it or none. A reaction that
is registered with `on_several` is given the entries that came together, in one transaction for all.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from xieshang.engine.prepared import Prepared, listed
from xieshang.spine.models import Entry, Errand

if TYPE_CHECKING:
    from xieshang.spine.event import Event

CHANNEL = "spine_errands"
"""Tells the worker what has come to be owed: the keys, some at a time, for a message has its limit."""
CHUNK = 100


@dataclass(frozen=True, slots=True)
class Reaction:
    """What an upper room does about entries: about several at once, or about each by itself."""

    do: Callable[[Sequence[Entry]], None]
    takes_several: bool = False


REACTIONS: dict[str, dict[str, Reaction]] = {}
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def on(*events: "Event[Any]") -> Callable[[Callable[[Entry], None]], Callable[[Entry], None]]:
    """Let the function react to these events, to one entry at a time. Its name, with its module, must never change."""

    def register(function: Callable[[Entry], None]) -> Callable[[Entry], None]:
        def do(entries: Sequence[Entry]) -> None:
            for entry in entries:
                function(entry)

        _register(function, events, Reaction(do))
        return function

    return register


def on_several(
    *events: "Event[Any]",
) -> Callable[[Callable[[Sequence[Entry]], None]], Callable[[Sequence[Entry]], None]]:
    """The same for a function that takes all entries which came together: for what many do at once.

    It holds no row that an action would wait for: what it locks stays locked until all are done.
    """

    def register(function: Callable[[Sequence[Entry]], None]) -> Callable[[Sequence[Entry]], None]:
        _register(function, events, Reaction(function, takes_several=True))
        return function

    return register


def _register(function: Callable[..., None], events: Iterable["Event[Any]"], reaction: Reaction) -> None:
    name = f"{function.__module__.removeprefix('xieshang.')}.{function.__name__}"
    for event in events:
        REACTIONS.setdefault(event.kind, {})[name] = reaction


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing is owed for what is recorded inside: for the history of past years, which nobody waits for."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def owe(entries: list[Entry]) -> None:
    """Write the errands that are owed to these entries and tell the worker, all inside the transaction."""
    if _quiet.get():
        return
    owed = [(entry.pk, name) for entry in entries for name in REACTIONS.get(entry.kind, ())]
    if owed:
        with connection.cursor() as cursor:
            cursor.execute(_OWED, [[key for key, _name in owed], [name for _key, name in owed], CHUNK, CHANNEL])


_OWED = """
WITH owed AS (
  INSERT INTO spine_errand (entry_id, reaction) SELECT * FROM unnest(%s::bigint[], %s::text[]) RETURNING id
), parts AS (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS part FROM owed)
SELECT pg_notify(%s, string_agg(id::text, ' ' ORDER BY id)) FROM parts GROUP BY part
"""


def run(errand_id: int) -> bool:
    """Do one errand, exactly once; False where another worker has done it or is doing it.

    Raises what the reaction raises, or KeyError where this process knows no such reaction: either
    way it stays owed.
    """
    return _done([errand_id])


def run_all(errand_ids: Iterable[int]) -> list[int]:
    """Do these errands, each exactly once; the keys of those that failed and stay owed.

    Those of a reaction that takes several are done together. Where that fails, each is done by itself, so that one
    that fails does not keep the others waiting.
    """
    failed: list[int] = []
    for part in _parts(errand_ids):
        if not _is_sound(part):
            failed += [key for key in part if len(part) == 1 or not _is_sound([key])]
    return failed


def _parts(errand_ids: Iterable[int]) -> Iterable[list[int]]:
    """What is still owed of them: the keys to be done together, in the order in which they came to be owed."""
    parts: dict[str | int, list[int]] = {}
    for key, name, kind in _STILL_OWED(list(errand_ids)):
        reaction = REACTIONS.get(kind, {}).get(name)
        parts.setdefault(name if reaction and reaction.takes_several else key, []).append(key)
    return parts.values()


_STILL_OWED = Prepared(
    lambda keys: (
        Errand.objects.filter(pk__in=listed(keys), done_at__isnull=True)
        .order_by("pk")
        .values_list("pk", "reaction", "entry__kind")
    ),
    kinds=(list,),
)


def _is_sound(part: list[int]) -> bool:
    try:
        _done(part)
    except Exception:  # noqa: BLE001 - the queue tries again, and tells why it fails
        return False
    return True


def _done(part: list[int]) -> bool:
    """Do errands of one reaction in one transaction; False where there is nothing to do any more."""
    with transaction.atomic():
        owed = _HELD(part)
        if owed:
            REACTIONS[owed[0].entry.kind][owed[0].reaction].do([one.entry for one in owed])
            with connection.cursor() as cursor:
                cursor.execute(_MARK, [timezone.now(), [one.pk for one in owed]])
    return bool(owed)


_HELD = Prepared(
    lambda keys: (
        Errand.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk__in=listed(keys), done_at__isnull=True)
        .select_related("entry")
        .order_by("pk")
    ),
    kinds=(list,),
)
_MARK = "UPDATE spine_errand SET done_at = %s WHERE id = ANY(%s)"


def left_over() -> list[int]:
    """Keys of all errands that are owed now, in their order."""
    return list(Errand.objects.filter(done_at__isnull=True).order_by("pk").values_list("pk", flat=True))


def forgotten(*, older_than: timedelta) -> list[int]:
    """Keys of errands still owed after `older_than`, at most a thousand: the worker was not told, or they failed."""
    before = timezone.now() - older_than
    owed = Errand.objects.filter(done_at__isnull=True, owed_at__lt=before).order_by("owed_at")
    return list(owed.values_list("pk", flat=True)[:1000])
