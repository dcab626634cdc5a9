"""Names in the order of their totals, where the assembly has said so in its scheme."""

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Rank

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.duties.models import Grade, Year
from xieshang.duties.queries.schemes import scheme_of
from xieshang.members.models import Member


def rankings_visible_to(actor: Person | Visitor) -> QuerySet[Year]:
    """The years whose scheme has names ranked, for those who have or had a seat, and for who reads all records."""
    if not isinstance(actor, Person):
        return Year.objects.none()
    seats = Member.objects.filter(person=actor.pk).values("assembly")
    scopes = actor.scopes_with(Permission.DUTIES_READ_ALL)
    years = Year.objects.filter(Q(assembly__in=seats) | Q(assembly__scope__in=scopes)).select_related("edition")
    return Year.objects.filter(pk__in=[one.pk for one in years if is_ranked(one)])


def is_ranked(year: Year) -> bool:
    """Does the scheme of a year have names ranked?"""
    return scheme_of(year.edition).ranking == "names"


def ranking_of(year: Year) -> list[tuple[int, Grade]]:
    """Everybody of a year with their place, the highest total first; who has the same total has the same place."""
    rows = Grade.objects.filter(of_year=year).annotate(place=Window(Rank(), order_by=F("total").desc()))
    ordered = rows.select_related("member__sector").defer("explained").order_by("place", "member__sort_key", "pk")
    return [(grade.place, grade) for grade in ordered]
