"""Reads of bureaus that are worth a name."""

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from xieshang.accounts import queries as accounts
from xieshang.accounts.models import Grant, Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly, Organ, PeriodQuerySet


def visible_to(actor: Person | Visitor) -> PeriodQuerySet[Bureau]:
    """The bureaus of every assembly in which an actor holds a role, and the bureaus where they work."""
    if not isinstance(actor, Person):
        return Bureau.objects.none()
    scopes = [held.scope_id for held in actor.held]
    organs = Organ.objects.filter(scope_id__in=scopes)
    return Bureau.objects.filter(
        Q(assembly__scope_id__in=scopes) | Q(assembly__in=organs.values("assembly")) | Q(scope_id__in=scopes)
    )


def managed_by(actor: Person | Visitor) -> QuerySet[Assembly]:
    """The assemblies whose bureaus an actor opens and closes; the first that was established first."""
    scopes = actor.scopes_with(Permission.BUREAUS_MANAGE)
    return Assembly.objects.filter(scope_id__in=scopes).select_related("scope").order_by("pk")


def open_on(assembly: Assembly, *, on: date) -> PeriodQuerySet[Bureau]:
    """The bureaus to which an assembly's proposals can be assigned on a day, by name."""
    return Bureau.objects.on(on).filter(assembly=assembly).order_by("name", "pk")


def standing(assembly_id: int) -> QuerySet[Bureau]:
    """The bureaus of an assembly for which no end is set, by name: to choose among."""
    return Bureau.objects.filter(assembly=assembly_id, until_on__isnull=True).order_by("name", "pk")


def with_staff_count(bureaus: QuerySet[Bureau], *, on: date) -> QuerySet[Bureau]:
    """The same bureaus, each with the number of its people on a day as `staff_count`."""
    working = Grant.objects.holding(on=on).filter(scope_id=OuterRef("scope_id"), person__is_active=True)
    counted = working.order_by().values("scope_id").annotate(n=Count("person", distinct=True)).values("n")
    return bureaus.annotate(staff_count=Coalesce(Subquery(counted), 0))


def staff(bureau: Bureau, *, on: date) -> QuerySet[Grant]:
    """The roles that people hold in a bureau on a day, with the people, by role and name."""
    return accounts.staff(bureau.scope_id, on=on)


def find(bureaus: QuerySet[Bureau], text: str) -> QuerySet[Bureau]:
    """Those whose name, short name or letter mark holds the text."""
    typed = "".join(text.split())
    return bureaus.filter(Q(name__icontains=typed) | Q(short_name__icontains=typed) | Q(letter_mark__icontains=typed))
