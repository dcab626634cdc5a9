"""Reads of accounts that are worth a name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import Promise

from xieshang.accounts.contacts import normal_email, normal_phone
from xieshang.accounts.models import Grant, Person, Scope, SecondFactor, Visitor
from xieshang.accounts.permissions import ROLES, Permission

IN_USE = Q(is_active=True)
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def visible_to(actor: Person | Visitor) -> QuerySet[Person]:
    """The accounts an actor administers: those at home in their assemblies, and those that hold or held a role there.

    Empty for whoever administers nothing; one's own account is a page of its own.
    """
    roots = actor.scopes_with(Permission.ACCOUNTS_MANAGE)
    grants = Grant.objects.filter(_inside(roots), person_id=OuterRef("pk"))
    return Person.objects.filter(Q(home_id__in=roots) | Exists(grants)).select_related("home")


def places_of(actor: Person | Visitor) -> QuerySet[Scope]:
    """The places where an actor grants roles: their assemblies first, then what is inside them."""
    roots = actor.scopes_with(Permission.ACCOUNTS_MANAGE)
    return Scope.objects.filter(Q(pk__in=roots) | Q(parent_id__in=roots)).order_by("kind", "name", "pk")


def _inside(roots: Iterable[int]) -> Q:
    return Q(scope_id__in=roots) | Q(scope__parent_id__in=roots)


def grants_visible_to(actor: Person | Visitor) -> QuerySet[Grant]:
    """The grants in the assemblies an actor administers."""
    inside = _inside(actor.scopes_with(Permission.ACCOUNTS_MANAGE))
    return Grant.objects.filter(inside).select_related("scope", "person")


def grants_of(person: Person) -> QuerySet[Grant]:
    """All that a person holds, held or will hold, the latest first."""
    return Grant.objects.filter(person=person).select_related("scope").order_by("-from_on", "pk")


def with_roles(people: QuerySet[Person], *, on: date) -> QuerySet[Person]:
    """The same people, each with the grants of that day as `roles_then`; one more query for all."""
    grants = Grant.objects.holding(on=on).select_related("scope").order_by("pk")
    return people.prefetch_related(Prefetch("grants", grants, to_attr="roles_then"))


def holding_role(people: QuerySet[Person], role: str, *, on: date) -> QuerySet[Person]:
    """Those of the people who hold a role on that day, wherever."""
    return people.filter(Exists(Grant.objects.holding(on=on).filter(person_id=OuterRef("pk"), role=role)))


def found_by(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Those of the people whom a text means: part of a name, the beginning of its pinyin, a whole number or address."""
    means = Q(name__icontains=text) | Q(sort_key__istartswith=text)
    if phone := normal_phone(text):
        means |= Q(phone=phone)
    if email := normal_email(text):
        means |= Q(email__iexact=email)
    return people.filter(means)


def people_by_phone(numbers: Iterable[str]) -> dict[str, Person]:
    """Normal phone number → the person it belongs to, for those that belong to anybody."""
    return {str(person.phone): person for person in Person.objects.filter(phone__in=list(numbers))}


def holders(permission: str, *scopes: int, on: date) -> QuerySet[Person]:
    """The active people to whom a role gives `permission` in any of these places on that day."""
    roles = [code for code, role in ROLES.items() if permission in role.permissions]
    grants = Grant.objects.holding(on=on).filter(person_id=OuterRef("pk"), role__in=roles, scope_id__in=scopes)
    return Person.objects.filter(Exists(grants), is_active=True)


def staff(*scopes: int, on: date) -> QuerySet[Grant]:
    """The grants that hold in these places on that day, with their people, by name."""
    grants = Grant.objects.holding(on=on).filter(scope_id__in=scopes, person__is_active=True)
    return grants.select_related("person", "scope").order_by("scope_id", "role", "person__sort_key", "pk")


def sessions_of(person: Person, *, at: datetime) -> QuerySet[UserSession]:
    """The devices where a person is signed in at that moment, the one seen last first."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
    sessions: QuerySet[UserSession] = UserSession.objects.filter(Exists(alive), user_id=person.pk)
    return sessions.order_by("-last_seen_at", "-pk")


def has_second_factor(person: Person) -> bool:
    """Has the person set up an authenticator or a passkey?"""
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=SECOND_FACTORS).exists())


def roles_with_second_factor(scope: Scope) -> frozenset[str]:
    """The roles of which an assembly requires a second factor."""
    return frozenset(SecondFactor.objects.filter(scope=scope).values_list("role", flat=True))


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """An account of the demo city to try a role with."""

    role: str | Promise
    name: str
    place: str
    login: str


def has_demo_accounts() -> bool:
    """Does any account of a demo city stand here?"""
    return Person.objects.filter(is_demo=True).exists()


def demo_sign_ins(logins: Collection[str], *, on: date) -> list[DemoSignIn]:
    """One of these accounts of the demo city for each role, in the order of the roles; empty where there is none."""
    named = Q(person__phone__in=logins) | Q(person__phone__isnull=True, person__email__in=logins)
    grants = Grant.objects.holding(on=on).filter(named, person__is_demo=True, person__is_active=True)
    firsts = grants.order_by("role", "person_id").distinct("role").select_related("person", "scope")
    found = {grant.role: grant for grant in firsts}
    return [
        DemoSignIn(role.name, found[code].person.name, found[code].scope.name, found[code].person.get_username())
        for code, role in ROLES.items()
        if code in found
    ]
