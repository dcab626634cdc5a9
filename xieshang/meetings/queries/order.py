"""In which order people speak: pure functions over what is given.

Where the kind says so, parties (党派) speak first, then people's organisations (人民团体), sectors and other
bodies, then members for themselves; else whoever came first.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from xieshang.meetings.models import Speech, Turn
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


def rank_of(speech: Speech | None) -> int:
    """0 for a party's speech, 1 for a people's organisation's, 2 for a sector's or another body's, 3 for one's own."""
    if speech is None:
        return MEMBER
    if speech.organ is not None:
        return {OrganKind.PARTY: PARTY, OrganKind.PEOPLES_ORGANISATION: ORGANISATION}.get(
            OrganKind(speech.organ.kind), BODY
        )
    return BODY if speech.sector_id is not None else MEMBER


def place_of_speech(speech: Speech, *, parties_first: bool) -> Place:
    """Where a speech belongs among the oral ones."""
    return Place(rank_of(speech) if parties_first else MEMBER, speech.offered_at, speech.pk or NEWEST)


def place_of_turn(turn: Turn, *, parties_first: bool) -> Place:
    """Where a turn belongs on the speaking list."""
    return Place(rank_of(turn.speech) if parties_first else MEMBER, turn.asked_at, turn.pk or NEWEST)


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
