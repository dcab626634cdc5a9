"""For which half-days a leave holds: those of its occasion and, of a plenary, those of its parts."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from xieshang.engine.prepared import Prepared
from xieshang.meetings.models import Attendance, Attendee, Leave, Meeting
from xieshang.meetings.states import LeaveState


def excused() -> QuerySet[Attendance]:
    """The attendances for which a leave is granted: of the occasion itself, or of the whole of which it is a part."""
    return Attendance.objects.filter(Exists(_excusing()))


def granted(meeting: Meeting) -> list[Leave]:
    """The leaves that were granted from an occasion, and from the whole of which it is a part; one query."""
    return _GRANTED(meeting.pk, meeting.whole_id or 0)


_GRANTED = Prepared(
    lambda meeting, whole: Leave.objects.filter(
        Q(attendee__meeting=meeting) | Q(attendee__meeting=whole), state=LeaveState.GRANTED
    ).select_related("attendee"),
    (int, int),
)


def _excusing() -> QuerySet[Leave]:
    """Leaves that hold for an attendance of an outer query."""
    own = Q(attendee=OuterRef("attendee"))
    of_whole = Q(attendee__person=OuterRef("attendee__person"), attendee__meeting=OuterRef("sitting__meeting__whole"))
    between = _between(OuterRef("sitting__starts_at"), OuterRef("sitting__ends_at"))
    return Leave.objects.filter(own | of_whole, between, state=LeaveState.GRANTED)


def _between(starts_at: Any, ends_at: Any) -> Q:
    return Q(from_at__isnull=True) | Q(from_at__lt=ends_at, until_at__gt=starts_at)


def kinds_granted(lines: Sequence[Attendee]) -> set[str]:
    """The types of the leaves that were granted to these lines of one person, of an occasion and its parts."""
    granted = Leave.objects.filter(attendee__in=[line.pk for line in lines], state=LeaveState.GRANTED)
    return set(granted.values_list("kind", flat=True))


def numbers_of(leave: Leave) -> list[int]:
    """The numbers of the half-days of its occasion that a leave is for; none where it is for all of them."""
    if leave.from_at is None or leave.until_at is None:
        return []
    rows = leave.attendee.meeting.sittings.filter(starts_at__lt=leave.until_at, ends_at__gt=leave.from_at)
    return list(rows.order_by("number").values_list("number", flat=True))


def held_by(leave: Leave, attendee: Attendee) -> QuerySet[Attendance]:
    """The attendances that a leave of this line is about and that are not settled: its own, and those at parts."""
    lines = list(lines_of(attendee).values_list("pk", flat=True))  # by their keys: what is changed is found by them
    rows = Attendance.objects.filter(attendee__in=lines, sitting__settled_at__isnull=True)
    if leave.from_at is None:
        return rows
    return rows.filter(sitting__starts_at__lt=leave.until_at, sitting__ends_at__gt=leave.from_at)


def left_by(leave: Leave, attendee: Attendee) -> QuerySet[Attendance]:
    """Those of them for which no other leave holds: whoever takes this one back is expected there again."""
    return held_by(leave, attendee).exclude(Exists(_excusing().exclude(pk=leave.pk)))


def lines_of(attendee: Attendee) -> QuerySet[Attendee]:
    """The line itself and the lines of the same person on the rosters of the parts of its occasion."""
    if attendee.person_id is None:
        return Attendee.objects.filter(pk=attendee.pk)
    parts = Meeting.objects.filter(whole=attendee.meeting_id).values("pk")  # apart, so that an index finds the lines
    return Attendee.objects.filter(Q(pk=attendee.pk) | Q(person=attendee.person_id, meeting__in=parts))


def parts_left(leave: Leave, attendee: Attendee) -> QuerySet[Attendee]:
    """The lines of the same person at the parts that lie wholly in a leave."""
    lines = lines_of(attendee).exclude(pk=attendee.pk)
    if leave.from_at is None:
        return lines
    return lines.filter(meeting__starts_at__gte=leave.from_at, meeting__ends_at__lte=leave.until_at)


def staying_away(meeting: Meeting) -> QuerySet[Attendee]:
    """The lines of an occasion whose leave is for all of it, or for the whole of which it is a part."""
    of_all = Q(from_at__isnull=True) | Q(from_at__lte=meeting.starts_at, until_at__gte=meeting.ends_at)
    granted = Leave.objects.filter(of_all, state=LeaveState.GRANTED)
    own = granted.filter(attendee=OuterRef("pk"))
    of_whole = granted.filter(attendee__meeting=meeting.whole_id or 0, attendee__person=OuterRef("person"))
    return Attendee.objects.filter(Exists(own) | Exists(of_whole), meeting=meeting)
