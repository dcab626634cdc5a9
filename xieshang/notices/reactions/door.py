"""Who hears of what was done to their attendance."""

from django.urls import reverse

from xieshang.accounts.models import Person
from xieshang.meetings import events
from xieshang.meetings.models import Attendance
from xieshang.meetings.states import Presence
from xieshang.notices import telling
from xieshang.notices.states import Kind
from xieshang.spine.errand import on
from xieshang.spine.models import Entry


@on(events.ATTENDANCE_CORRECTED)
def attendance_corrected(entry: Entry) -> None:
    """The person whose attendance was put right, with what it is now and why; whoever has no account hears nothing."""
    attendance = Attendance.objects.select_related("attendee", "sitting__meeting").get(pk=entry.subject_id)
    meeting = attendance.sitting.meeting
    telling.tell(
        entry,
        Kind.ATTENDANCE_CORRECTED,
        Person.objects.filter(occasions=attendance.attendee, is_active=True),
        link=reverse("meetings:door", args=[meeting.pk]),
        meeting=meeting.title,
        presence=Presence(entry.payload["presence"]).label,
        reason=entry.payload["reason"],
    )
