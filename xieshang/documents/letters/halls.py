"""Papers of a hall, as plain data: the plan of its seats, and cards for the tables (桌签)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a hall: what it is called, and its blocks of seats, each a number and a name (empty: nobody)."""

    label: str
    blocks: Sequence[Sequence[tuple[str, str]]]
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """The seats of a hall on one sheet across, from the front. `front` is what stands before the first row that does
    not `stand`; `size` is "a4" or "a3"."""

    title: str
    above: str
    front: str
    note: str
    rows: Sequence[Row]
    at: datetime
    size: str = "a4"


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards for the tables: a sheet A4 across for each name, folded in the middle, to be read from both sides."""

    title: str
    names: Sequence[str]
    at: datetime
