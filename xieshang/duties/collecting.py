"""Credits kept: as the ledger grows, and all of them anew from the ledger."""

from collections.abc import Callable, Iterator, Sequence

from django.db import transaction

from xieshang.duties import readings
from xieshang.duties.models import Credit
from xieshang.members.models import Assembly
from xieshang.spine.models import Entry

CHUNK = 2_000


def collect(entries: Sequence[Entry]) -> int:
    """Keep the credits of these entries, each once however often it is asked; how many members they concern."""
    found = readings.credits_of(entries)
    Credit.objects.bulk_create(found, batch_size=CHUNK, ignore_conflicts=True)
    return len(found)


def rebuild(assembly: Assembly, *, told: Callable[[int], None] = lambda _count: None) -> int:
    """All credits of an assembly anew from its ledger: the same rows as before, or the ledger was not read right.

    One transaction; `told` hears how many entries were read since it was last told.
    """
    count = 0
    with transaction.atomic():
        Credit.objects.filter(assembly=assembly, undone_by__isnull=True).delete()
        for entries in _chunks(assembly):
            count += collect(entries)
            told(len(entries))
    return count


def _chunks(assembly: Assembly) -> Iterator[list[Entry]]:
    last = 0
    rows = Entry.objects.filter(assembly_id=assembly.pk, kind__in=readings.kinds()).order_by("id")
    while entries := list(rows.filter(id__gt=last)[:CHUNK]):
        yield entries
        last = entries[-1].pk
