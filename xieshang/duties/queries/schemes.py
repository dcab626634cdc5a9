"""Which scheme counts."""

from functools import lru_cache

from django.db.models import Q, QuerySet

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.duties import schemes
from xieshang.duties.models import Edition
from xieshang.duties.states import EditionState
from xieshang.engine.prepared import Prepared, Small
from xieshang.meetings.models import Kind
from xieshang.members.models import Assembly
from xieshang.spine.batch import once


def edition_of(assembly: Assembly, year: int) -> Edition | None:
    """The edition by which a year counts: that of the year where it was opened, else the latest adopted one that
    is valid in it."""
    of_year = Edition.objects.filter(years__assembly=assembly, years__year=year).first()
    return of_year or in_force(assembly, year)


def in_force(assembly: Assembly, year: int) -> Edition | None:
    """The latest adopted edition that is valid in a year, be it opened or not."""
    return once(_IN_FORCE.first, assembly.pk, year)


def _in_force(assembly: int, year: int) -> QuerySet[Edition]:
    adopted = Edition.objects.filter(assembly=assembly, state=EditionState.ADOPTED, first_year__lte=year)
    return adopted.exclude(last_year__lt=year).order_by("-first_year", "-number", "-pk")[:1]


_IN_FORCE = Prepared(_in_force, (int, Small))


def editions_visible_to(actor: Person | Visitor) -> QuerySet[Edition]:
    """The editions an actor may read: adopted ones by everybody of the assembly, drafts by who makes schemes."""
    if not isinstance(actor, Person):
        return Edition.objects.none()
    makes = Q(assembly__scope__in=actor.scopes_with(Permission.DUTIES_SET_SCHEME))
    return Edition.objects.filter(makes | Q(assembly__scope=actor.home_id) & ~Q(state=EditionState.DRAFT))


def scheme_of(edition: Edition) -> schemes.Scheme:
    """The scheme that an edition says; read once in a process, as an edition by which a year counts never changes."""
    return _read(edition.text)


def abouts_of(assembly: Assembly | None) -> set[str]:
    """The kinds of occasion of an assembly, by the codes that deeds name them by; one query."""
    return set(Kind.objects.filter(assembly=assembly).values_list("code", flat=True)) if assembly else set()


_read = lru_cache(maxsize=64)(schemes.kept)
