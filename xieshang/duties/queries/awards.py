"""Outstanding members: who was proposed and awarded, and who could be."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.duties.models import Award, Grade, Year
from xieshang.duties.queries.schemes import scheme_of
from xieshang.duties.states import AwardKind, AwardState, YearState
from xieshang.members.models import Assembly, Member, Term


def awards_visible_to(actor: Person | Visitor) -> QuerySet[Award]:
    """Those that were given, by everybody of the assembly; all others by who reads records, and by oneself."""
    if not isinstance(actor, Person):
        return Award.objects.none()
    scopes = actor.scopes_with(Permission.DUTIES_READ_ALL)
    read = Q(assembly__scope__in=scopes) | Q(member__committee__scope__in=scopes)
    given = Q(state=AwardState.AWARDED, assembly__scope=actor.home_id)
    return Award.objects.filter(Q(member__person=actor.pk) | given | read)


def looked_at(assembly: Assembly, kind: str, year: int, term: Term | None) -> list[Year]:
    """The decided years on which an award rests: the year itself, or those of the term up to it."""
    years = Year.objects.filter(assembly=assembly, state=YearState.DECIDED).select_related("edition").order_by("year")
    if kind == AwardKind.YEAR:
        return list(years.filter(year=year))
    first = term.from_on.year if term else year
    return list(years.filter(year__gte=first, year__lte=year))


def candidates(assembly: Assembly, years: Sequence[Year]) -> QuerySet[Member]:
    """Who can be proposed: on the roll at the end of the last of these years, with the highest grade in at least
    one of them and the lowest in none. Each has `tops` (how often the highest) and `points` (the sum of totals)."""
    if not years:
        return Member.objects.none()
    own = Grade.objects.filter(of_year__in=years, member__person=OuterRef("person"), of_year__assembly=assembly)
    each = own.order_by().values("member__person")
    top, low = _holding(years, 0), _holding(years, -1)
    rows = Member.objects.filter(assembly=assembly).on(date(years[-1].year, 12, 31))
    return rows.annotate(
        tops=Subquery(each.annotate(n=Count("pk", filter=top)).values("n")),
        lows=Subquery(each.annotate(n=Count("pk", filter=low)).values("n")),
        points=Subquery(each.annotate(n=Sum("total")).values("n")),
    ).filter(tops__gte=1, lows=0)


def _holding(years: Sequence[Year], at: int) -> Q:
    """A grade that is the first or the last band of its year's own scheme."""
    found = Q(pk=None)
    for year in years:
        found |= Q(of_year=year, decided=scheme_of(year.edition).bands[at].code)
    return found


def not_put_yet(members: QuerySet[Member], kind: str, year: int) -> QuerySet[Member]:
    """Those of the members who were not proposed for it yet."""
    put = Award.objects.filter(kind=kind, year=year, member__person=OuterRef("person"))
    return members.exclude(Exists(put))
