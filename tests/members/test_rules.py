"""Who may keep the roll, and what fits into it, with the exact reasons."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.factories.accounts import BureauScopeFactory, person_with
from tests.factories.members import (
    AssemblyFactory,
    CommitteeFactory,
    MemberFactory,
    PostFactory,
    SectorFactory,
    SessionFactory,
    TermFactory,
)
from tests.members.conftest import City
from xieshang.accounts.models import PUBLIC
from xieshang.accounts.permissions import ROLES
from xieshang.members import rules
from xieshang.members.models import Assembly
from xieshang.members.states import LeaveReason, OrganKind, PostKind
from xieshang.spine.rule import ALLOWED, refuse

pytestmark = pytest.mark.django_db

NOT_THE_OFFICE = refuse("名册由鹰城市政协办公室管理，请与其联系。")

Ask = Callable[[rules.By, City], object]

VERBS: dict[str, Ask] = {
    "open a term": lambda actor, city: rules.may_open(actor, city.term),
    "form an organ": lambda actor, city: rules.may_open(actor, city.culture),
    "form a sector": lambda actor, city: rules.may_form_sector(actor, city.education),
    "add a sector": lambda actor, city: rules.may_add_sector(actor, city.term),
    "rename a sector": lambda actor, city: rules.may_rename_sector(actor, city.education),
    "convene": lambda actor, city: rules.may_convene(actor, SessionFactory.build(term=city.term)),
    "admit": lambda actor, city: rules.may_admit(actor, MemberFactory(term=city.term)),
    "change": lambda actor, city: rules.may_change(actor, MemberFactory(term=city.term)),
    "appoint": lambda actor, city: rules.may_appoint(actor, PostFactory(member=MemberFactory(term=city.term))),
    "relieve": lambda actor, city: rules.may_relieve(actor, PostFactory(member=MemberFactory(term=city.term))),
    "import": lambda actor, city: rules.may_import_roll(actor, city.term),
    "establish below": lambda actor, city: rules.may_establish(actor, Assembly(parent=city.assembly)),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", ROLES)
def test_only_the_office_keeps_the_roll(city: City, role: str, verb: str) -> None:
    """Every verb, for every role in the assembly."""
    scope = {
        "assembly": lambda: city.assembly.scope,
        "organ": lambda: city.culture.scope,
        "bureau": lambda: BureauScopeFactory(parent=city.assembly.scope),
    }[next(iter(ROLES[role].scopes))]()
    verdict = VERBS[verb](person_with(role, scope), city)
    assert verdict == (ALLOWED if role == "office_clerk" else NOT_THE_OFFICE)


@pytest.mark.parametrize("verb", VERBS)
def test_the_office_of_another_assembly_and_the_public_may_not(city: City, verb: str) -> None:
    """Neither the office of a county nor somebody who has not signed in."""
    county = AssemblyFactory(parent=city.assembly)
    assert VERBS[verb](person_with("office_clerk", county.scope), city) == NOT_THE_OFFICE
    assert VERBS[verb](PUBLIC, city) == NOT_THE_OFFICE


@pytest.mark.parametrize("verb", VERBS)
def test_the_command_line_may(city: City, verb: str) -> None:
    """Whoever has the machine has the roll."""
    assert VERBS[verb](None, city) == ALLOWED


def test_an_assembly_without_one_above_is_the_command_line_s_to_establish(city: City) -> None:
    """No office stands above it."""
    root = Assembly(name="省政协")
    assert rules.may_establish(None, root) == ALLOWED
    assert rules.may_establish(city.clerk, root) == refuse("没有上级的政协只能由系统运维人员在命令行设立。")


def test_an_office_establishes_below_itself_alone(city: City) -> None:
    """A city's office enters its counties."""
    assert rules.may_establish(city.clerk, Assembly(parent=city.assembly)) == ALLOWED


@pytest.mark.parametrize(
    ("opens_on", "verdict"),
    [
        (date(2017, 12, 31), refuse("会议的开幕日期不在这一届之内，请核对日期。")),
        (date(2018, 1, 1), ALLOWED),
        (date(2021, 12, 31), ALLOWED),
        (date(2022, 1, 1), refuse("会议的开幕日期不在这一届之内，请核对日期。")),
    ],
)
def test_a_session_opens_in_its_term(city: City, opens_on: date, verdict: object) -> None:
    """On any of its days."""
    term = TermFactory(assembly=city.assembly, number=8, from_on=date(2018, 1, 1), until_on=date(2022, 1, 1))
    session = SessionFactory.build(term=term, opens_on=opens_on, closes_on=opens_on)
    assert rules.may_convene(city.clerk, session) == verdict


def test_a_session_s_term_is_of_its_own_assembly(city: City) -> None:
    """Not of another."""
    session = SessionFactory.build(term=TermFactory(), assembly=city.assembly)
    assert rules.may_convene(city.clerk, session) == refuse("届次不属于鹰城市政协。")


def test_a_membership_fits_where_all_its_parts_agree(city: City) -> None:
    """Each part that does not is named."""
    fits = MemberFactory.build
    person = city.clerk
    good = {"term": city.term, "person": person, "sector": city.education, "committee": city.culture}
    elsewhere = TermFactory()
    office = CommitteeFactory(assembly=city.assembly, kind=OrganKind.OFFICE, name="办公室")
    closed = CommitteeFactory(assembly=city.assembly, name="旧委员会", until_on=date(2022, 1, 1))
    cases = [
        (fits(**good), ALLOWED),
        (fits(**good | {"assembly": elsewhere.assembly}), refuse("届次不属于鹰城市政协。")),
        (
            fits(**good | {"sector": SectorFactory(term=elsewhere, name="农业界")}),
            refuse("界别“农业界”不是这一届的，请另选。"),
        ),
        (fits(**good | {"committee": office}), refuse("“办公室”不是本政协的专门委员会，请另选。")),
        (
            fits(**good | {"committee": CommitteeFactory(assembly=elsewhere.assembly)}),
            refuse("“提案委员会”不是本政协的专门委员会，请另选。"),
        ),
        (fits(**good | {"committee": closed}), refuse("“旧委员会”在这一天尚未设立或已撤销，请另选。")),
        (fits(**good | {"from_on": date(2021, 12, 31)}), refuse("委员的任期须在这一届之内，请核对日期。")),
    ]
    assert [rules.fits_roll(member) for member, _ in cases] == [verdict for _, verdict in cases]


@pytest.mark.parametrize(
    ("from_on", "until_on", "fits"),
    [
        (date(2018, 1, 1), date(2022, 1, 1), True),
        (date(2018, 1, 1), None, True),
        (date(2021, 12, 31), None, True),
        (date(2022, 1, 1), None, False),
        (date(2018, 1, 1), date(2022, 1, 2), False),
        (date(2017, 12, 31), date(2020, 1, 1), False),
    ],
)
def test_a_membership_lies_in_its_term(city: City, from_on: date, until_on: date | None, fits: bool) -> None:
    """From its first day to its end, which an empty end stands for."""
    term = TermFactory(assembly=city.assembly, number=8, from_on=date(2018, 1, 1), until_on=date(2022, 1, 1))
    member = MemberFactory.build(
        term=term,
        person=city.clerk,
        sector=SectorFactory(term=term),
        committee=city.culture,
        from_on=from_on,
        until_on=until_on,
    )
    assert rules.fits_roll(member) == (ALLOWED if fits else refuse("委员的任期须在这一届之内，请核对日期。"))


def test_a_row_of_the_roll_that_was_ended_stays_as_it_was(city: City) -> None:
    """What was replaced or ended is history; what merely runs to the end of the term can be changed."""
    ended = MemberFactory(term=city.term, until_on=date(2023, 1, 1), leave_reason=LeaveReason.MOVED)
    runs = MemberFactory(term=city.term, until_on=date(2027, 1, 1))
    assert rules.may_change(city.clerk, ended) == refuse("这一段任期已经结束，不能再更改。")
    assert rules.may_change(city.clerk, runs) == ALLOWED


@pytest.mark.parametrize("kind", PostKind)
@pytest.mark.parametrize("place", ["assembly", "committee", "group", "sector"])
def test_each_post_has_its_place(city: City, kind: PostKind, place: str) -> None:
    """Chairs and standing members in the assembly, directors over an organ, convenors over a sector or a group."""
    group = CommitteeFactory(assembly=city.assembly, kind=OrganKind.GROUP, name="第一小组")
    organs = {"committee": city.culture, "group": group}
    post = PostFactory.build(
        member=MemberFactory(term=city.term),
        kind=kind,
        organ=organs.get(place),
        sector=city.education if place == "sector" else None,
    )
    belongs = place in {
        PostKind.DIRECTOR: {"committee", "group"},
        PostKind.DEPUTY_DIRECTOR: {"committee", "group"},
        PostKind.CONVENOR: {"group", "sector"},
    }.get(kind, {"assembly"})
    refusal = refuse(f"“{kind.label}”不在这里设置，请核对职务和机构。")
    assert rules.may_appoint(city.clerk, post) == (ALLOWED if belongs else refusal)


def test_a_post_is_in_the_member_s_own_assembly(city: City) -> None:
    """A committee or a sector of another assembly is no place for it."""
    member = MemberFactory(term=city.term)
    refusal = refuse("“主任”不在这里设置，请核对职务和机构。")
    foreign = PostFactory.build(member=member, kind=PostKind.DIRECTOR, organ=CommitteeFactory())
    assert rules.may_appoint(city.clerk, foreign) == refusal
    convenor = PostFactory.build(member=member, kind=PostKind.CONVENOR, sector=SectorFactory())
    assert rules.may_appoint(city.clerk, convenor) == refuse("“召集人”不在这里设置，请核对职务和机构。")


@pytest.mark.parametrize(
    ("from_on", "until_on", "fits"),
    [
        (date(2022, 1, 1), date(2024, 1, 1), True),
        (date(2022, 1, 1), None, True),
        (date(2024, 1, 1), None, False),
        (date(2023, 1, 1), date(2024, 1, 2), False),
        (date(2021, 12, 31), None, False),
    ],
)
def test_a_post_lasts_no_longer_than_the_membership(
    city: City, from_on: date, until_on: date | None, fits: bool
) -> None:
    """From its first day to its end."""
    member = MemberFactory(term=city.term, until_on=date(2024, 1, 1))
    post = PostFactory.build(member=member, from_on=from_on, until_on=until_on)
    refusal = refuse("任职时间须在委员的任期之内，请核对日期。")
    assert rules.may_appoint(city.clerk, post) == (ALLOWED if fits else refusal)
