"""Reads of an occasion: who belongs to it, its number, how early it is told, and its half-days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.deadlines import queries as deadlines
from xieshang.meetings.models import Attendee, Kind, Meeting, Template
from xieshang.meetings.queries.reach import visible_to
from xieshang.meetings.states import AHEAD, Entitled, State
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Member, Organ, Post, Term
from xieshang.members.states import OrganKind, PostKind

CHAIRS = (PostKind.CHAIR, PostKind.VICE_CHAIR, PostKind.SECRETARY_GENERAL)
PARTY_GROUP = (PostKind.PARTY_SECRETARY, PostKind.PARTY_GROUP)


def opened(actor: Person | Visitor, pk: int) -> Meeting | None:
    """One occasion with all that its page shows of it, if the actor may see it; one query."""
    related = ("assembly", "term", "kind", "organ", "sector__term", "whole", "series")
    return visible_to(actor).select_related(*related).filter(pk=pk).first()


def told_to(person: Person | Visitor) -> QuerySet[Meeting]:
    """The occasions on whose roster a person is and whose notice they had, cancelled ones too."""
    own = Attendee.objects.filter(meeting=OuterRef("pk"), person=person.pk or 0)
    return Meeting.objects.filter(Exists(own), notified_at__isnull=False)


def coming_of(person: Person, *, at: datetime) -> QuerySet[Attendee]:
    """A person's lines on rosters of occasions that are not over at a moment, the next first."""
    ahead = Q(meeting__state__in=[State.NOTIFIED, State.OPEN], meeting__ends_at__gt=at)
    return Attendee.objects.filter(ahead, person=person).select_related("meeting").order_by("meeting__starts_at", "pk")


def coming_in(assembly: Assembly, *, at: datetime) -> QuerySet[Meeting]:
    """The occasions of an assembly that are not over at a moment, drafts too, the next first."""
    ahead = Meeting.objects.filter(assembly=assembly, ends_at__gt=at, whole__isnull=True)
    return ahead.exclude(state__in=[State.CANCELLED, State.CLOSED]).order_by("starts_at", "pk")


def sees_whole(actor: Person | Visitor, part: Meeting) -> bool:
    """Of a part of a plenary: does the actor see the plenary? Who is called to a part alone does not."""
    return part.whole_id is not None and visible_to(actor).filter(pk=part.whole_id).exists()


def parts_ahead(whole: Meeting) -> QuerySet[Meeting]:
    """The parts of a plenary that have not begun, in order of time."""
    return Meeting.objects.filter(whole=whole, state__in=AHEAD).select_related("kind").order_by("starts_at", "pk")


def parts_standing(whole: Meeting) -> QuerySet[Meeting]:
    """The parts of a plenary that were not cancelled, in order of time."""
    parts = Meeting.objects.filter(whole=whole).exclude(state=State.CANCELLED)
    return parts.select_related("assembly", "kind", "organ", "sector").order_by("starts_at", "pk")


def is_of_some(part: Meeting) -> bool:
    """Is it a part of a plenary with some alone of those who belong to it by right: a joint panel (联组)?"""
    listed = Attendee.objects.filter(meeting=part, person__isnull=False).values("person")
    return part.whole_id is not None and entitled(part).exclude(person__in=listed).exists()


def parts_outside(whole: Meeting) -> QuerySet[Meeting]:
    """The parts of a plenary that stand and do not lie within its hours, in order of time."""
    outside = Q(starts_at__lt=whole.starts_at) | Q(ends_at__gt=whole.ends_at)
    return parts_standing(whole).filter(outside)


def arranged_assemblies(actor: Person | Visitor) -> QuerySet[Assembly]:
    """The assemblies in which an actor draws up occasions: for the whole, or for an organ of it."""
    scopes = actor.scopes_with(Permission.MEETINGS_ARRANGE)
    organs = Organ.objects.filter(scope__in=scopes).values("assembly")
    return Assembly.objects.filter(Q(scope__in=scopes) | Q(pk__in=organs)).order_by("pk")


def arranged_organs(actor: Person | Visitor, assembly: Assembly, *, on: date) -> QuerySet[Organ]:
    """The bodies whose occasions an actor draws up: all of an assembly's, or their own."""
    organs = members.organs_of(assembly, OrganKind.COMMITTEE, OrganKind.GROUP, on=on)
    scopes = actor.scopes_with(Permission.MEETINGS_ARRANGE)
    return organs if assembly.scope_id in scopes else organs.filter(scope__in=scopes)


def entitled(meeting: Meeting) -> QuerySet[Member]:
    """Who belongs to an occasion by right on the day it begins, as its kind says; those of its sector or organ alone.

    Nobody where the kind has its people chosen one by one and the occasion is neither a sector's nor an organ's.
    """
    day = timezone.localdate(meeting.starts_at)
    people = _by_kind(meeting, Member.objects.filter(assembly=meeting.assembly_id).on(day), day)
    if meeting.sector_id:
        people = people.filter(sector=meeting.sector_id)
    if meeting.organ_id:
        posts = Post.objects.on(day).filter(member=OuterRef("pk"), organ=meeting.organ_id)
        people = people.filter(Q(committee=meeting.organ_id) | Exists(posts))
    return people


def _by_kind(meeting: Meeting, all_of_day: QuerySet[Member], day: date) -> QuerySet[Member]:
    match meeting.kind.entitled:
        case Entitled.STANDING:
            return members.standing(all_of_day, on=day)
        case Entitled.CHAIRS:
            return members.holding(all_of_day, CHAIRS, on=day)
        case Entitled.PARTY_GROUP:
            return members.holding(all_of_day, PARTY_GROUP, on=day)
        case Entitled.MEMBERS:
            return all_of_day
        case _:
            return all_of_day if meeting.sector_id or meeting.organ_id else all_of_day.none()


def next_number(term: Term, kind: Kind) -> int:
    """The number that the next occasion of a kind would have in a term, cancelled ones not counted."""
    whole = Meeting.objects.filter(term=term, kind=kind, whole=None, organ=None, sector=None)
    return (whole.exclude(state=State.CANCELLED).aggregate(last=Max("number"))["last"] or 0) + 1


def templates_of(assembly: Assembly) -> QuerySet[Template]:
    """The templates that an assembly's occasions can begin with, by name."""
    return Template.objects.filter(assembly=assembly).select_related("kind").order_by("name", "pk")


def convenors_of(meeting: Meeting, *, on: date) -> QuerySet[Post]:
    """The posts on a day of who convenes (召集) the sector or the group whose occasion it is; none of any other."""
    held = Post.objects.on(on).filter(kind=PostKind.CONVENOR)
    if meeting.sector_id is not None:
        return held.filter(sector=meeting.sector_id)
    return held.filter(organ=meeting.organ_id or 0, organ__kind=OrganKind.GROUP)


def is_convenor(person: Person | Visitor, meeting: Meeting, *, on: date) -> bool:
    """Does the person convene the sector or the group whose occasion it is, on a day?"""
    has_one = meeting.sector_id is not None or meeting.organ_id is not None
    return has_one and convenors_of(meeting, on=on).filter(member__person=person.pk or 0).exists()


@dataclass(frozen=True, slots=True)
class Early:
    """How early something goes out: `asked` working days before, `days` are left; `last_on` is the last working day
    on which it is in time (on the days off that follow, as many working days are left)."""

    asked: int
    days: int
    last_on: date

    @property
    def is_late(self) -> bool:
        """Are fewer working days left than are asked?"""
        return self.days < self.asked


def early_notice(meeting: Meeting, *, on: date) -> Early:
    """How early a notice that goes out on a day is: working days, the day of the notice not counted.

    The kind says how many are asked (field.md §5.1: notice 15 working days before a consultation).
    """
    return _early(meeting, meeting.kind.notice_days, on)


def early_papers(meeting: Meeting, *, on: date) -> Early:
    """Likewise for the papers (10 working days before a consultation)."""
    return _early(meeting, meeting.kind.papers_days, on)


def _early(meeting: Meeting, asked: int, on: date) -> Early:
    calendar, begins = deadlines.calendar(), timezone.localdate(meeting.starts_at)
    days = max(calendar.working_days_between(on, begins), 0)
    return Early(asked, days, calendar.working_days_before(begins, asked))


MORNING, AFTERNOON = (time(9), time(12)), (time(14, 30), time(17, 30))
NOON, AFTER_NOON = time(12), time(13, 30)
EVENING = timedelta(hours=3)
Hours = tuple[datetime, datetime]


def half_days(starts_at: datetime, ends_at: datetime) -> list[Hours]:
    """The half-days (半天) between two moments: one where all lies within one, else mornings and afternoons.

    The first begins when the occasion does, the last ends when it does.
    """
    begins, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if begins.date() == ends.date() and (ends.time() <= AFTER_NOON or begins.time() >= NOON):
        return [(starts_at, ends_at)]
    found = list(_clipped(begins, ends))
    if not found or found[0][0].date() > begins.date():
        found.insert(0, (begins, min(begins + EVENING, ends)))
    found[0] = (begins, found[0][1])
    if found[-1][1].date() == ends.date():
        found[-1] = (found[-1][0], ends)
    return found


def _clipped(begins: datetime, ends: datetime) -> Iterator[Hours]:
    for days in range((ends.date() - begins.date()).days + 1):
        day = begins.date() + timedelta(days=days)
        for first, last in (MORNING, AFTERNOON):
            opens, closes = (datetime.combine(day, hour, begins.tzinfo) for hour in (first, last))
            start, end = max(opens, begins), min(closes, ends)
            if start < end:
                yield start, end
