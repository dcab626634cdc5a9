"""Errands: reactions of upper rooms to events, done after the commit, each exactly once.

A room above says `@on(events.SUBMITTED)`. Recording the event writes an errand row in the same
transaction and wakes the worker through the queue. The worker locks the errand, runs the reaction
and marks it done in one transaction, so that a crash leaves either all of it or none.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from xieshang.engine import writes
from xieshang.engine.prepared import Prepared
from xieshang.spine.models import Entry, Errand

if TYPE_CHECKING:
    from xieshang.spine.event import Event

Reaction = Callable[[Entry], None]

REACTIONS: dict[str, dict[str, Reaction]] = {}
CHUNK = 100
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def on(*events: "Event[Any]") -> Callable[[Reaction], Reaction]:
    """Let the function react to these events. Its name, with its module, must never change."""

    def register(reaction: Reaction) -> Reaction:
        name = f"{reaction.__module__.removeprefix('xieshang.')}.{reaction.__name__}"
        for event in events:
            REACTIONS.setdefault(event.kind, {})[name] = reaction
        return reaction

    return register


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing is owed for what is recorded inside: for the history of past years, which nobody waits for."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def owe(entries: list[Entry]) -> None:
    """Write the errands that are owed to these entries and wake the worker, all inside the transaction."""
    if _quiet.get():
        return
    owed = [(entry.pk, name) for entry in entries for name in REACTIONS.get(entry.kind, ())]
    if owed:
        with connection.cursor() as cursor:
            cursor.execute(_OWED, [[key for key, _name in owed], [name for _key, name in owed]])
            _wake([key for (key,) in cursor.fetchall()])


_OWED = """
INSERT INTO spine_errand (entry_id, reaction) SELECT * FROM unnest(%s::bigint[], %s::text[]) RETURNING id
"""


def _wake(keys: list[int]) -> None:
    from xieshang.spine.tasks import run_errands  # noqa: PLC0415 - the queue is ready only once Django is

    for start in range(0, len(keys), CHUNK):
        run_errands.defer(errand_ids=keys[start : start + CHUNK])


def run(errand_id: int) -> bool:
    """Do one errand, exactly once; False where another worker has done it or is doing it.

    Raises what the reaction raises, or KeyError where this process knows no such reaction: either
    way it stays owed.
    """
    with transaction.atomic():
        errand = _OWED_STILL.first(errand_id)
        if errand is None:
            return False
        (entry,) = _ENTRY(errand.entry_id)
        REACTIONS[entry.kind][errand.reaction](entry)
        errand.done_at = timezone.now()
        writes.update(errand, "done_at")
        return True


_OWED_STILL = Prepared(
    lambda key: Errand.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=key, done_at__isnull=True)
)
_ENTRY = Prepared(lambda key: Entry.objects.filter(pk=key))


def forgotten(*, older_than: timedelta) -> list[int]:
    """Keys of errands still owed after `older_than`, at most a thousand: the worker's wake-up was lost."""
    before = timezone.now() - older_than
    owed = Errand.objects.filter(done_at__isnull=True, owed_at__lt=before).order_by("owed_at")
    return list(owed.values_list("pk", flat=True)[:1000])
