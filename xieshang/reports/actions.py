"""Verifying the ledger: what was found is an entry of the ledger itself, which nobody can take back."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from xieshang.duties import sealing as years
from xieshang.members import sealing as terms
from xieshang.reports import events, queries, rules
from xieshang.spine import ledger
from xieshang.spine.action import action
from xieshang.spine.ledger import Verification
from xieshang.spine.models import Seal
from xieshang.spine.rule import Actor

MOST = 20
"""So many faults are kept in words; all are counted."""


def verify_ledger(*, head: str = "", progress: Callable[[int], None] = lambda entries: None) -> Verification:
    """Compare entries with digests, seals with the chain, what was frozen with the ledger; and note what came of it.

    `head`: the hash of a seal that was kept elsewhere, which is a fault where it is none of the ledger's any more.
    Nothing is noted of a ledger in which nothing is sealed.
    """
    found = ledger.verify(progress)
    if head and head not in found.heads:
        found.faults.append(_("末条封条 %(head)s 已不在账目之中。") % {"head": head[:16]})
    found.faults += [*terms.faults(), *years.faults()]
    last = queries.last_seal()
    if last is not None:
        note_verification(last, by=None, found=found)
    return found


@action(rules.may_note_verification, lock=False)
def note_verification(last: Seal, *, by: Actor | None, found: Verification) -> Seal:
    """Keep what was found up to the last seal."""
    events.LEDGER_VERIFIED.record(
        last,
        by,
        checked=found.entries,
        number=last.number,
        head=found.head,
        unsealed=found.unsealed,
        faulty=len(found.faults),
        faults=found.faults[:MOST],
    )
    return last
