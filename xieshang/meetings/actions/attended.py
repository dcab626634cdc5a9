"""How an occasion was attended, told of each person once for the whole of it, and anew where that changes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from xieshang.accounts.models import Person
from xieshang.meetings import events, queries
from xieshang.meetings.door import attendance as reckoning
from xieshang.meetings.door.attendance import Noted
from xieshang.meetings.models import Attendance, Attendee, Meeting, Sitting
from xieshang.meetings.states import Part, Presence
from xieshang.spine.event import kind_of
from xieshang.spine.models import Entry

LOCK = 7_246_312  # an advisory lock of our own, with the key of an occasion: one teller of it at a time


def tell_attended(sitting: Sitting, rows: Sequence[Attendance], by: Person) -> None:
    """Tell of each of these at one half-day how they attended the whole occasion until now.

    Opening, panels and closing of a plenary count in its half-days and are not told on their own. Who is told of
    anew is told with the entry that counts no more (`undoes`); where nothing is new, nothing is told.
    """
    whole = sitting.meeting.whole or sitting.meeting
    _wait_for_other_tellers(whole)
    halves, courses = list(whole.sittings.order_by("number")), queries.courses(whole, rows)
    told = _told(line for course in courses.values() for line in course.lines)
    for row in rows:
        course = courses[row.pk]
        here = Noted(sitting.starts_at, sitting.ends_at, row.presence, sitting.settled_at is not None)
        presences = reckoning.by_half_days(halves, [*course.noted, here])
        before = max((told[line.pk] for line in course.lines if line.pk in told), key=lambda one: one.pk, default=None)
        _tell(course.lines, by, whole, presences, before)


def _wait_for_other_tellers(whole: Meeting) -> None:
    """Two half-days that are settled at once would each tell without the other; the second waits and tells both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, whole.pk])


def _told(lines: Iterable[Attendee]) -> dict[int, Entry]:
    """The entry that told last of each of these lines."""
    keys = [line.pk for line in lines]
    told = Entry.objects.filter(kind=events.ATTENDED.kind, subject_kind=kind_of(Attendee()), subject_id__in=keys)
    return {one.subject_id: one for one in told.order_by("id")}


def _tell(
    lines: Sequence[Attendee], by: Person, whole: Meeting, presences: Sequence[str], before: Entry | None
) -> None:
    line = lines[0]
    presence = Presence(reckoning.whole(presences))
    said: dict[str, Any] = {
        "name": line.name,
        "member": line.member_id,
        "title": whole.title,
        "about": whole.kind.code,
        "on": localdate(whole.starts_at).isoformat(),
        "presence": str(presence),
        "halves": reckoning.halves_attended(presences),
        "of_halves": len(presences),
        "attended": reckoning.is_attended(presences),
        "counts": whole.kind.absence_counts and not _is_excused(whole, presence, lines),
    }
    if presences and (before is None or any(before.payload.get(name) != value for name, value in said.items())):
        undoes = before.pk if before else None
        events.ATTENDED.record(line, by, **said, undoes=undoes)


def _is_excused(whole: Meeting, presence: Presence, lines: Sequence[Attendee]) -> bool:
    """Was the person away with leave of types alone that do not count, as the kind says? Which it was is not told."""
    if presence != Presence.ON_LEAVE or not whole.kind.leaves_not_counted:
        return False
    kinds = queries.kinds_granted(lines)
    return bool(kinds) and kinds <= set(whole.kind.leaves_not_counted)


def tell_again(attendance: Attendance, by: Person) -> None:
    """Tell anew how one person attended, where that half-day was settled already, or another part that lies in it."""
    sitting = attendance.sitting
    is_told_of = attendance.attendee.part != Part.STAFF
    is_divided = sitting.meeting.whole_id is not None or sitting.meeting.parts.exists()
    if is_told_of and (sitting.settled_at is not None or is_divided):
        tell_attended(sitting, [attendance], by)
