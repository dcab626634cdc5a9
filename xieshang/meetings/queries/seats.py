"""Who sits where, and who is to be seated."""

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from xieshang.accounts.models import Person, Visitor
from xieshang.meetings.models import Attendee, Meeting, Plan, Seat
from xieshang.meetings.queries.leaves import staying_away
from xieshang.meetings.seating import Rank, Sitter
from xieshang.meetings.states import Answer, Part
from xieshang.members.models import Post
from xieshang.members.states import PostKind

RANKS = {
    PostKind.CHAIR: Rank.CHAIR,
    PostKind.VICE_CHAIR: Rank.VICE_CHAIR,
    PostKind.SECRETARY_GENERAL: Rank.SECRETARY_GENERAL,
    PostKind.STANDING: Rank.STANDING,
}
BEHIND = (2**31, 0)
"""The place of those without a sector: behind all sectors."""


def plan_of(meeting: Meeting) -> Plan | None:
    """The plan of an occasion's hall, which knows its occasion."""
    found = Plan.objects.filter(meeting=meeting).first()
    if found is not None:
        found.meeting = meeting
    return found


def seated(plan: Plan) -> QuerySet[Seat]:
    """The seats that are taken, from the front, each with who sits there."""
    return Seat.objects.filter(plan=plan).select_related("attendee").order_by("row", "number")


def expected(meeting: Meeting) -> QuerySet[Attendee]:
    """Those of the roster who are to be seated: but for the staff, who does not come, and who is on leave all along."""
    lines = Attendee.objects.filter(meeting=meeting).exclude(part=Part.STAFF).exclude(answer=Answer.NOT_COMING)
    return lines.exclude(pk__in=staying_away(meeting).values("pk")).order_by("position", "pk")


def unseated(plan: Plan) -> QuerySet[Attendee]:
    """Those who are to be seated and have no seat."""
    taken = Seat.objects.filter(plan=plan).values("attendee")
    return expected(plan.meeting).exclude(pk__in=taken)


def sitters(meeting: Meeting) -> list[Sitter]:
    """Those who are to be seated, with their rank on the day it begins; two queries."""
    day = timezone.localdate(meeting.starts_at)
    posts = Prefetch("member__posts", Post.objects.on(day).filter(kind__in=RANKS), "ranked_then")
    lines = expected(meeting).select_related("sector", "member").prefetch_related(posts)
    return [Sitter(one.pk, one.name, _rank(one), _sector(one), one.position) for one in lines]


def _rank(line: Attendee) -> Rank:
    posts = getattr(line.member, "ranked_then", []) if line.member else []
    return min((RANKS[PostKind(post.kind)] for post in posts), default=Rank.OTHER)


def _sector(line: Attendee) -> tuple[int, int]:
    return BEHIND if line.sector is None else (line.sector.position, line.sector.pk)


def own_seat(meeting: Meeting, actor: Person | Visitor) -> Seat | None:
    """The actor's seat, with its plan, once the plan is published and they were told of the occasion."""
    if actor.pk is None or meeting.notified_at is None:
        return None
    own = Seat.objects.filter(plan__meeting=meeting, plan__published_at__isnull=False, attendee__person=actor.pk)
    return own.select_related("plan").first()
