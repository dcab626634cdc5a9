"""The plan of an occasion's seats on one sheet, and cards for its tables, in Chinese as all that is printed."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from xieshang.documents import letters
from xieshang.documents.letters import Cards, Chart, Row
from xieshang.meetings.models import Plan, Seat

SIZES = ("a4", "a3")


def chart_of(plan: Plan, seats: Iterable[Seat], *, size: str, at: datetime) -> bytes:
    """The whole hall, from the front: the leaders' rows above, the one nearest to the hall below the others."""
    names = {seat.place: seat.attendee.name for seat in seats}
    hall, meeting = plan.hall, plan.meeting
    rows = []
    for number in hall.from_front:
        blocks = [[(str(place.number), names.get(place, "")) for place in block] for block in hall.blocks(number)]
        rows.append(Row(f"{number} 排", blocks, stands=number <= hall.leaders))
    begins = timezone.localtime(meeting.starts_at)
    hours = f"{begins.year} 年 {begins.month} 月 {begins.day} 日 {begins:%H:%M}"
    chart = Chart(
        title=f"{meeting.title}座位表",
        above=meeting.assembly.name,
        front="主席台",
        note="　".join(part for part in (hours, meeting.place, f"{len(names)} 人，{hall.size} 个座位") if part),
        rows=rows,
        at=at,
        size=size,
    )
    return letters.chart(chart)


def cards_of(plan: Plan, seats: Iterable[Seat], *, at: datetime) -> bytes:
    """A card for each who has a seat, in the order of the seats, as they are laid out."""
    names = [_spread(seat.attendee.name) for seat in seats]
    return letters.cards(Cards(title=f"{plan.meeting.title}桌签", names=names, at=at))


def chart_name(plan: Plan, size: str) -> str:
    """What the file of the plan is called."""
    return f"{plan.meeting.title}座位表-{size.upper()}.pdf"


def cards_name(plan: Plan) -> str:
    """What the file of the cards is called."""
    return f"{plan.meeting.title}桌签.pdf"


def _spread(name: str) -> str:
    """A name of two characters is set as wide as one of three."""
    return "　".join(name) if len(name) == 2 else name
