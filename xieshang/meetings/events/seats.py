"""What happens to the plan of an occasion's seats. A seat is told as 3-12: row, number.

What is changed by hand is told of the plan, all else of the occasion, whose record it would fill.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event, Plain


@dataclass(frozen=True, slots=True)
class PlanDrawn:
    """The hall: rows with their blocks; `leaders` of them are the leaders'. `lost`: people without a seat by it."""

    rows: list[list[int]]
    leaders: int
    seats: int
    lost: int


@dataclass(frozen=True, slots=True)
class SeatsArranged:
    """All seats anew in an order (`SeatOrder`)."""

    order: str
    count: int


@dataclass(frozen=True, slots=True)
class SeatsSwapped:
    """Two people changed seats: each with the seat they had. Attendees by the keys of their lines."""

    attendee: int
    name: str
    seat: str
    other: int
    other_name: str
    other_seat: str


@dataclass(frozen=True, slots=True)
class SeatChanged:
    """Somebody moved to an empty seat."""

    attendee: int
    name: str
    was: str
    seat: str


@dataclass(frozen=True, slots=True)
class OfSeat:
    """Whose seat it became, or is no longer."""

    attendee: int
    name: str
    seat: str


PLAN_DRAWN = Event("meetings.plan_drawn", _("画了座位图，共 %(seats)s 个座位"), PlanDrawn)
SEATS_ARRANGED = Event("meetings.seats_arranged", _("排了 %(count)s 人的座位"), SeatsArranged)
SEATS_SWAPPED = Event(
    "meetings.seats_swapped", _("%(name)s（%(seat)s）和%(other_name)s（%(other_seat)s）换了座位"), SeatsSwapped
)
SEAT_CHANGED = Event("meetings.seat_changed", _("%(name)s从 %(was)s 换到 %(seat)s"), SeatChanged)
SEAT_GIVEN = Event("meetings.seat_given", _("给%(name)s排了座位 %(seat)s"), OfSeat)
SEAT_CLEARED = Event("meetings.seat_cleared", _("空出了%(name)s的座位 %(seat)s"), OfSeat)
PLAN_PUBLISHED = Event("meetings.plan_published", _("公布了座位表"), Plain)
PLAN_TAKEN_BACK = Event("meetings.plan_taken_back", _("收回了座位表"), Plain)
