"""Bureaus: who sees them, who works there, how they open and close."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from tests.factories.accounts import GrantFactory, PersonFactory, person_with
from tests.factories.bureaus import BureauFactory
from tests.factories.members import AssemblyFactory, CommitteeFactory
from xieshang.accounts.models import PUBLIC, ScopeKind
from xieshang.accounts.permissions import ROLES
from xieshang.bureaus import actions, queries, rules
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly
from xieshang.spine.batch import batch
from xieshang.spine.models import Entry
from xieshang.spine.rule import ALLOWED, Refused, refuse

pytestmark = pytest.mark.django_db

NOT_THE_OFFICE = refuse("承办单位由鹰城市政协办公室管理，请与其联系。")
NOT_STAFF = refuse("承办单位的人员只对本单位和负责交办的工作人员显示。")
DAY = date(2026, 3, 18)


def in_place(role: str, assembly: Assembly, bureau: Bureau) -> Any:
    """Somebody with a role in the assembly, in a committee of it, or in the bureau."""
    kind = next(iter(ROLES[role].scopes))
    if kind == "organ":
        return person_with(role, CommitteeFactory(assembly=assembly).scope)
    return person_with(role, assembly.scope if kind == "assembly" else bureau.scope)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_the_bureaus_of_its_place(role: str) -> None:
    """Those of the assembly see all of its bureaus; people of a bureau see their own; never another city's."""
    mine = BureauFactory()
    other = BureauFactory(assembly=mine.assembly, name="鹰城市水利局")
    BureauFactory()
    own_alone = ROLES[role].scopes == {"bureau"}
    seen = set(queries.visible_to(in_place(role, mine.assembly, mine)))
    assert seen == ({mine} if own_alone else {mine, other})


def test_whoever_holds_no_role_sees_none() -> None:
    """Neither a person without roles nor the public."""
    BureauFactory()
    assert list(queries.visible_to(PersonFactory())) == []
    assert list(queries.visible_to(PUBLIC)) == []


@pytest.mark.parametrize("role", ROLES)
def test_the_office_manages_and_those_who_deal_with_a_bureau_see_its_people(role: str) -> None:
    """Every role: may it open and close, may it see the staff?"""
    bureau = BureauFactory()
    actor = in_place(role, bureau.assembly, bureau)
    assert rules.may_manage(actor, bureau) == (ALLOWED if role == "office_clerk" else NOT_THE_OFFICE)
    knows = role in {"office_clerk", "proposals_clerk", "administrator", "bureau_clerk", "bureau_leader"}
    assert rules.may_see_staff(actor, bureau) == (ALLOWED if knows else NOT_STAFF)


def test_the_command_line_may_and_people_of_elsewhere_may_not() -> None:
    """Nor may the public."""
    bureau, elsewhere = BureauFactory(), BureauFactory()
    asked = (rules.may_manage, rules.may_see_staff)
    assert [ask(None, bureau) for ask in asked] == [ALLOWED, ALLOWED]
    strangers = [person_with("office_clerk", elsewhere.assembly.scope), PUBLIC]
    assert [[ask(who, bureau) for ask in asked] for who in strangers] == [[NOT_THE_OFFICE, NOT_STAFF]] * 2
    neighbour = person_with("bureau_leader", BureauFactory(assembly=bureau.assembly).scope)
    assert rules.may_see_staff(neighbour, bureau) == NOT_STAFF


def test_a_bureau_is_opened_with_a_place_for_roles() -> None:
    """Under the assembly's own; it is recorded."""
    assembly = AssemblyFactory()
    clerk = person_with("office_clerk", assembly.scope)
    bureau = Bureau(
        assembly=assembly, code="water", name="鹰城市水利局", short_name="市水利局", letter_mark="鹰水提", from_on=DAY
    )
    opened = actions.open_bureau(bureau, by=clerk)
    assert (opened.scope.kind, opened.scope.name, opened.scope.parent) == (
        ScopeKind.BUREAU, "鹰城市水利局", assembly.scope
    )  # fmt: skip
    entry = Entry.objects.get()
    assert (entry.kind, entry.actor_id, entry.subject_id, entry.assembly_id, entry.payload) == (
        "bureaus.bureau_opened", clerk.pk, opened.pk, assembly.pk, {"name": "鹰城市水利局", "on": "2026-03-18"}
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        actions.open_bureau(Bureau(assembly=assembly, code="water", name="水务局", from_on=DAY), by=clerk)
    assert (refusal.value.reason, refusal.value.field) == ("代码“water”已被另一个承办单位使用，请换一个。", "code")


def test_many_bureaus_are_opened_in_a_batch(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Each table in one statement."""
    assembly = AssemblyFactory()
    new = [Bureau(assembly=assembly, code=f"b{n}", name=f"第{n}局", from_on=DAY) for n in range(20)]
    with django_assert_num_queries(5), batch():
        for bureau in new:
            actions.open_bureau(bureau, by=None)
    assert queries.open_on(assembly, on=DAY).count() == 20


def test_a_bureau_closes_on_a_day_after_it_opened() -> None:
    """From that day on nothing is assigned to it; it closes once."""
    bureau = BureauFactory(from_on=date(2018, 1, 1))
    clerk = person_with("office_clerk", bureau.assembly.scope)
    with pytest.raises(Refused, match="撤销日期应晚于设立日期。"):
        actions.close_bureau(bureau, by=clerk, on=date(2018, 1, 1))
    assert actions.close_bureau(bureau, by=clerk, on=DAY).until_on == DAY
    assert [list(queries.open_on(bureau.assembly, on=day)) for day in (date(2026, 3, 17), DAY)] == [[bureau], []]
    assert Entry.objects.get().payload == {"name": "鹰城市教育局", "on": "2026-03-18"}
    with pytest.raises(Refused, match="鹰城市教育局到那天已经撤销。"):
        actions.close_bureau(bureau, by=clerk, on=DAY)


def test_staff_are_those_whose_role_holds_on_the_day() -> None:
    """By role; who has gone, or whose account is closed, is not among them."""
    bureau = BureauFactory()
    leader = GrantFactory(role="bureau_leader", scope=bureau.scope)
    clerk = GrantFactory(role="bureau_clerk", scope=bureau.scope, until_on=DAY)
    GrantFactory(role="bureau_clerk", scope=bureau.scope, person__is_active=False)
    GrantFactory(role="bureau_clerk", scope=BureauFactory().scope)
    assert [list(queries.staff(bureau, on=day)) for day in (date(2026, 3, 17), DAY)] == [[clerk, leader], [leader]]
    counts = queries.with_staff_count(Bureau.objects.filter(pk=bureau.pk), on=date(2026, 3, 17))
    assert counts.values_list("staff_count", flat=True)[0] == 2


def test_a_bureau_without_people_counts_none() -> None:
    """Zero, not nothing."""
    bureau = BureauFactory()
    assert queries.with_staff_count(Bureau.objects.filter(pk=bureau.pk), on=DAY).get().staff_count == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(("typed", "found"), [("教育", 1), ("鹰教", 1), ("水利", 0), ("%", 0)])
def test_bureaus_are_found_by_their_names_and_mark(typed: str, found: int) -> None:
    """Any part of them."""
    BureauFactory()
    assert queries.find(Bureau.objects.all(), typed).count() == found


def test_of_two_who_open_bureaus_of_one_code_at_once_the_second_is_told() -> None:
    """The database decides, as it does in a batch, which does not ask beforehand."""
    bureau = BureauFactory()
    with pytest.raises(Refused, match="这个代码已被另一个承办单位使用"), batch():
        actions.open_bureau(Bureau(assembly=bureau.assembly, code=bureau.code, name="新局", from_on=DAY), by=None)
    assert Bureau.objects.count() == 1


def test_the_database_refuses_two_of_one_code_and_a_period_of_no_days() -> None:
    """Whatever writes them."""
    bureau = BureauFactory()
    with pytest.raises(IntegrityError, match="bureaus_bureau_once"), transaction.atomic():
        BureauFactory(assembly=bureau.assembly, code=bureau.code)
    with pytest.raises(IntegrityError, match="bureaus_bureau_period"), transaction.atomic():
        BureauFactory(until_on=date(2018, 1, 1))
