"""Credits follow the ledger: an entry that concerns a member is read once, after the commit. What somebody judged of
one member is in that member's total at once; all else with the next count of the year."""

from django.db.models import Q

from xieshang.duties import collecting, events, readings
from xieshang.duties.models import Credit, Exemption
from xieshang.spine.errand import on
from xieshang.spine.event import KINDS
from xieshang.spine.models import Entry

JUDGED = (events.CONFIRMED.kind, events.CORRECTED.kind)


def collect(entry: Entry) -> None:
    """Keep what the entry says of its members."""
    collecting.collect([entry])
    if entry.kind in JUDGED:
        meant = Credit.objects.filter(Q(entry=entry.pk) | Q(undone_by=entry.pk)).select_related("assembly", "person")
        for credit in meant.order_by("year").distinct("year"):
            collecting.recount_one(credit.assembly, credit.person, credit.year)


@on(events.EXEMPTED)
def exempted(entry: Entry) -> None:
    """What a member was exempt from counts at once."""
    made = Exemption.objects.select_related("assembly", "member__person").get(pk=entry.subject_id)
    collecting.recount_one(made.assembly, made.member.person, made.year)


def listen() -> None:
    """React to every kind of event that is to somebody's credit; once, when all rooms have declared theirs."""
    on(*(KINDS[kind] for kind in readings.kinds()))(collect)
