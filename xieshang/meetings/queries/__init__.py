"""Reads of occasions that are worth a name."""

from xieshang.meetings.queries.door import (
    attendance_of,
    attendances,
    missing,
    on_leave,
    own_attendance,
    seats_of,
    sitting_of,
    tally_of,
    tally_text,
    with_records,
)
from xieshang.meetings.queries.reach import attendee_of, kinds_of, present, speeches_visible_to, visible_to

__all__ = [
    "attendance_of",
    "attendances",
    "attendee_of",
    "kinds_of",
    "missing",
    "on_leave",
    "own_attendance",
    "present",
    "seats_of",
    "sitting_of",
    "speeches_visible_to",
    "tally_of",
    "tally_text",
    "visible_to",
    "with_records",
]
