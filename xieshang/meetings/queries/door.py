"""Who is where at the door."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from xieshang.accounts.models import Person
from xieshang.engine.prepared import Prepared
from xieshang.meetings.door import tally
from xieshang.meetings.door.attendance import Noted, sitting_at
from xieshang.meetings.models import Appearance, Attendance, Attendee, DoorRecord, Meeting, Seat, Sitting
from xieshang.meetings.queries.leaves import excused
from xieshang.meetings.seating import Place
from xieshang.meetings.states import EDITABLE, THERE, Part, State

_OWN = Prepared(
    lambda person, meeting: Attendance.objects.filter(
        attendee__person=person, attendee__meeting=meeting, sitting__meeting__notified_at__isnull=False
    ).select_related("attendee", "sitting__meeting"),
    (int, int),
)

_ON_LEAVE = Prepared(lambda sitting: excused().filter(sitting=sitting).values_list("attendee"))
_A_PART = Prepared(lambda meeting: Meeting.objects.filter(whole=meeting).values_list("pk")[:1])
_OCCASIONS = Prepared(lambda whole: Meeting.objects.filter(Q(pk=whole) | Q(whole=whole)))
_PRESENCES = Prepared(
    lambda sitting: Appearance.objects.filter(sitting=sitting).values_list("attendee", "presence").order_by()
)


def own_attendance(person: Person, meeting: int, *, at: datetime) -> Attendance | None:
    """The person's own attendance at the half-day whose door is open at a moment, with occasion and roster line.

    None for who is not on the roster, or was not told. One query that is made once: the door's most used.
    """
    found = {one.sitting: one for one in _OWN(person.pk, meeting) if one.sitting.meeting.state not in EDITABLE}
    return found.get(sitting_at(found, at))


def sitting_of(meeting: Meeting, *, at: datetime) -> Sitting | None:
    """The half-day whose door is open at a moment; the occasion comes with it."""
    found: Sitting | None = sitting_at(meeting.sittings.all(), at)
    if found is not None:
        found.meeting = meeting
    return found


def attendances(sitting: Sitting) -> QuerySet[Attendance]:
    """Everybody at a half-day, in the order of the roster, with the line of the roster."""
    rows = Attendance.objects.filter(sitting=sitting).select_related("attendee")
    return rows.order_by("attendee__position", "attendee__pk")


def attendance_of(sitting: Sitting, attendee: int) -> Attendance | None:
    """How one line of the roster is at a half-day; the half-day comes with it."""
    found = Attendance.objects.filter(sitting=sitting, attendee=attendee).select_related("attendee").first()
    if found is not None:
        found.sitting = sitting
    return found


def with_records(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    """The same with all records of the door behind each, in the order of what happened."""
    records = DoorRecord.objects.select_related("by", "device").order_by("at", "pk")
    return rows.prefetch_related(Prefetch("records", records))


def seats_of(meeting: Meeting) -> dict[int, Place]:
    """The seat of each line of the roster, where there is a plan."""
    return {seat.attendee_id: seat.place for seat in Seat.objects.filter(plan__meeting=meeting)}


def on_leave(sitting: Sitting) -> set[int]:
    """The lines of the roster that were given leave from a half-day."""
    return {line for (line,) in _ON_LEAVE(sitting.pk)}


@dataclass(frozen=True, slots=True)
class Course:
    """One person's way through an occasion: their lines on its roster and on those of its parts, the whole's first;
    and how they are noted at its half-days and at those of its parts."""

    lines: list[Attendee]
    noted: list[Noted]


def courses(whole: Meeting, rows: Sequence[Attendance]) -> dict[int, Course]:
    """The courses of those whose attendances these are, by the keys of the attendances, which are not among what is
    noted. A guest without an account is known by the one line; staff and cancelled parts do not count.
    Two queries, and one more where the occasion has parts."""
    lines, noted = _lines(whole, rows), defaultdict(list)
    hours = ("sitting__starts_at", "sitting__ends_at", "presence", "sitting__settled_at")
    every = [line.pk for of_one in lines.values() for line in of_one]
    beside = Attendance.objects.filter(attendee__in=every).exclude(pk__in=[row.pk for row in rows])
    for line, starts_at, ends_at, presence, settled_at in beside.values_list("attendee", *hours):
        noted[line].append(Noted(starts_at, ends_at, presence, settled_at is not None))
    found = {row.pk: lines[_who(row.attendee)] for row in rows}
    return {key: Course(of_one, [one for line in of_one for one in noted[line.pk]]) for key, of_one in found.items()}


def _lines(whole: Meeting, rows: Sequence[Attendance]) -> dict[int, list[Attendee]]:
    own = [row.attendee for row in rows]
    people = [line.person_id for line in own if line.person_id is not None]
    occasions = {one.pk: one for one in _OCCASIONS(whole.pk)}
    count = (key for key, one in occasions.items() if key == whole.pk or one.state != State.CANCELLED)
    others = {*count} - {line.meeting_id for line in own}  # of one occasion everybody has one line
    beside = Attendee.objects.filter(meeting__in=others, person__in=people).exclude(part=Part.STAFF)
    every = [*own, *beside] if others else own
    for line in every:
        line.meeting = occasions[line.meeting_id]
    found: dict[int, list[Attendee]] = defaultdict(list)
    for line in sorted(every, key=lambda one: (one.meeting.whole_id is not None, one.pk)):
        found[_who(line)].append(line)
    return found


def _who(line: Attendee) -> int:
    return line.person_id or -line.pk


def appearances(sitting: Sitting) -> QuerySet[Appearance]:
    """How everybody is noted at a half-day by whichever door, in the order of the roster, with the line of it."""
    rows = Appearance.objects.filter(sitting=sitting).select_related("attendee")
    return rows.order_by("attendee__position", "attendee")


def presences(sitting: Sitting) -> dict[int, str]:
    """The same by the keys of the lines, and nothing else of them; empty of an occasion without parts, where all that
    is noted stands with the attendances."""
    return dict(_PRESENCES(sitting.pk)) if _A_PART.first(sitting.meeting_id) else {}


def appearance_of(attendance: Attendance) -> Appearance:
    """How the person is noted at the half-day of an attendance by whichever door."""
    return Appearance.objects.get(sitting=attendance.sitting_id, attendee=attendance.attendee_id)


def missing(sitting: Sitting) -> QuerySet[Appearance]:
    """The entitled who have come to no door of a half-day, in the order of the roster."""
    return appearances(sitting).filter(attendee__part=Part.ENTITLED).exclude(presence__in=THERE)


def tally_text(sitting: Sitting) -> str:
    """The tally of a half-day as the event stream tells it."""
    with connection.cursor() as cursor:
        cursor.execute(tally.SQL, [[sitting.pk]])
        return str(cursor.fetchone()[1])


def tally_of(sitting: Sitting) -> tally.Tally:
    """How many are there, on leave and away, by sector; is the quorum reached?"""
    return tally.read(tally_text(sitting))
