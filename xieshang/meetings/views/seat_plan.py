"""How a plan of seats is drawn on a page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from xieshang.meetings import queries
from xieshang.meetings.forms.seats import SwapForm
from xieshang.meetings.models import Attendee, Plan, Seat
from xieshang.meetings.seating import Place

MOST_ACROSS = 16
"""Seats side by side with the name across, on a page of usual width."""
Choices = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Chair:
    """A seat on the page. `spot` is what the form calls it; `away`: who sits there is not expected any more."""

    place: Place
    spot: str
    name: str = ""
    label: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of blocks of seats; `leads` for one of the leaders', `before`: the front lies between it and the last."""

    number: int
    blocks: list[list[Chair]]
    leads: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole hall from the front, with who sits where and who has no seat."""

    rows: list[Row]
    seated: list[Seat]
    unseated: list[Attendee]
    size: int

    @property
    def empty(self) -> int:
        """How many seats nobody has."""
        return self.size - len(self.seated)

    @property
    def absent(self) -> int:
        """How many have a seat and are not expected."""
        return sum(chair.away for chair in self._chairs())

    @property
    def is_wide(self) -> bool:
        """Are there so many seats side by side that names are written downwards?"""
        return max(sum(map(len, row.blocks)) for row in self.rows) > MOST_ACROSS

    def people(self) -> Choices:
        """Everybody of the plan, to choose from, by name."""
        have = sorted(self.seated, key=lambda seat: (seat.attendee.spelled, seat.attendee_id))
        return _grouped(
            (_("还没有座位"), [(f":{one.pk}", one.name) for one in self.unseated]),
            (_("已有座位"), [(spot_of(seat), f"{seat.attendee.name}　{seat}") for seat in have]),
        )

    def places(self) -> Choices:
        """Every seat, to choose from, from the front."""
        every = sorted(self._chairs(), key=lambda chair: chair.place)
        return _grouped(
            (_("空座位"), [(chair.spot, str(chair.place)) for chair in every if not chair.name]),
            (_("和谁对调"), [(chair.spot, f"{chair.place}　{chair.name}") for chair in every if chair.name]),
            (_("空出来"), [(SwapForm.NOWHERE, _("不排座位"))] if self.seated else []),
        )

    def _chairs(self) -> Iterator[Chair]:
        return (chair for row in self.rows for block in row.blocks for chair in block)


def _grouped(*groups: tuple[str, list[tuple[str, str]]]) -> Choices:
    return [(label, options) for label, options in groups if options]


def spot_of(seat: Seat) -> str:
    """A seat and who sits there, as the form sends it."""
    return f"{seat.place.key}:{seat.attendee_id}"


def drawing_of(plan: Plan) -> Drawing:
    """The hall with everybody in it; two queries."""
    seated, expected = list(queries.seated(plan)), list(queries.expected(plan.meeting))
    coming, having = {one.pk for one in expected}, {seat.attendee_id for seat in seated}
    chairs = {seat.place: _chair(seat, away=seat.attendee_id not in coming) for seat in seated}
    unseated = [one for one in expected if one.pk not in having]
    return Drawing(list(_rows(plan, chairs)), seated, unseated, plan.hall.size)


def _chair(seat: Seat, *, away: bool) -> Chair:
    return Chair(seat.place, spot_of(seat), seat.attendee.name, seat.attendee.label, away)


def _rows(plan: Plan, chairs: dict[Place, Chair]) -> Iterator[Row]:
    for number in plan.hall.from_front:
        blocks = [[chairs.get(at) or Chair(at, f"{at.key}:") for at in block] for block in plan.hall.blocks(number)]
        yield Row(number, blocks, leads=number <= plan.leaders)


def own_rows(plan: Plan) -> list[Row]:
    """The hall without anybody, for who looks for their own seat."""
    return list(_rows(plan, {}))


def way_to(seat: Seat) -> str:
    """How one finds a seat, in words: in which block, and the how manieth there from the left."""
    blocks = seat.plan.hall.blocks(seat.row)
    block, place = _found(blocks, seat.place)
    known = {"block": block, "blocks": len(blocks), "place": place}
    if len(blocks) == 1:
        return _("面向主席台，从左边数第 %(place)s 个。") % known
    return _("面向主席台，从左边数第 %(block)s 块（共 %(blocks)s 块），这一块里从左边数第 %(place)s 个。") % known


def _found(blocks: Iterable[Iterable[Place]], wanted: Place) -> tuple[int, int]:
    every = (
        (number, index) for number, block in enumerate(blocks, 1) for index, at in enumerate(block, 1) if at == wanted
    )
    return next(every, (1, wanted.number))
