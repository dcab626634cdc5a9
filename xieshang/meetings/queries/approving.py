"""What waits for whoever approves: notices, leaves, minutes."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.deadlines import queries as deadlines
from xieshang.meetings.models import Leave, Meeting, Minutes, Sitting
from xieshang.meetings.states import LeaveState, MinutesState, State
from xieshang.members.models import Post
from xieshang.members.states import OrganKind, PostKind


def notices_to_approve(actor: Person | Visitor) -> QuerySet[Meeting]:
    """The occasions whose notice waits for this person, the next to begin first."""
    scopes = actor.scopes_with(Permission.MEETINGS_APPROVE)
    waiting = Meeting.objects.filter(state=State.PROPOSED, assembly__scope__in=scopes)
    return waiting.select_related("kind").order_by("starts_at", "pk")


def leaves_to_decide(actor: Person | Visitor, *, on: date) -> QuerySet[Leave]:
    """The leaves that wait for this person, those of the next occasion first; never the own. Until all half-days are
    settled."""
    if actor.pk is None:
        return Leave.objects.none()
    waiting = Leave.objects.filter(decided_by(actor, on=on), state=LeaveState.ASKED)
    unsettled = Sitting.objects.filter(meeting=OuterRef("attendee__meeting"), settled_at__isnull=True)
    waiting = waiting.filter(Exists(unsettled)).exclude(attendee__person=actor.pk)
    waiting = waiting.exclude(attendee__meeting__state=State.CANCELLED)
    return waiting.order_by("attendee__meeting__starts_at", "asked_at", "pk")


def decided_by(actor: Person | Visitor, *, on: date) -> Q:
    """Of leaves: whose are this person's to decide? For the secretary general all of the assembly, for a convenor
    (召集人) those from the occasions of the own sector or group, for the chair those of whoever grants leave."""
    grants = Q(attendee__meeting__assembly__scope__in=actor.scopes_with(Permission.MEETINGS_GRANT_LEAVE))
    return grants | _of_granters(actor, on=on) | Q(_convenes(actor, on=on))


def _of_granters(actor: Person | Visitor, *, on: date) -> Q:
    """The leaves of those who grant leave themselves, in the places where this person decides on these."""
    found = Q(pk__in=[])
    for scope in actor.scopes_with(Permission.MEETINGS_GRANT_GRANTERS_LEAVE):
        granters = holders(Permission.MEETINGS_GRANT_LEAVE, scope, on=on)
        found |= Q(attendee__meeting__assembly__scope=scope, attendee__person__in=granters)
    return found


def _convenes(actor: Person | Visitor, *, on: date) -> Exists:
    held = Post.objects.on(on).filter(kind=PostKind.CONVENOR, member__person=actor.pk or 0)
    of_group = Q(organ=OuterRef("attendee__meeting__organ"), organ__kind=OrganKind.GROUP)
    return Exists(held.filter(Q(sector=OuterRef("attendee__meeting__sector")) | of_group))


def undecided(meeting: Meeting) -> int:
    """How many leaves from an occasion wait for a decision."""
    return Leave.objects.filter(attendee__meeting=meeting, state=LeaveState.ASKED).count()


def minutes_to_approve(actor: Person | Visitor) -> QuerySet[Minutes]:
    """The minutes that wait for this person, each with `due_on`, the day by which they
    are to be issued; the first due first."""
    scopes = actor.scopes_with(Permission.MEETINGS_APPROVE)
    waiting = Minutes.objects.filter(state=MinutesState.PROPOSED, meeting__assembly__scope__in=scopes)
    running = deadlines.open_deadlines().filter(
        subject_kind="meetings.meeting", subject_id=OuterRef("meeting"), code="meetings.minutes"
    )
    return waiting.annotate(due_on=Subquery(running.values("due_on")[:1])).order_by("due_on", "pk")
