"""Credits follow the ledger: an entry that concerns a member is read once, after the commit. What somebody judged of
one member is in that member's total at once; all else with the next count of the year."""

from collections.abc import Sequence

from django.db.models import Q

from xieshang.duties import collecting, events, readings
from xieshang.duties.models import Credit, Exemption
from xieshang.spine.errand import on, on_several
from xieshang.spine.event import KINDS
from xieshang.spine.models import Entry

JUDGED = (events.CONFIRMED.kind, events.CORRECTED.kind)


def collect(entries: Sequence[Entry]) -> None:
    """Keep what the entries say of their members."""
    collecting.collect(entries)
    judged = [entry.pk for entry in entries if entry.kind in JUDGED]
    if judged:
        meant = Credit.objects.filter(Q(entry__in=judged) | Q(undone_by__in=judged))
        totals = ("assembly", "person", "year")
        for credit in meant.select_related("assembly", "person").order_by(*totals).distinct(*totals):
            collecting.recount_one(credit.assembly, credit.person, credit.year)


@on(events.EXEMPTED)
def exempted(entry: Entry) -> None:
    """What a member was exempt from counts at once."""
    made = Exemption.objects.select_related("assembly", "member__person").get(pk=entry.subject_id)
    collecting.recount_one(made.assembly, made.member.person, made.year)


def listen() -> None:
    """React to every kind of event that is to somebody's credit; once, when all rooms have declared theirs."""
    on_several(*(KINDS[kind] for kind in readings.kinds()))(collect)
