"""What the rows of the room promise."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from tests.factories.accounts import (
    BureauScopeFactory,
    GrantFactory,
    OrganScopeFactory,
    PersonFactory,
    ScopeFactory,
    person_with,
)
from xieshang.accounts.models import PUBLIC, Grant, Person, SecondFactor
from xieshang.members.models import Assembly

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2020, 2, 29), False),
        (date(2020, 3, 1), True),
        (date(2022, 2, 28), True),
        (date(2022, 3, 1), False),
    ],
)
def test_a_grant_holds_from_its_first_day_until_the_day_before_its_end(day: date, holds: bool) -> None:
    GrantFactory(from_on=date(2020, 3, 1), until_on=date(2022, 3, 1))
    assert Grant.objects.holding(on=day).exists() is holds


def test_a_grant_without_end_still_holds() -> None:
    GrantFactory(from_on=date(2020, 3, 1), until_on=None)
    assert Grant.objects.holding(on=date(2999, 1, 1)).count() == 1


def test_an_empty_period_never_holds_and_leaves_room_for_another() -> None:
    """A role that was withdrawn on its first day was never held, and can be given again from that day."""
    empty = GrantFactory(from_on=date(2020, 3, 1), until_on=date(2020, 3, 1))
    GrantFactory(person=empty.person, role=empty.role, scope=empty.scope, from_on=date(2020, 3, 1))
    assert Grant.objects.holding(on=date(2020, 3, 1)).exclude(pk=empty.pk).count() == 1
    assert not Grant.objects.holding(on=date(2020, 3, 1)).filter(pk=empty.pk).exists()


def test_a_grant_cannot_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError, match="accounts_grant_period"), transaction.atomic():
        GrantFactory(from_on=date(2020, 3, 1), until_on=date(2020, 2, 29))


def test_powers_are_those_of_the_roles_that_hold_today(moment: datetime) -> None:
    bureau = BureauScopeFactory()
    person = person_with("bureau_clerk", bureau)
    GrantFactory(person=person, role="chair", scope_id=bureau.parent_id, until_on=moment.date())
    assert person.powers == {
        "proposals.read_assigned": frozenset({bureau.pk}),
        "proposals.handle": frozenset({bureau.pk}),
    }


def test_can_asks_whether_any_of_the_places_is_meant(moment: datetime) -> None:
    person, elsewhere = person_with("proposals_clerk"), ScopeFactory()
    assert person.can("proposals.review", person.home_id)
    assert person.can("proposals.review", elsewhere.pk, person.home_id)
    assert not person.can("proposals.review", elsewhere.pk)
    assert not person.can("proposals.reply", person.home_id)
    assert not person.can("proposals.review")


def test_all_powers_cost_one_query(moment: datetime, django_assert_num_queries) -> None:
    person = person_with("proposals_clerk")
    for role in ("chair", "auditor"):
        GrantFactory(person=person, role=role)
    fresh = Person.objects.get(pk=person.pk)
    with django_assert_num_queries(1):
        fresh.can("ledger.read", person.home_id)
        fresh.scopes_with("reports.read")
        assert len(fresh.held) == 3


def test_a_role_nobody_declares_any_more_gives_nothing(moment: datetime) -> None:
    person = PersonFactory()
    GrantFactory(person=person, role="astrologer")
    assert person.powers == {}


def test_the_public_can_do_nothing() -> None:
    assert not PUBLIC.can("proposals.read_all", 1)
    assert PUBLIC.scopes_with("proposals.read_all") == frozenset()
    assert PUBLIC.pk is None


@pytest.mark.parametrize("place", [ScopeFactory, OrganScopeFactory, BureauScopeFactory])
def test_a_second_factor_is_asked_for_in_every_place_of_the_assembly(moment: datetime, place) -> None:
    scope = place()
    SecondFactor.objects.create(scope_id=scope.root_id, role="chair")
    assert [held.needs_second_factor for held in person_with("chair", scope).held] == [True]
    assert [held.needs_second_factor for held in person_with("auditor", scope).held] == [False]
    assert [held.needs_second_factor for held in person_with("chair").held] == [False]


@pytest.mark.parametrize("typed", ["13800001234", "+86 138-0000-1234", "１３８００００１２３４", "Lin@Example.org "])
def test_a_person_is_found_however_the_number_or_address_is_written(typed: str) -> None:
    person = PersonFactory(phone="13800001234", email="lin@example.org")
    assert Person.objects.get_by_natural_key(typed) == person


@pytest.mark.parametrize("typed", ["", None, "林远", "13800001235"])
def test_what_belongs_to_nobody_finds_nobody(typed: str | None) -> None:
    PersonFactory(phone="13800001234")
    with pytest.raises(Person.DoesNotExist):
        Person.objects.get_by_natural_key(typed)


def test_a_person_signs_in_with_the_phone_number_or_else_the_address() -> None:
    assert PersonFactory.build(phone="13800001234", email="a@example.org").get_username() == "13800001234"
    assert PersonFactory.build(phone=None, email="a@example.org").get_username() == "a@example.org"


def test_what_happens_is_written_in_the_ledger_of_the_assembly() -> None:
    assembly = Assembly.objects.create(code="yingcheng", name="鹰城市政协", level="city", scope=ScopeFactory())
    bureau = BureauScopeFactory(parent=assembly.scope)
    person = person_with("bureau_clerk", bureau)
    assert person.assembly_id == assembly.pk
    assert person.grants.get().assembly_id == assembly.pk
    assert bureau.assembly_id == assembly.pk
    assert ScopeFactory().assembly_id is None
