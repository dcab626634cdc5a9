"""Credits follow the ledger: an entry that concerns a member is read once, after the commit."""

from xieshang.duties import collecting, readings
from xieshang.spine.errand import on
from xieshang.spine.event import KINDS
from xieshang.spine.models import Entry


def collect(entry: Entry) -> None:
    """Keep what the entry says of its members."""
    collecting.collect([entry])


def listen() -> None:
    """React to every kind of event that is to somebody's credit; once, when all rooms have declared theirs."""
    on(*(KINDS[kind] for kind in readings.kinds()))(collect)
