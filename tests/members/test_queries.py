"""Reads of the roll: who is on it on which day, and who may see it."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.accounts import GrantFactory, PersonFactory, ScopeFactory, person_with
from tests.factories.members import (
    AssemblyFactory,
    CommitteeFactory,
    MemberFactory,
    PostFactory,
    SessionFactory,
    TermFactory,
)
from tests.members.conftest import City
from xieshang.accounts.models import PUBLIC, Person
from xieshang.accounts.permissions import ROLES
from xieshang.members import queries
from xieshang.members.states import OrganKind, PostKind

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2023, 2, 28), False),
        (date(2023, 3, 1), True),
        (date(2024, 8, 31), True),
        (date(2024, 9, 1), False),
    ],
)
def test_the_roll_holds_from_the_first_day_until_the_day_before_the_end(city: City, day: date, held: bool) -> None:
    """Periods are half-open, at both ends."""
    stays = MemberFactory(term=city.term)
    passing = MemberFactory(term=city.term, from_on=date(2023, 3, 1), until_on=date(2024, 9, 1))
    assert set(queries.roll(city.assembly, on=day)) == ({stays, passing} if held else {stays})


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2023, 12, 31), []),
        (date(2024, 1, 1), [PostKind.STANDING]),
        (date(2025, 12, 31), [PostKind.STANDING]),
        (date(2026, 1, 1), []),
    ],
)
def test_posts_are_those_of_the_day(city: City, day: date, kinds: list[str]) -> None:
    """A post shows from its first day until the day before its end."""
    PostFactory(member=MemberFactory(term=city.term), from_on=date(2024, 1, 1), until_on=date(2026, 1, 1))
    [member] = queries.roll(city.assembly, on=day)
    assert [post.kind for post in member.posts_then] == kinds
    assert queries.standing(queries.roll(city.assembly, on=day), on=day).count() == len(kinds)


@pytest.mark.parametrize("count", [1, 3])
def test_the_roll_costs_two_queries_however_long_it_is(
    city: City, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Members with sector and committee, and their posts."""
    for member in MemberFactory.create_batch(count, term=city.term):
        PostFactory(member=member)
    with django_assert_num_queries(2):
        roll = list(queries.roll(city.assembly, on=date(2024, 1, 1)))
        told = [(m.sector.name, m.committee.name, [str(post) for post in m.posts_then]) for m in roll]
    assert told == [("教育界", "提案委员会", ["常务委员"])] * count


def test_the_roll_is_of_one_assembly_in_the_order_of_names(city: City) -> None:
    """Names go by pinyin, and another assembly's members are not among them."""
    for name in ("张平", "安然", "单晓明"):
        MemberFactory(term=city.term, name=name)
    MemberFactory()
    assert [member.name for member in queries.roll(city.assembly, on=date(2024, 1, 1))] == ["安然", "单晓明", "张平"]


def reader(role: str, city: City) -> Person:
    """Somebody with a role where that role is held: in the assembly, the culture committee or a bureau."""
    kind = next(iter(ROLES[role].scopes))
    if kind == "assembly":
        return person_with(role, city.assembly.scope)
    if kind == "organ":
        return person_with(role, city.culture.scope)
    return person_with(role, ScopeFactory(kind="bureau", parent=city.assembly.scope))


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("member", {"李雨", "王冰"}),
        ("proposals_clerk", {"李雨", "王冰"}),
        ("office_clerk", {"李雨", "王冰"}),
        ("committee_officer", {"王冰"}),
        ("bureau_clerk", set()),
        ("bureau_leader", set()),
        ("chair", {"李雨", "王冰"}),
        ("secretary_general", {"李雨", "王冰"}),
        ("auditor", {"李雨", "王冰"}),
        ("administrator", set()),
    ],
)
def test_each_role_sees_the_members_of_its_place(city: City, role: str, seen: set[str]) -> None:
    """Whoever reads the roll of an assembly or of a committee sees it, and nothing of another assembly."""
    MemberFactory(term=city.term, name="李雨", committee=city.proposals)
    MemberFactory(term=city.term, name="王冰", committee=city.culture)
    MemberFactory(name="外人")
    assert {member.name for member in queries.visible_to(reader(role, city))} == seen


def test_the_roles_that_see_are_all_that_there_are() -> None:
    """A role that is added must be thought of here."""
    assert set(ROLES) == {
        "member", "proposals_clerk", "office_clerk", "committee_officer", "bureau_clerk",
        "bureau_leader", "chair", "secretary_general", "auditor", "administrator",
    }  # fmt: skip


def test_a_member_without_any_role_sees_itself_alone(city: City) -> None:
    """So that nobody is a stranger to their own entry."""
    member = MemberFactory(term=city.term)
    MemberFactory(term=city.term)
    assert list(queries.visible_to(member.person)) == [member]


def test_the_public_sees_nobody(city: City) -> None:
    """The roll is not published by this list."""
    MemberFactory(term=city.term)
    assert list(queries.visible_to(PUBLIC)) == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("晓", {"单晓明"}),
        ("shanxiao", {"单晓明"}),
        ("SXM", {"单晓明"}),
        ("s", {"单晓明", "沈夏"}),
        ("sx", {"单晓明", "沈夏"}),
        ("hanxia", set()),
        ("0007", {"沈夏"}),
        ("007", set()),
        ("%", set()),
    ],
)
def test_members_are_found_by_name_pinyin_initials_and_number(city: City, typed: str, found: set[str]) -> None:
    """A part of the name, the beginning of its pinyin or of its initials, or the whole number."""
    MemberFactory(term=city.term, name="单晓明", number="0001")
    MemberFactory(term=city.term, name="沈夏", number="0007")
    assert {member.name for member in queries.find(queries.roll(city.assembly, on=date(2024, 1, 1)), typed)} == found


def test_memberships_are_those_of_the_person_on_the_day(city: City) -> None:
    """In every assembly; none for the public."""
    member = MemberFactory(term=city.term, until_on=date(2025, 1, 1))
    county = MemberFactory(person=member.person, name=member.name, from_on=date(2024, 1, 1))
    MemberFactory(term=city.term)
    assert list(queries.memberships_of(member.person, on=date(2024, 12, 31))) == [member, county]
    assert list(queries.memberships_of(member.person, on=date(2025, 1, 1))) == [county]
    assert list(queries.memberships_of(PUBLIC, on=date(2024, 12, 31))) == []


@pytest.mark.parametrize(
    ("day", "current", "latest", "shown"),
    [
        (date(2017, 12, 31), None, None, date(2017, 12, 31)),
        (date(2018, 1, 1), 8, 8, date(2018, 1, 1)),
        (date(2021, 12, 31), 8, 8, date(2021, 12, 31)),
        (date(2022, 1, 1), None, 8, date(2021, 12, 31)),
        (date(2022, 2, 1), 9, 9, date(2022, 2, 1)),
        (date(2040, 1, 1), 9, 9, date(2040, 1, 1)),
    ],
)
def test_a_day_lies_in_a_term_or_after_the_last(
    db: None, day: date, current: int | None, latest: int | None, shown: date
) -> None:
    """Between terms the roll of the last one is shown, as of its last day."""
    eighth = TermFactory(number=8, from_on=date(2018, 1, 1), until_on=date(2022, 1, 1))
    TermFactory(assembly=eighth.assembly, from_on=date(2022, 2, 1))
    TermFactory()
    found = queries.current_term(eighth.assembly, on=day), queries.latest_term(eighth.assembly, on=day)
    assert tuple(term.number if term else None for term in found) == (current, latest)
    assert queries.roll_day(eighth.assembly, on=day) == shown


@pytest.mark.parametrize(
    ("day", "number", "meeting"),
    [
        (date(2024, 11, 30), 3, False),
        (date(2024, 12, 1), 4, False),
        (date(2025, 2, 9), 4, False),
        (date(2025, 2, 10), 4, True),
        (date(2025, 2, 13), 4, True),
        (date(2025, 2, 14), 4, False),
    ],
)
def test_a_day_belongs_to_the_session_whose_year_holds_it(city: City, day: date, number: int, meeting: bool) -> None:
    """Cases count to a session from before its opening on; both days of its meeting are in session."""
    SessionFactory(term=city.term, number=3, year=2024, from_on=date(2023, 12, 1), until_on=date(2024, 12, 1))
    SessionFactory(term=city.term)
    session = queries.session_on(city.assembly, on=day)
    assert session is not None
    assert (session.number, queries.in_session(session, on=day)) == (number, meeting)


def test_no_session_before_the_first(city: City) -> None:
    """None, rather than one that has not begun."""
    SessionFactory(term=city.term)
    assert queries.session_on(city.assembly, on=date(2022, 1, 1)) is None


def test_a_person_works_in_the_assembly_of_any_role_they_hold(city: City) -> None:
    """In the assembly itself, or in an organ or a bureau of it; only while the role lasts."""
    officer = person_with("committee_officer", city.culture.scope)
    GrantFactory(person=officer, role="chair", scope=AssemblyFactory().scope, until_on=date(2020, 1, 1))
    assert queries.assembly_of(officer, on=date(2024, 1, 1)) == city.assembly
    assert queries.assembly_of(city.clerk, on=date(2024, 1, 1)) == city.assembly
    assert queries.assembly_of(city.clerk, on=date(2017, 12, 31)) is None
    assert queries.assembly_of(PersonFactory(), on=date(2024, 1, 1)) is None
    assert queries.assembly_of(PUBLIC, on=date(2024, 1, 1)) is None


def test_the_session_of_a_person_is_that_of_the_assembly_they_work_in(city: City) -> None:
    """On that day; none where they work nowhere, or where that assembly has no session."""
    session, officer = SessionFactory(term=city.term), person_with("committee_officer", city.culture.scope)
    found = queries.session_of(officer, on=session.from_on)
    assert found is not None
    assert (found, found.assembly) == (session, city.assembly)
    assert queries.session_of(city.clerk, on=date(2022, 1, 1)) is None
    assert queries.session_of(PersonFactory(), on=session.from_on) is None


def test_a_seat_is_held_in_a_term_on_a_day(city: City) -> None:
    """One's own, and only while it lasts."""
    member = MemberFactory(term=city.term, until_on=date(2025, 1, 1))
    assert queries.seat_of(member.person, city.term.pk, on=date(2024, 12, 31)) == member
    assert queries.seat_of(member.person, city.term.pk, on=date(2025, 1, 1)) is None
    assert queries.seat_of(member.person, 0, on=date(2024, 12, 31)) is None
    assert queries.seat_of(PersonFactory(), city.term.pk, on=date(2024, 12, 31)) is None


def test_committees_are_those_of_the_day_in_their_order(city: City) -> None:
    """Other bodies are none, and a committee ends before its last day."""
    CommitteeFactory(assembly=city.assembly, kind=OrganKind.OFFICE, name="办公室")
    CommitteeFactory(assembly=city.assembly, name="旧委员会", until_on=date(2024, 1, 1))
    names = [
        [c.name for c in queries.committees_of(city.assembly, on=day)] for day in (date(2023, 12, 31), date(2024, 1, 1))
    ]
    assert names == [["提案委员会", "文化和文史委员会", "旧委员会"], ["提案委员会", "文化和文史委员会"]]
