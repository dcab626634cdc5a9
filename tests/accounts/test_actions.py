"""Opening accounts, giving and taking roles, looking at numbers: what happens, and what is refused."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.hashers import is_password_usable
from django.utils import translation

from tests.factories.accounts import (
    BureauScopeFactory,
    GrantFactory,
    OrganScopeFactory,
    PersonFactory,
    ScopeFactory,
    person_with,
)
from xieshang.accounts import actions, passwords
from xieshang.accounts.actions import Particulars
from xieshang.accounts.models import Grant, Person, SecondFactor
from xieshang.members.models import Assembly
from xieshang.spine.batch import batch
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = pytest.mark.django_db

LIN = Particulars("林远", "138 0000 1234", "Lin@Example.org")


@pytest.fixture
def administrator() -> Person:
    return person_with("administrator")


def last_entry() -> Entry:
    return Entry.objects.latest("pk")


class TestEnter:
    def test_a_person_gets_an_account_that_nobody_can_use_yet(self, administrator: Person) -> None:
        bureau = BureauScopeFactory(parent=administrator.home)
        person = actions.enter(bureau, by=administrator, particulars=LIN)
        person.refresh_from_db()
        assert (person.name, person.phone, person.email) == ("林远", "13800001234", "lin@example.org")
        assert person.sort_key.startswith("lin")
        assert (person.home, person.must_change_password) == (administrator.home, True)
        assert not is_password_usable(person.password)
        entry = last_entry()
        assert (entry.kind, entry.subject_id, entry.payload) == ("accounts.person_entered", person.pk, {})

    @pytest.mark.parametrize(
        ("given", "field", "reason"),
        [
            (Particulars(" ", "13800001234"), "name", "请填写姓名。"),
            (Particulars("林远"), "phone", "请填写手机号或电子邮箱，本人凭它登录。"),
            (Particulars("林远", "138"), "phone", "手机号应为 11 位数字；境外号码请以 + 和国家代码开头。"),
            (Particulars("林远", "", "lin"), "email", "电子邮箱的格式不对，应如 name@example.org。"),
        ],
    )
    def test_what_is_wrong_is_named(self, administrator: Person, given: Particulars, field: str, reason: str) -> None:
        with pytest.raises(Refused) as refused:
            actions.enter(administrator.home, by=administrator, particulars=given)
        assert (refused.value.field, refused.value.reason) == (field, reason)

    @pytest.mark.parametrize("field", ["phone", "email"])
    def test_a_number_or_address_belongs_to_one_person(self, administrator: Person, field: str) -> None:
        PersonFactory(**{field: {"phone": "13800001234", "email": "LIN@example.org"}[field]})
        with pytest.raises(Refused, match="已经有账号，请在人员列表里查找") as refused:
            actions.enter(administrator.home, by=administrator, particulars=LIN)
        assert refused.value.field == field
        assert not Person.objects.filter(name="林远").exists()

    @pytest.mark.parametrize(("field", "words"), [("phone", "这个手机号"), ("email", "这个电子邮箱")])
    def test_of_two_at_once_the_second_is_told(self, administrator: Person, field: str, words: str) -> None:
        """The database decides, as it does in a batch, which does not ask beforehand."""
        PersonFactory(**{field: {"phone": "13800001234", "email": "LIN@example.org"}[field]})
        with pytest.raises(Refused, match=f"{words}已经有账号"), batch():
            actions.enter(administrator.home, by=administrator, particulars=LIN)
        assert not Person.objects.filter(name="林远").exists()

    def test_hundreds_are_entered_with_roles_in_a_handful_of_queries(
        self, administrator: Person, django_assert_num_queries
    ) -> None:
        """Neither a hash nor a query for each: inserts of people, grants and entries, between two savepoints."""
        place, shared = administrator.home, passwords.hashed("共用的演示密码")
        place.assembly_id  # noqa: B018 - read once, then known
        with django_assert_num_queries(5), batch():
            for number in range(300):
                given = Particulars(f"委员{number}", f"139{number:08d}")
                person = actions.enter(place, by=None, particulars=given, password_hash=shared, is_demo=True)
                actions.grant(place, by=None, person=person, role="member", from_on=date(2018, 1, 1))
        assert Person.objects.filter(is_demo=True, password=shared).count() == 300
        assert Grant.objects.filter(role="member").count() == 300
        assert (
            Entry.objects.filter(kind="accounts.role_granted", subject_id__in=Grant.objects.values("pk")).count() == 300
        )


class TestAmend:
    def test_what_changed_is_told_but_not_to_what(self, administrator: Person) -> None:
        person = PersonFactory(home=administrator.home, name="林远", phone="13800001234")
        actions.amend(person, by=administrator, particulars=Particulars("林远", "13800005678"))
        person.refresh_from_db()
        assert person.phone == "13800005678"
        assert (last_entry().kind, last_entry().payload) == ("accounts.person_amended", {"fields": "phone"})

    def test_no_change_is_no_event(self, administrator: Person) -> None:
        person = PersonFactory(home=administrator.home, name="林远", phone="13800001234")
        with pytest.raises(Refused, match="没有改动。"):
            actions.amend(person, by=administrator, particulars=Particulars("林远", "138-0000-1234"))

    def test_another_s_number_is_refused(self, administrator: Person) -> None:
        PersonFactory(phone="13800005678")
        person = PersonFactory(home=administrator.home)
        with pytest.raises(Refused, match="这个手机号已经有账号"):
            actions.amend(person, by=administrator, particulars=Particulars("林远", "13800005678"))


class TestGrant:
    def test_a_role_is_given_and_written_in_the_ledger_of_its_assembly(self, administrator: Person) -> None:
        place = administrator.home
        assembly = Assembly.objects.create(code="yingcheng", name="鹰城市政协", level="city", scope=place)
        person = PersonFactory()
        with translation.override("en"):
            grant = actions.grant(place, by=administrator, person=person, role="chair", from_on=date(2026, 3, 1))
        entry = last_entry()
        assert (entry.kind, entry.assembly_id, entry.actor_id) == (
            "accounts.role_granted", assembly.pk, administrator.pk,
        )  # fmt: skip
        assert (entry.subject_kind, entry.subject_id) == ("accounts.grant", grant.pk)
        assert entry.payload == {
            "role": "chair",
            "title": "主席会议成员",
            "place": "鹰城市政协",
            "from_on": "2026-03-01",
            "until_on": None,
        }

    @pytest.mark.parametrize(
        ("place", "role", "where"),
        [
            (ScopeFactory, "bureau_clerk", "“承办单位经办人”不能在政协授予。"),
            (OrganScopeFactory, "member", "“委员”不能在专委会授予。"),
            (BureauScopeFactory, "administrator", "“系统管理员”不能在承办单位授予。"),
            (ScopeFactory, "astrologer", "“astrologer”不能在政协授予。"),
        ],
    )
    def test_a_role_is_given_in_its_kind_of_place_alone(self, place, role: str, where: str) -> None:
        with pytest.raises(Refused) as refused:
            actions.grant(place(), by=None, person=PersonFactory(), role=role, from_on=date(2026, 3, 1))
        assert (refused.value.field, refused.value.reason) == ("role", where)

    @pytest.mark.parametrize(
        ("from_on", "until_on", "refused"),
        [
            (date(2020, 1, 1), date(2021, 1, 1), False),
            (date(2020, 1, 1), date(2021, 1, 2), True),
            (date(2021, 6, 1), date(2021, 7, 1), True),
            (date(2021, 6, 1), None, True),
            (date(2021, 12, 31), None, True),
            (date(2022, 1, 1), None, False),
            (date(2020, 1, 1), None, True),
        ],
    )
    def test_nobody_holds_a_role_twice_at_a_time(self, from_on: date, until_on: date | None, refused: bool) -> None:
        held = GrantFactory(person__name="林远", from_on=date(2021, 1, 1), until_on=date(2022, 1, 1))

        def again() -> Grant:
            return actions.grant(
                held.scope, by=None, person=held.person, role="member", from_on=from_on, until_on=until_on
            )

        if refused:
            with pytest.raises(Refused, match="林远在这段时间已经是“委员”（鹰城市政协）。"):
                again()
        else:
            assert again().pk

    def test_a_period_ends_after_it_begins(self) -> None:
        with pytest.raises(Refused, match="终止日期应晚于起始日期。") as refused:
            actions.grant(
                ScopeFactory(), by=None, person=PersonFactory(), role="member",
                from_on=date(2026, 3, 1), until_on=date(2026, 3, 1),
            )  # fmt: skip
        assert refused.value.field == "until_on"

    @pytest.mark.parametrize("later", [0, 30])
    def test_of_two_who_give_the_same_role_at_once_the_second_is_told(self, administrator: Person, later: int) -> None:
        """The database decides, also of periods that only overlap, as it does in a batch, which does not ask before."""
        held = GrantFactory(role="chair", scope=administrator.home)
        on = held.from_on + timedelta(days=later)
        with pytest.raises(Refused, match="刚被授予同样的角色"), batch():
            actions.grant(held.scope, by=administrator, person=held.person, role="chair", from_on=on)
        assert Grant.objects.filter(person=held.person).count() == 1

    def test_nobody_gives_a_role_to_oneself(self, administrator: Person) -> None:
        """So that who manages accounts cannot read cases by a role of their own giving."""
        with pytest.raises(Refused, match="不能给自己授予角色，请另一位系统管理员操作。"):
            actions.grant(
                administrator.home, by=administrator, person=administrator, role="chair", from_on=date(2026, 3, 1)
            )


class TestWithdraw:
    def test_a_role_ends_on_the_day_and_can_be_given_anew(self, administrator: Person) -> None:
        held = GrantFactory(scope=administrator.home)
        actions.withdraw(held, by=administrator, on=date(2026, 3, 18))
        held.refresh_from_db()
        assert held.until_on == date(2026, 3, 18)
        assert last_entry().payload == {
            "role": "member", "title": "委员", "place": "鹰城市政协", "until_on": "2026-03-18",
        }  # fmt: skip
        actions.grant(held.scope, by=administrator, person=held.person, role="member", from_on=date(2026, 3, 18))

    def test_a_role_that_has_not_begun_never_does(self, administrator: Person) -> None:
        held = GrantFactory(scope=administrator.home, from_on=date(2026, 5, 1))
        actions.withdraw(held, by=administrator, on=date(2026, 3, 18))
        held.refresh_from_db()
        assert (held.from_on, held.until_on) == (date(2026, 5, 1), date(2026, 5, 1))
        assert not Grant.objects.holding(on=date(2026, 5, 1)).filter(pk=held.pk).exists()

    def test_a_role_that_has_ended_is_not_ended_again(self, administrator: Person) -> None:
        held = GrantFactory(scope=administrator.home, until_on=date(2020, 1, 1))
        with pytest.raises(Refused, match="这个角色到那天已经不再担任。"):
            actions.withdraw(held, by=administrator, on=date(2026, 3, 18))

    def test_it_works_at_once(self, administrator: Person, moment: datetime) -> None:
        held = GrantFactory(scope=administrator.home)
        actions.withdraw(held, by=administrator, on=moment.date())
        assert Person.objects.get(pk=held.person_id).powers == {}


class TestSuspension:
    def test_an_account_is_closed_with_a_reason_and_opened_again(self, administrator: Person) -> None:
        person = PersonFactory(home=administrator.home)
        actions.suspend(person, by=administrator, reason=" 调离 ")
        assert (last_entry().kind, last_entry().payload) == ("accounts.person_suspended", {"reason": "调离"})
        with pytest.raises(Refused, match="这个账号已经停用。"):
            actions.suspend(person, by=administrator, reason="调离")
        actions.restore(person, by=administrator)
        assert last_entry().kind == "accounts.person_restored"
        with pytest.raises(Refused, match="这个账号没有停用。"):
            actions.restore(person, by=administrator)

    def test_without_a_reason_it_is_not(self, administrator: Person) -> None:
        with pytest.raises(Refused, match="请写明停用的原因。") as refused:
            actions.suspend(PersonFactory(home=administrator.home), by=administrator, reason="  ")
        assert refused.value.field == "reason"


def test_a_number_is_shown_in_full_only_on_the_record(administrator: Person) -> None:
    person = PersonFactory(home=administrator.home, phone="13800001234")
    assert actions.reveal(person, by=administrator, field="phone") == "13800001234"
    entry = last_entry()
    assert (entry.kind, entry.actor_id, entry.payload) == (
        "accounts.contact_revealed", administrator.pk, {"field": "phone"},
    )  # fmt: skip
    with pytest.raises(Refused, match="没有登记这一项。"):
        actions.reveal(person, by=administrator, field="email")


def test_a_language_is_one_s_own_to_choose() -> None:
    person = PersonFactory()
    actions.choose_language(person, by=person, language="en")
    person.refresh_from_db()
    assert person.language == "en"


def test_a_second_factor_is_required_once_and_of_a_role_that_exists(administrator: Person) -> None:
    place = administrator.home
    actions.require_second_factor(place, by=administrator, role="chair")
    with pytest.raises(Refused, match="已经要求这个角色两步验证。"):
        actions.require_second_factor(place, by=administrator, role="chair")
    for wrong, role in ((place, "astrologer"), (BureauScopeFactory(parent=place), "chair")):
        with pytest.raises(Refused, match="两步验证由政协按角色要求。"):
            actions.require_second_factor(wrong, by=administrator, role=role)
    actions.waive_second_factor(place, by=administrator, role="chair")
    assert not SecondFactor.objects.exists()
    with pytest.raises(Refused, match="没有要求这个角色两步验证。"):
        actions.waive_second_factor(place, by=administrator, role="chair")


def test_there_is_no_second_factor_to_take_from_who_has_none(administrator: Person) -> None:
    with pytest.raises(Refused, match="本人没有开启两步验证。"):
        actions.remove_second_factors(PersonFactory(home=administrator.home), by=administrator)


def test_the_ledger_holds_no_name_number_or_address(administrator: Person) -> None:
    person = actions.enter(administrator.home, by=administrator, particulars=LIN)
    actions.amend(person, by=administrator, particulars=Particulars("林远山", "13800005678", "yuan@example.org"))
    actions.reveal(person, by=administrator, field="phone")
    password = actions.issue_password(person, by=administrator)
    kept = str(list(Entry.objects.values_list("payload", flat=True)))
    for secret in ("林远", "13800001234", "13800005678", "example.org", password):
        assert secret not in kept
