"""Who may do what with an account: actor by verb, with the reason."""

from datetime import date

import pytest

from tests.factories.accounts import BureauScopeFactory, GrantFactory, PersonFactory, ScopeFactory, person_with
from xieshang.accounts import rules
from xieshang.accounts.models import PUBLIC, Grant, Person, Scope
from xieshang.spine.rule import ALLOWED, Verdict, refuse

pytestmark = pytest.mark.django_db

MANAGED = refuse("账号和角色由本政协的系统管理员管理，请与其联系。")
ELSEWHERE = refuse("这个账号由“鹰城市政协”管理，请与该单位的系统管理员联系。")
OWN = refuse("这只能由本人操作。")
NOT_SELF = refuse("不能停用自己的账号，请另一位系统管理员操作。")
NOT_OWN_ROLE = refuse("不能收回自己的系统管理员角色，请另一位系统管理员操作。")
AUTOMATIC = refuse("这由系统自动记录。")

ACTORS = [
    "administrator",
    "administrator elsewhere",
    "former administrator",
    "member",
    "self",
    "public",
    "command line",
]


@pytest.fixture
def place() -> Scope:
    return ScopeFactory(name="鹰城市政协")


@pytest.fixture
def subject(place: Scope) -> Person:
    return person_with("member", place)


@pytest.fixture
def actor(request: pytest.FixtureRequest, place: Scope, subject: Person):
    former = PersonFactory(home=place)
    GrantFactory(person=former, role="administrator", scope=place, until_on=date(2019, 1, 1))
    return {
        "administrator": person_with("administrator", place),
        "administrator elsewhere": person_with("administrator"),
        "former administrator": former,
        "member": person_with("member", place),
        "self": subject,
        "public": PUBLIC,
        "command line": None,
    }[request.param]


def matrix(*verdicts: Verdict):
    """One verdict for each actor, in their order."""
    return pytest.mark.parametrize(("actor", "verdict"), list(zip(ACTORS, verdicts, strict=True)), indirect=["actor"])


@matrix(ALLOWED, MANAGED, MANAGED, MANAGED, MANAGED, MANAGED, ALLOWED)
def test_may_manage_a_place(actor, verdict: Verdict, place: Scope) -> None:
    assert rules.may_manage(actor, place) == verdict
    assert rules.may_manage(actor, BureauScopeFactory(parent=place)) == verdict


@matrix(ALLOWED, ELSEWHERE, ELSEWHERE, ELSEWHERE, ELSEWHERE, ELSEWHERE, ALLOWED)
def test_may_care_for_an_account(actor, verdict: Verdict, subject: Person) -> None:
    assert rules.may_care_for(actor, subject) == verdict


@matrix(ALLOWED, ELSEWHERE, ELSEWHERE, ELSEWHERE, NOT_SELF, ELSEWHERE, ALLOWED)
def test_may_suspend(actor, verdict: Verdict, subject: Person) -> None:
    assert rules.may_suspend(actor, subject) == verdict


@matrix(ALLOWED, MANAGED, MANAGED, MANAGED, MANAGED, MANAGED, ALLOWED)
def test_may_withdraw(actor, verdict: Verdict, subject: Person) -> None:
    assert rules.may_withdraw(actor, subject.grants.get()) == verdict


@matrix(OWN, OWN, OWN, OWN, ALLOWED, OWN, OWN)
def test_may_use(actor, verdict: Verdict, subject: Person) -> None:
    assert rules.may_use(actor, subject) == verdict


@matrix(ALLOWED, ELSEWHERE, ELSEWHERE, ELSEWHERE, ALLOWED, ELSEWHERE, ALLOWED)
def test_may_end_sessions(actor, verdict: Verdict, subject: Person) -> None:
    assert rules.may_end_sessions(actor, subject) == verdict


@matrix(AUTOMATIC, AUTOMATIC, AUTOMATIC, AUTOMATIC, AUTOMATIC, AUTOMATIC, ALLOWED)
def test_may_note(actor, verdict: Verdict, subject: Person) -> None:
    assert rules.may_note(actor, subject) == verdict


def test_an_administrator_neither_suspends_nor_deposes_oneself(place: Scope) -> None:
    administrator = person_with("administrator", place)
    assert rules.may_suspend(administrator, administrator) == NOT_SELF
    assert rules.may_withdraw(administrator, administrator.grants.get()) == NOT_OWN_ROLE
    other = GrantFactory(person=administrator, role="chair", scope=place)
    assert rules.may_withdraw(administrator, other) == ALLOWED
    assert rules.may_withdraw(
        person_with("administrator", place), Grant.objects.get(pk=administrator.grants.earliest("pk").pk)
    )


def test_who_gives_a_role_to_someone_of_another_assembly_does_not_get_the_account(
    place: Scope, subject: Person
) -> None:
    """Otherwise a county could take over the account of a clerk of the city by making the clerk its member."""
    elsewhere = person_with("administrator")
    GrantFactory(person=subject, role="member", scope=elsewhere.home)
    assert rules.may_care_for(elsewhere, subject) == ELSEWHERE
