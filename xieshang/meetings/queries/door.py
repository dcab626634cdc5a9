"""Who is where at the door."""

from datetime import datetime

from django.db import connection
from django.db.models import Prefetch, QuerySet

from xieshang.accounts.models import Person
from xieshang.engine.prepared import Prepared
from xieshang.meetings.door import tally
from xieshang.meetings.door.attendance import sitting_at
from xieshang.meetings.models import Attendance, Attendee, DoorRecord, Meeting, Seat, Sitting
from xieshang.meetings.seating import Place
from xieshang.meetings.states import EDITABLE, LeaveState, Part

_OWN = Prepared(
    lambda person, meeting: Attendance.objects.filter(
        attendee__person=person, attendee__meeting=meeting, sitting__meeting__notified_at__isnull=False
    ).select_related("attendee", "sitting__meeting"),
    (int, int),
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


def on_leave(meeting: Meeting) -> set[int]:
    """The lines of the roster that were given leave."""
    return set(Attendee.objects.filter(meeting=meeting, leaves__state=LeaveState.GRANTED).values_list("pk", flat=True))


def missing(sitting: Sitting) -> QuerySet[Attendance]:
    """The entitled who are not in the hall, in the order of the roster."""
    expected = attendances(sitting).filter(attendee__part=Part.ENTITLED, in_at__isnull=True)
    return expected.filter(presence__in=("expected", "absent", "on_leave")).select_related("attendee__sector")


def tally_text(sitting: Sitting) -> str:
    """The tally of a half-day as the event stream tells it."""
    with connection.cursor() as cursor:
        cursor.execute(tally.SQL, [[sitting.pk]])
        return str(cursor.fetchone()[1])


def tally_of(sitting: Sitting) -> tally.Tally:
    """How many are there, on leave and away, by sector; is the quorum reached?"""
    return tally.read(tally_text(sitting))
