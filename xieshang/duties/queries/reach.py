"""Whose record somebody reads: their own, and those of an assembly or a committee whose records they read."""

from django.db.models import Q, QuerySet

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.duties.models import Grade, HandEntry, Objection, Year
from xieshang.engine.prepared import Prepared, Small
from xieshang.members.models import Assembly, Member
from xieshang.spine.batch import once


def records_visible_to(actor: Person | Visitor) -> QuerySet[Member]:
    """The members whose record of duty an actor may read."""
    if actor.pk is None:
        return Member.objects.none()
    return Member.objects.filter(_reach(actor, ""))


def _reach(actor: Person | Visitor, path: str) -> Q:
    scopes = actor.scopes_with(Permission.DUTIES_READ_ALL)
    own = Q(**{f"{path}person_id": actor.pk})
    return own | Q(**{f"{path}assembly__scope__in": scopes}) | Q(**{f"{path}committee__scope__in": scopes})


def grades_visible_to(actor: Person | Visitor) -> QuerySet[Grade]:
    """The grades of those whose record an actor may read."""
    return Grade.objects.none() if actor.pk is None else Grade.objects.filter(_reach(actor, "member__"))


def hand_entries_visible_to(actor: Person | Visitor) -> QuerySet[HandEntry]:
    """The entries by hand of those whose record an actor may read."""
    return HandEntry.objects.none() if actor.pk is None else HandEntry.objects.filter(_reach(actor, "member__"))


def objections_visible_to(actor: Person | Visitor) -> QuerySet[Objection]:
    """The objections of those whose record an actor may read."""
    return Objection.objects.none() if actor.pk is None else Objection.objects.filter(_reach(actor, "member__"))


def year_of(assembly: Assembly, year: int) -> Year | None:
    """The year of an assembly with its edition, where it was opened."""
    return once(_YEAR.first, assembly.pk, year)


def _year(assembly: int, year: int) -> QuerySet[Year]:
    return Year.objects.filter(assembly=assembly, year=year).select_related("edition", "assembly")


_YEAR = Prepared(_year, (int, Small))


def years_of(assembly: Assembly) -> QuerySet[Year]:
    """The years of an assembly that were opened, the latest first."""
    return Year.objects.filter(assembly=assembly).select_related("edition").order_by("-year")


def years_visible_to(actor: Person | Visitor) -> QuerySet[Year]:
    """The years whose records an actor reads all of."""
    scopes = actor.scopes_with(Permission.DUTIES_READ_ALL) if actor.pk is not None else ()
    return Year.objects.filter(assembly__scope__in=scopes)
