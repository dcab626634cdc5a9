"""The pages of duty: each loads through a query, checks the form, calls one action, and goes on."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor, person
from xieshang.duties import queries
from xieshang.duties.queries import Record
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Member
from xieshang.spine import clock
from xieshang.ui.addresses import text as typed


def asked_year(request: HttpRequest) -> int:
    """The year of the address (`?year=2022`), else the present one."""
    year = typed(request.GET, "year")
    return int(year) if year.isdecimal() and len(year) == 4 else clock.today().year


def member_of(request: HttpRequest, pk: int) -> Member:
    """The member whose record the person may read; else 404."""
    rows = queries.records_visible_to(actor(request))
    return get_object_or_404(rows.select_related("assembly__scope", "committee", "sector", "person"), pk=pk)


def own_membership(request: HttpRequest) -> Member | None:
    """The person's own membership today, or the last there was."""
    found = members.memberships_of(person(request), on=clock.today()).first()
    return found or Member.objects.filter(person=person(request)).order_by("-from_on").first()


def assembly_of(request: HttpRequest) -> Assembly:
    """The assembly in which the person works; else 404."""
    found = members.assembly_of(person(request), on=clock.today())
    if found is None:
        raise Http404
    return found


def oversees(who: Person, assembly: Assembly) -> bool:
    """Does the person read the records of all members, and so the pages of a year and of a trial?"""
    return who.can(Permission.DUTIES_READ_ALL, assembly.scope_id)


def record_of(request: HttpRequest, pk: int) -> Record | None:
    """The record of the year that is asked for."""
    return queries.record_of(member_of(request, pk), asked_year(request))
