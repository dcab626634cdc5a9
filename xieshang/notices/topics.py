"""What a page may hear of beside its own notices: topics of rooms below, each one statement and a ticket."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from xieshang.meetings.door import tally
from xieshang.notices.board import Topic


@dataclass(frozen=True, slots=True)
class Reader:
    """`sql` gives (key, text) for keys; `key_of(ticket, person)` is the key that the ticket lets the person hear of."""

    sql: str
    key_of: Callable[[str, int], int | None]


READERS: Final[dict[str, Reader]] = {tally.TOPIC: Reader(tally.SQL, tally.sitting_of)}
"""By name. A page asks for one by a parameter of that name, whose value is a ticket that its own page gave it."""


def asked_for(query: str, person: int) -> Topic | None:
    """The topic that an address asks for, where its ticket is this person's."""
    for name, (ticket, *_more) in parse_qs(query).items():
        key = READERS[name].key_of(ticket, person) if name in READERS else None
        if key is not None:
            return name, key
    return None
