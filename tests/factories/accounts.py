"""People, places and the roles they hold there."""

from datetime import date

import factory
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.crypto import get_random_string

from tests.again import remembered
from xieshang.accounts.models import Grant, Person, Scope, ScopeKind
from xieshang.accounts.sessions import SessionStore

BACKEND = "xieshang.accounts.backends.PhoneOrEmailBackend"
PASSWORD = "长风破浪会有时·直挂云帆"


class ScopeFactory(factory.django.DjangoModelFactory):
    """The place of an assembly; `OrganScopeFactory` and `BureauScopeFactory` make places inside one."""

    class Meta:
        model = Scope

    kind = ScopeKind.ASSEMBLY
    name = "鹰城市政协"


class OrganScopeFactory(ScopeFactory):
    kind = ScopeKind.ORGAN
    name = "提案委员会"
    parent = factory.SubFactory(ScopeFactory)


class BureauScopeFactory(ScopeFactory):
    kind = ScopeKind.BUREAU
    name = "市教育局"
    parent = factory.SubFactory(ScopeFactory)


class PersonFactory(factory.django.DjangoModelFactory):
    """Someone with a phone number who has signed in before with `PASSWORD`."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    home = factory.SubFactory(ScopeFactory)
    name = factory.Sequence("周宁{}".format)
    phone = factory.Sequence(lambda number: f"136{number:08d}")  # tests that name a number begin otherwise
    password = factory.django.Password(PASSWORD)


class GrantFactory(factory.django.DjangoModelFactory):
    """A role that has been held since 2018, by default a member's in the person's own assembly."""

    class Meta:
        model = Grant

    person = factory.SubFactory(PersonFactory)
    role = "member"
    scope = factory.SelfAttribute("person.home")
    from_on = date(2018, 1, 1)


def person_with(role: str, scope: Scope | None = None) -> Person:
    """A person who holds `role`, at home or in `scope`; home is then the assembly of that scope."""
    return people_with((role, scope or ScopeFactory()))[0]


@remembered
def people_with(*held: tuple[str, Scope]) -> list[Person]:
    """A person for each role and the scope in which it is held, laid down at once."""
    people = [PersonFactory.build(home=scope.parent or scope) for _, scope in held]
    Person.objects.bulk_create(people)
    pairs = zip(people, held, strict=True)
    Grant.objects.bulk_create(GrantFactory.build(person=one, role=role, scope=at) for one, (role, at) in pairs)
    return people


def client_of(person: Person) -> Client:
    """The client of somebody who signed in at the door, so that it stands among the person's devices."""
    client = Client()
    sign_in(client, person)
    return client


def sign_in(client: Client, person: Person) -> None:
    """Let the client be one of the person's devices, as it is after the door."""
    store, key = SessionStore(), get_random_string(32, VALID_KEY_CHARS)
    held = {SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: person.get_session_auth_hash()}
    Session.objects.create(session_key=key, session_data=store.encode(held), expire_date=store.get_expiry_date())
    UserSession.objects.create(user=person, session_key=key, ip="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = key
