"""Reads of rosters: who has answered, who asks for leave, and whose calendar an address opens."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.meetings import events
from xieshang.meetings.models import Attendee, Feed, Leave, Meeting
from xieshang.meetings.queries.approving import decided_by
from xieshang.meetings.queries.reach import visible_to
from xieshang.meetings.states import THERE, Answer, LeaveState, Part, Presence, State
from xieshang.members.models import Sector
from xieshang.spine.models import Entry

STANDING_LEAVES = (LeaveState.ASKED, LeaveState.GRANTED)


def roster(meeting: Meeting) -> QuerySet[Attendee]:
    """The roster in its order, each with its sector."""
    return Attendee.objects.filter(meeting=meeting).select_related("sector").order_by("position", "pk")


def said_to_notice(line: Attendee) -> QuerySet[Entry]:
    """All that was said to the notice for a line of the roster, and of its leaves, oldest first, late changes too."""
    said = (events.ANSWERED, events.LEAVE_ASKED, events.LEAVE_GRANTED, events.LEAVE_REFUSED, events.LEAVE_WITHDRAWN)
    of_meeting = Entry.objects.filter(subject_kind="meetings.meeting", subject_id=line.meeting_id)
    return of_meeting.filter(kind__in=[one.kind for one in said], payload__attendee=line.pk).order_by("id")


def is_late(line: Attendee) -> bool:
    """Was the notice answered after the time for it?"""
    until = line.meeting.answer_by
    return until is not None and line.answered_at is not None and line.answered_at > until


def found_on_roster(lines: QuerySet[Attendee], text: str) -> QuerySet[Attendee]:
    """Those whose name or label holds the text, or whose pinyin or its initials begin with it."""
    latin = text.lower()
    spelled = Q(spelled__startswith=latin) | Q(spelled__contains=f" {latin}")
    named = Q(name__contains=text) | Q(label__contains=text)
    return lines.filter(named | spelled if latin.isascii() and latin.isalpha() else named)


def is_there_to_the_end(line: Attendee) -> bool:
    """Has somebody signed in, and is no half-day left for which they are still expected?"""
    presences = {one.presence for one in line.attendances.all()}
    return bool(presences & THERE) and Presence.EXPECTED not in presences


def unanswered(meeting: Meeting) -> QuerySet[Attendee]:
    """Those on the roster with an account who have said nothing yet, but for the staff."""
    lines = Attendee.objects.filter(meeting=meeting, answer=Answer.NONE, person__isnull=False)
    return lines.exclude(part=Part.STAFF).order_by("position", "pk")


@dataclass(frozen=True, slots=True)
class Told:
    """How many of a group are on the roster, have answered in which way, and have opened the notice.

    `sector` is None for those who are on the roster as guests or staff.
    """

    sector: int | None
    name: str
    listed: int
    coming: int
    not_coming: int
    on_leave: int
    unanswered: int
    read: int


def overview(meeting: Meeting) -> list[Told]:
    """How a notice was answered, by sector in the order of the roster; one query."""
    rows = Attendee.objects.filter(meeting=meeting).values("sector", "sector__name")
    counted = rows.annotate(
        first=Min("position"),
        listed=Count("pk"),
        coming=Count("pk", filter=Q(answer=Answer.COMING)),
        not_coming=Count("pk", filter=Q(answer=Answer.NOT_COMING)),
        on_leave=Count("pk", filter=Q(answer=Answer.LEAVE)),
        unanswered=Count("pk", filter=Q(answer=Answer.NONE)),
        read=Count("pk", filter=Q(read_at__isnull=False)),
    )
    names = ("listed", "coming", "not_coming", "on_leave", "unanswered", "read")
    rows_in_order = counted.order_by("first", "sector").values_list("sector", "sector__name", *names)
    return [Told(sector, name or "", *counts) for sector, name, *counts in rows_in_order]


def leaves_visible_to(actor: Person | Visitor, *, on: date) -> QuerySet[Leave]:
    """The leaves an actor may see with their reasons: those to decide, those of occasions arranged, and one's own."""
    if actor.pk is None:
        return Leave.objects.none()
    arranges = actor.scopes_with(Permission.MEETINGS_ARRANGE)
    arranged = Q(attendee__meeting__assembly__scope__in=arranges) | Q(attendee__meeting__organ__scope__in=arranges)
    return Leave.objects.filter(arranged | Q(attendee__person=actor.pk) | decided_by(actor, on=on))


def standing_leave(attendee: Attendee) -> Leave | None:
    """The leave that is asked or granted, if any."""
    return Leave.objects.filter(attendee=attendee, state__in=STANDING_LEAVES).first()


def leaves_of(attendee: Attendee) -> QuerySet[Leave]:
    """All leaves that somebody asked of one occasion, the latest first: late changes are rows of their own."""
    return Leave.objects.filter(attendee=attendee).select_related("decided_by").order_by("-asked_at", "-pk")


MORNING = time(9)
"""When the clock reminds those who have not answered: in the last morning before the answer is due."""


def to_remind(*, at: datetime) -> list[Meeting]:
    """The occasions which somebody has not answered yet, in or after the last morning before the answer is due, and of
    which the clock has not reminded anybody since; not those whose notice went out later than that morning.

    Where no day is set for the answer, it is due when the occasion begins; a part is answered with the whole.
    """
    due = Coalesce("answer_by", "starts_at")
    asked = Meeting.objects.filter(state=State.NOTIFIED, kind__needs_answer=True).annotate(due=due)
    asked = asked.filter(due__gt=at, due__lte=at + timedelta(days=1)).exclude(whole__isnull=False, answer_by=None)
    silent = Attendee.objects.filter(meeting=OuterRef("pk"), answer=Answer.NONE, person__isnull=False)
    found = asked.filter(Exists(silent.exclude(part=Part.STAFF))).select_related("assembly", "kind", "organ")
    return [one for one in found.order_by("due", "pk") if _is_reminded_now(one, _morning_before(one.due), at)]


def _morning_before(due: datetime) -> datetime:
    local = timezone.localtime(due)
    morning = datetime.combine(local.date(), MORNING, local.tzinfo)
    return morning if morning < due else morning - timedelta(days=1)


def _is_reminded_now(meeting: Meeting, morning: datetime, at: datetime) -> bool:
    if not (meeting.notified_at and meeting.notified_at < morning <= at):
        return False
    of_clock = Entry.objects.filter(kind=events.REMINDED.kind, subject_kind="meetings.meeting", actor_id=None)
    return not of_clock.filter(subject_id=meeting.pk, at__gte=morning).exists()


def feed_of(person: Person) -> Feed | None:
    """The calendar feed that a person has open."""
    return Feed.objects.filter(person=person, revoked_at__isnull=True).first()


def feed_of_digest(digest: str) -> Feed | None:
    """The open feed whose address has this digest."""
    return Feed.objects.filter(digest=digest, revoked_at__isnull=True).select_related("person").first()


def sectors_on(meeting: Meeting) -> QuerySet[Sector]:
    """The sectors of those on the roster, in their order."""
    return Sector.objects.filter(pk__in=Attendee.objects.filter(meeting=meeting).values("sector")).order_by(
        "position", "pk"
    )


def parts_of(meeting: Meeting, actor: Person | Visitor) -> QuerySet[Meeting]:
    """The parts of a plenary that the actor may see, in order of time."""
    return visible_to(actor).filter(whole=meeting).select_related("kind").order_by("starts_at", "pk")
