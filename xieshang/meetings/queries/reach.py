"""Who sees which occasions, and who is on their rosters."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.meetings.models import Attendee, Item, Kind, Meeting, Speech
from xieshang.meetings.states import EDITABLE, ItemKind, State
from xieshang.members.models import Assembly, Organ

PLENARY = "plenary"
COLLECTS = Q(kind__code=PLENARY) | Exists(Item.objects.filter(meeting=OuterRef("pk"), kind=ItemKind.SPEECHES))
"""Speeches are collected before it: a plenary, or an occasion with an item of speeches."""


def visible_to(actor: Person | Visitor) -> QuerySet[Meeting]:
    """The occasions an actor may see: all of an assembly or organ they may read; else those they were told of."""
    if actor.pk is None:
        return Meeting.objects.none()
    scopes = actor.scopes_with(Permission.MEETINGS_READ_ALL)
    own = Exists(Attendee.objects.filter(meeting=OuterRef("pk"), person=actor.pk))
    told = own & ~Q(state__in=EDITABLE) & Q(notified_at__isnull=False)
    return Meeting.objects.filter(Q(assembly__scope__in=scopes) | Q(organ__scope__in=scopes) | told)


def collections_visible_to(actor: Person | Visitor) -> QuerySet[Meeting]:
    """The occasions whose collection of speeches an actor may see: those they see anyway, and, where speeches are
    collected and people were told so, those of an assembly for whose committee they work, which speaks there too."""
    told = Q(assembly__in=_worked_for(actor), notified_at__isnull=False) & ~Q(state__in=EDITABLE)
    return Meeting.objects.filter(Q(pk__in=visible_to(actor).values("pk")) | told & COLLECTS)


def collecting(actor: Person | Visitor) -> QuerySet[Meeting]:
    """Those of them that collect speeches now, the next first."""
    return collections_visible_to(actor).filter(COLLECTS, state=State.NOTIFIED).order_by("starts_at", "pk")


def _worked_for(actor: Person | Visitor) -> QuerySet[Organ, int]:
    """The assemblies for whose committees or groups an actor arranges occasions, by their keys."""
    organs = Organ.objects.filter(scope__in=actor.scopes_with(Permission.MEETINGS_ARRANGE))
    return organs.values_list("assembly", flat=True)


def attendee_of(meeting: Meeting, actor: Person | Visitor) -> Attendee | None:
    """The actor's own line on the roster."""
    return None if actor.pk is None else Attendee.objects.filter(meeting=meeting, person=actor.pk).first()


def speeches_visible_to(actor: Person | Visitor) -> QuerySet[Speech]:
    """The speeches an actor may see: all of an assembly or organ they read, all that was collected in an assembly for
    whose committee they work, and what they give or have offered."""
    if actor.pk is None:
        return Speech.objects.none()
    scopes = actor.scopes_with(Permission.MEETINGS_READ_ALL)
    own = Q(speaker__person=actor.pk) | Q(offered_by=actor.pk)
    bodies = Q(organ__scope__in=scopes)
    collected = Q(meeting__isnull=False, assembly__in=_worked_for(actor))
    return Speech.objects.filter(Q(assembly__scope__in=scopes) | bodies | collected | own)


def kinds_of(assembly: Assembly, *, on: date) -> QuerySet[Kind]:
    """The kinds of which an assembly draws up occasions on a day, in their order."""
    return Kind.objects.filter(assembly=assembly).exclude(until_on__lte=on).order_by("position", "pk")
