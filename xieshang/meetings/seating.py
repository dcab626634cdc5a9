"""Who sits where (排座): a pure function of a hall, of people and of an order.

The leaders' rows face the hall, the others face them. Seats count from the left as one faces the front. The row of
leaders that is numbered 1 is the one nearest to the hall.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby, zip_longest
from typing import Final, Self

from django.utils.translation import gettext as _

from xieshang.meetings.states import SeatOrder
from xieshang.texts import strokes

MOST_ROWS: Final = 80
MOST_IN_A_ROW: Final = 80


class Rank(IntEnum):
    """In which order those who hold posts are named; who holds several counts by the first."""

    CHAIR = 1
    VICE_CHAIR = 2
    SECRETARY_GENERAL = 3
    STANDING = 4
    OTHER = 5

    @property
    def leads(self) -> bool:
        """Does it belong into the leaders' rows?"""
        return self <= Rank.SECRETARY_GENERAL


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A seat by its row and its number, both from 1."""

    row: int
    number: int

    def __str__(self) -> str:
        return _("%(row)s 排 %(number)s 号") % {"row": self.row, "number": self.number}

    @property
    def key(self) -> str:
        """As it is typed: 3-12."""
        return f"{self.row}-{self.number}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The place that is typed as 3-12; None where the text is none."""
        found = re.fullmatch(r"([1-9][0-9]{0,2})-([1-9][0-9]{0,2})", text, re.ASCII)
        return cls(int(found[1]), int(found[2])) if found else None


Block = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall's rows, each of blocks of seats; the first `leaders` of them are the leaders'."""

    rows: tuple[tuple[int, ...], ...]
    leaders: int

    @classmethod
    def of(cls, rows: Iterable[Iterable[int]], leaders: int) -> Self:
        """From lists, as they are kept."""
        return cls(tuple(map(tuple, rows)), leaders)

    def blocks(self, row: int) -> list[Block]:
        """The seats of a row, block by block."""
        found, number = [], 1
        for size in self.rows[row - 1]:
            found.append(tuple(Place(row, number + index) for index in range(size)))
            number += size
        return found

    def seats(self, row: int) -> list[Place]:
        """The seats of a row from the left."""
        return [place for block in self.blocks(row) for place in block]

    @property
    def stand(self) -> list[list[Place]]:
        """The seats of the leaders' rows."""
        return [self.seats(row) for row in range(1, self.leaders + 1)]

    @property
    def floor(self) -> list[list[Place]]:
        """The seats of the other rows."""
        return [self.seats(row) for row in range(self.leaders + 1, len(self.rows) + 1)]

    @property
    def from_front(self) -> list[int]:
        """The rows as they lie before whoever faces the front: the leaders' last row is the farthest."""
        return [*range(self.leaders, 0, -1), *range(self.leaders + 1, len(self.rows) + 1)]

    def has(self, place: Place) -> bool:
        """Is there such a seat?"""
        return 1 <= place.row <= len(self.rows) and 1 <= place.number <= sum(self.rows[place.row - 1])

    @property
    def size(self) -> int:
        """How many seats there are."""
        return sum(map(sum, self.rows))


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody to be seated. `sector` says where their sector stands among all, `position` where they on the roster."""

    key: int
    name: str
    rank: Rank = Rank.OTHER
    sector: tuple[int, int] = (0, 0)
    position: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """How many people there are for how many seats, in the leaders' rows and on the floor."""

    people: int
    stand: int
    floor: int
    on_stand: int

    @property
    def lacking(self) -> int:
        """How many people have no seat; the seats of leaders are for them alone."""
        return max(self.people - self.on_stand - self.floor, 0)


def room(hall: Hall, people: Sequence[Sitter]) -> Room:
    """Is there room for all?"""
    stand, floor = sum(map(len, hall.stand)), sum(map(len, hall.floor))
    return Room(len(people), stand, floor, min(sum(one.rank.leads for one in people), stand))


def arranged(hall: Hall, people: Sequence[Sitter], order: str) -> dict[Place, int]:
    """Each place with the key of who sits there, as far as there is room (`room`).

    Whoever leads sits in the leaders' rows, the first of them in the middle, the others by turns at their left and
    right hand. The others sit on the floor in the order that is asked for.
    """
    leading = sorted((one for one in people if one.rank.leads), key=_by_rank)
    chosen = [place for row in hall.stand for place in _outward(row, left_hand=1)]
    on_stand = leading[: len(chosen)]
    seated = set(on_stand)
    others = [one for one in people if one not in seated]
    pairs = [*zip(chosen, on_stand, strict=False), *_ON_FLOOR[order](hall, others)]
    return {place: one.key for place, one in pairs}


def _by_rank(one: Sitter) -> tuple[int, int, int]:
    return one.rank, one.position, one.key


def _outward(row: Sequence[Place], *, left_hand: int) -> list[Place]:
    """The seats of a row from its middle, by turns at the left and the right hand of who sits there.

    `left_hand` says where that is: 1 at the higher number for who faces the hall, -1 for who faces the front.
    """
    middle = (len(row) - 1) // 2 if left_hand > 0 else len(row) // 2
    steps = [0, *(side * left_hand * step for step in range(1, len(row) + 1) for side in (1, -1))]
    return [row[middle + step] for step in steps if 0 <= middle + step < len(row)]


Filling = Callable[[Hall, Sequence[Sitter]], Iterable[tuple[Place, Sitter]]]


def _by_strokes(hall: Hall, people: Sequence[Sitter]) -> Iterable[tuple[Place, Sitter]]:
    """Row by row, from the left."""
    places = [place for row in hall.floor for place in row]
    return zip(places, sorted(people, key=_strokes), strict=False)


def _strokes(one: Sitter) -> tuple[strokes.Key, int, int]:
    return strokes.order_key(one.name), one.position, one.key


def _in_ranks(hall: Hall, people: Sequence[Sitter]) -> Iterable[tuple[Place, Sitter]]:
    """Row by row, from the middle; leaders by their rank, all others of one rank by strokes."""
    places = [place for row in hall.floor for place in _outward(row, left_hand=-1)]
    leading = sorted((one for one in people if one.rank.leads), key=_by_rank)
    others = sorted((one for one in people if not one.rank.leads), key=lambda one: (one.rank, _strokes(one)))
    return zip(places, [*leading, *others], strict=False)


def _by_sector(hall: Hall, people: Sequence[Sitter]) -> Iterable[tuple[Place, Sitter]]:
    """Block by block from the left, in each from the front. A sector begins at a row of its block where there is room
    for all to do so; else one follows at the next seat. In a sector by strokes."""
    lanes = [block for column in zip_longest(*_columns(hall)) for block in column if block]
    ordered = sorted(people, key=lambda one: (one.sector, _strokes(one)))
    sectors = [list(group) for _sector, group in groupby(ordered, key=lambda one: one.sector)]
    apart = list(_apart(lanes, sectors))
    if len(apart) == len(ordered):
        return apart
    return zip((place for lane in lanes for place in lane), ordered, strict=False)


def _columns(hall: Hall) -> list[list[Block]]:
    return [hall.blocks(row) for row in range(hall.leaders + 1, len(hall.rows) + 1)]


def _apart(lanes: Sequence[Block], sectors: Iterable[Sequence[Sitter]]) -> Iterator[tuple[Place, Sitter]]:
    """Each sector from a lane of its own on, as far as they go."""
    left = iter(lanes)
    for sector in sectors:
        waiting = list(sector)
        while waiting and (lane := next(left, None)) is not None:
            yield from zip(lane, waiting, strict=False)
            waiting = waiting[len(lane) :]


_ON_FLOOR: Final[dict[str, Filling]] = {
    SeatOrder.SECTOR: _by_sector,
    SeatOrder.STROKES: _by_strokes,
    SeatOrder.RANK: _in_ranks,
}
