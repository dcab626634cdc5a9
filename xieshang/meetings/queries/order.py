"""In which order people speak: pure functions over what is given.

Where the kind says so, parties (党派) speak first, then people's organisations (人民团体), sectors and other
bodies, then members for themselves; else whoever came first.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

from xieshang.meetings.models import Speech, Turn
from xieshang.members.models import Organ, Sector
from xieshang.members.states import OrganKind

T = TypeVar("T")
PARTY, ORGANISATION, BODY, MEMBER = range(4)
NEWEST = 2**62
"""The key of what is not kept yet: it came after all that are."""


class Place(NamedTuple):
    """What decides: the rank of whom it is for, when it came, and a key where all else is the same."""

    rank: int
    came_at: datetime
    key: int


def rank_of(body: Organ | Sector | None) -> int:
    """0 for who speaks for a party or its sector, 1 for a people's organisation, 2 for another sector or body, 3 for
    oneself."""
    if body is None:
        return MEMBER
    if isinstance(body, Organ):
        return _OF_ORGANS.get(OrganKind(body.kind), BODY)
    return PARTY if body.name.removesuffix("界") in PARTIES else BODY


PARTIES: Final = frozenset(["中共", "民革", "民盟", "民建", "民进", "农工党", "致公党", "九三学社", "台盟"])
"""The parties as sectors are called after them: such a sector is its party's."""
_OF_ORGANS = {OrganKind.PARTY: PARTY, OrganKind.PEOPLES_ORGANISATION: ORGANISATION}


def place_of_speech(speech: Speech, *, parties_first: bool) -> Place:
    """Where a speech belongs among the oral ones."""
    rank = rank_of(speech.organ or speech.sector) if parties_first else MEMBER
    return Place(rank, speech.offered_at, speech.pk or NEWEST)


def place_of_turn(turn: Turn, *, parties_first: bool) -> Place:
    """Where a turn belongs on the speaking list."""
    return Place(rank_of(turn.body) if parties_first else MEMBER, turn.asked_at, turn.pk or NEWEST)


def in_order(speeches: Iterable[Speech], *, parties_first: bool) -> list[Speech]:
    """Speeches as the rule orders them."""
    return sorted(speeches, key=lambda one: place_of_speech(one, parties_first=parties_first))


def slot(new: Place, standing: Sequence[Place]) -> int:
    """At which index a new one goes in: behind the last that comes before it by rule, so that what was moved by
    hand stays as it was put."""
    return max((index + 1 for index, one in enumerate(standing) if one <= new), default=0)


def moved(row: Sequence[T], thing: T, to: int) -> list[T]:
    """The row with one of it at another place, counted from 1; a place beyond either end is that end."""
    rest = [one for one in row if one != thing]
    at = min(max(to, 1), len(rest) + 1) - 1
    return [*rest[:at], thing, *rest[at:]]
