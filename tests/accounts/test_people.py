"""The administrator's pages: the list, an account, roles; and that there are none for anybody else."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.factories.accounts import (
    BureauScopeFactory,
    GrantFactory,
    OrganScopeFactory,
    PersonFactory,
    ScopeFactory,
    person_with,
)
from xieshang.accounts import queries
from xieshang.accounts.models import PUBLIC, Grant, Person
from xieshang.spine.models import Entry

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]
LIST = "/accounts/people/"


@pytest.fixture
def administrator() -> Person:
    return person_with("administrator")


@pytest.fixture
def boss(sign_in: SignIn, administrator: Person) -> Client:
    return sign_in(administrator)


@pytest.fixture
def lin(administrator: Person) -> Person:
    """A clerk of a bureau of the administrator's assembly."""
    person = PersonFactory(
        home=administrator.home, name="林远", sort_key="lin2 yuan3", phone="13800001234", email="lin@example.org"
    )
    GrantFactory(person=person, role="bureau_clerk", scope=BureauScopeFactory(parent=administrator.home))
    return person


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def names(client: Client, query: str = "") -> list[str]:
    """The names on the list, in order."""
    return re.findall(r'id="row-\d+">([^<]+|<mark>[^<]+</mark>)', page(client, LIST + query))


class TestVisible:
    """An administrator sees the people at home and whoever holds or held a role there."""

    def test_who_is_seen(self, administrator: Person, lin: Person) -> None:
        root = administrator.home
        guest = person_with("member")
        GrantFactory(person=guest, scope=root)
        former = person_with("member")
        GrantFactory(person=former, scope=root, until_on=date(2019, 1, 1))
        officer = person_with("committee_officer", OrganScopeFactory(parent=root))
        person_with("member")
        assert set(queries.visible_to(administrator)) == {administrator, lin, guest, former, officer}

    @pytest.mark.parametrize("role", ["member", "proposals_clerk", "office_clerk", "chair", "auditor"])
    def test_no_other_role_sees_anybody(self, administrator: Person, role: str) -> None:
        other = person_with(role, administrator.home)
        assert not queries.visible_to(other).exists()
        assert not queries.places_of(other).exists()
        assert not queries.grants_visible_to(other).exists()

    def test_the_public_sees_nobody(self, administrator: Person) -> None:
        assert not queries.visible_to(PUBLIC).exists()


class TestStrangers:
    """To whoever administers nothing, and to administrators elsewhere, these pages are not there."""

    @pytest.fixture(params=["member", "administrator"])
    def stranger(self, request: pytest.FixtureRequest, sign_in: SignIn) -> Client:
        return sign_in(person_with(request.param))

    @pytest.mark.parametrize("verb", [
        "roles", "password", "phone", "email", "suspension", "restoration", "unlocking", "second-factor/removal",
    ])  # fmt: skip
    def test_nothing_of_an_account_is_there(self, stranger: Client, lin: Person, verb: str) -> None:
        assert stranger.get(f"{LIST}{lin.pk}/").status_code == 404
        assert stranger.get(f"{LIST}{lin.pk}/particulars/").status_code == 404
        assert stranger.post(f"{LIST}{lin.pk}/particulars/", {"name": "x", "phone": "13899999999"}).status_code == 404
        assert stranger.post(f"{LIST}{lin.pk}/{verb}/", {"reason": "x"}).status_code == 404
        assert stranger.post(f"/accounts/grants/{lin.grants.get().pk}/withdrawal/").status_code == 404

    def test_the_second_factor_of_another_assembly_is_not_there(self, stranger: Client, administrator: Person) -> None:
        path = f"/accounts/roles/{administrator.home_id}/member/second-factor/"
        assert stranger.post(path).status_code == 404
        assert stranger.post(f"{path}waiver/").status_code == 404

    def test_an_administrator_elsewhere_finds_nobody_in_list_search_and_export(
        self, sign_in: SignIn, lin: Person
    ) -> None:
        elsewhere = sign_in(person_with("administrator"))
        for query in ("", "?q=林远", "?q=13800001234", "?role=bureau_clerk"):
            assert "林远" not in page(elsewhere, LIST + query).replace("搜索：林远", "").replace('value="林远"', "")
        rows = CalamineWorkbook.from_filelike(BytesIO(elsewhere.get(f"{LIST}?export=xlsx").getvalue()))
        assert "林远" not in str(rows.get_sheet_by_index(0).to_python())

    @pytest.mark.parametrize("path", [LIST, f"{LIST}?export=xlsx", f"{LIST}?q=a", f"{LIST}new/", "/accounts/roles/"])
    def test_who_administers_nothing_finds_no_page(self, sign_in: SignIn, path: str) -> None:
        assert sign_in(person_with("office_clerk")).get(path).status_code == 404

    @pytest.mark.parametrize("path", [LIST, f"{LIST}new/", "/accounts/roles/", "/accounts/"])
    def test_the_public_is_asked_to_sign_in(self, client: Client, path: str) -> None:
        assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


class TestList:
    def test_people_stand_in_order_of_pinyin_with_masked_numbers(self, boss: Client, administrator: Person) -> None:
        for name, key, phone in (("周明", "zhou1", "13900001111"), ("安宁", "an1", "13900002222")):
            PersonFactory(home=administrator.home, name=name, sort_key=key, phone=phone)
        assert names(boss) == [administrator.name, "安宁", "周明"]
        shown = page(boss, LIST)
        assert "139****1111" in shown
        assert "13900001111" not in shown

    def test_roles_and_state_are_told(self, boss: Client, lin: Person) -> None:
        assert "承办单位经办人" in page(boss, f"{LIST}?q=林远")
        for change, state in (
            ({"must_change_password": True}, "待改首次密码"),
            ({"password": "!"}, "还没有密码"),
        ):
            Person.objects.filter(pk=lin.pk).update(**change)
            assert state in page(boss, f"{LIST}?q=林远")
        Person.objects.filter(pk=lin.pk).update(is_active=False)
        assert names(boss, "?q=林远") == []
        assert len(names(boss, "?q=林远&tab=suspended")) == 1

    @pytest.mark.parametrize("text", ["林", "lin2", "LIN", "13800001234", "+86 138 0000 1234", "lin@example.org"])
    def test_a_person_is_found_by_name_pinyin_number_and_address(self, boss: Client, lin: Person, text: str) -> None:
        assert len(names(boss, f"?q={text.replace('+', '%2B')}")) == 1

    @pytest.mark.parametrize("text", ["1234", "138****1234", "example.org"])
    def test_a_part_of_a_number_finds_nobody(self, boss: Client, lin: Person, text: str) -> None:
        """Otherwise a masked number could be guessed digit by digit, unrecorded."""
        assert names(boss, f"?q={text}") == []

    def test_people_are_filtered_by_the_role_they_hold_now(self, boss: Client, lin: Person) -> None:
        assert names(boss, "?role=bureau_clerk") == ["林远"]
        lin.grants.update(until_on=timezone.localdate())
        assert names(boss, "?role=bureau_clerk") == []

    def test_the_sheet_shows_what_the_list_shows(self, boss: Client, lin: Person) -> None:
        sheet = CalamineWorkbook.from_filelike(BytesIO(boss.get(f"{LIST}?q=林远&export=xlsx").getvalue()))
        head, *rows = sheet.get_sheet_by_index(0).to_python()
        assert head == ["姓名", "角色", "联系方式", "归口管理", "状态"]
        assert rows == [["林远", "承办单位经办人", "138****1234", "鹰城市政协", "在用"]]

    @pytest.mark.parametrize("people", [1, 3])
    def test_it_costs_the_same_for_one_and_for_three(
        self, boss: Client, administrator: Person, django_assert_num_queries, people: int
    ) -> None:
        """Session with person and grants; counts, people, their roles."""
        for one in PersonFactory.create_batch(people - 1, home=administrator.home):
            GrantFactory(person=one)
        with django_assert_num_queries(4):
            boss.get(LIST)


class TestEnter:
    def send(self, boss: Client, place, **more: str):
        form = {"name": "林远", "phone": "13800001234", "email": "", "where": f"member@{place.pk}"}
        return boss.post(f"{LIST}new/", {**form, "from_on": "2026-03-01", "until_on": "", **more})

    def test_a_person_is_entered_with_a_role(self, boss: Client, administrator: Person) -> None:
        answer = self.send(boss, administrator.home)
        person = Person.objects.get(phone="13800001234")
        assert answer["Location"] == f"{LIST}{person.pk}/"
        grant = person.grants.get()
        assert (grant.role, grant.scope, grant.from_on, grant.until_on) == (
            "member", administrator.home, date(2026, 3, 1), None,
        )  # fmt: skip
        assert "已为林远开通账号。发放一次性密码后即可登录。" in page(boss, answer["Location"])

    def test_the_form_offers_the_roles_that_fit_each_place(self, boss: Client, administrator: Person) -> None:
        bureau = BureauScopeFactory(parent=administrator.home)
        elsewhere = ScopeFactory()
        shown = page(boss, f"{LIST}new/")
        assert f'value="bureau_clerk@{bureau.pk}"' in shown
        assert f'value="member@{administrator.home_id}"' in shown
        assert f"member@{bureau.pk}" not in shown
        assert f'@{elsewhere.pk}"' not in shown

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"phone": "138"}, "手机号应为 11 位数字；境外号码请以 + 和国家代码开头。"),
            ({"phone": ""}, "请填写手机号或电子邮箱，本人凭它登录。"),
            ({"from_on": "昨天"}, "请按 2026-03-18 的样子填写“起始日期”。"),
            ({"until_on": "2026-03-01"}, "终止日期应晚于起始日期。"),
        ],
    )
    def test_what_is_wrong_is_told_what_was_typed_is_kept_and_nothing_is_half_written(
        self, boss: Client, administrator: Person, typed: dict[str, str], said: str
    ) -> None:
        before = Person.objects.count(), Entry.objects.count()
        shown = self.send(boss, administrator.home, **typed).content.decode()
        assert said in shown
        assert 'value="林远"' in shown
        assert (Person.objects.count(), Entry.objects.count()) == before

    def test_a_place_elsewhere_is_no_choice(self, boss: Client) -> None:
        assert "这个角色不由您授予，请从列表里选。" in self.send(boss, ScopeFactory()).content.decode()
        assert not Person.objects.filter(phone="13800001234").exists()


class TestAccount:
    def test_the_page_shows_roles_with_what_they_allow_and_masks_the_number(self, boss: Client, lin: Person) -> None:
        shown = page(boss, f"{LIST}{lin.pk}/")
        for words in ("承办单位经办人", "市教育局", "签收、办理提案，与委员沟通", "138****1234", "l***@example.org"):
            assert words in shown
        assert "13800001234" not in shown

    def test_a_number_is_shown_on_one_answer_and_recorded(self, boss: Client, lin: Person) -> None:
        answer = boss.post(f"{LIST}{lin.pk}/phone/")
        assert "13800001234" in answer.content.decode()
        assert "lin@example.org" not in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert Entry.objects.get(kind="accounts.contact_revealed").payload == {"field": "phone"}
        assert "13800001234" not in page(boss, f"{LIST}{lin.pk}/")

    def test_to_open_the_form_of_particulars_is_to_look_at_them(self, boss: Client, lin: Person) -> None:
        assert 'value="13800001234"' in page(boss, f"{LIST}{lin.pk}/particulars/")
        kinds = Entry.objects.filter(kind="accounts.contact_revealed").values_list("payload__field", flat=True)
        assert sorted(kinds) == ["email", "phone"]

    def test_particulars_are_corrected(self, boss: Client, lin: Person) -> None:
        form = {"name": "林远山", "phone": "13800001234", "email": ""}
        assert boss.post(f"{LIST}{lin.pk}/particulars/", form)["Location"] == f"{LIST}{lin.pk}/"
        lin.refresh_from_db()
        assert (lin.name, lin.email) == ("林远山", None)

    def test_particulars_that_are_wrong_come_back(self, boss: Client, lin: Person) -> None:
        answer = boss.post(f"{LIST}{lin.pk}/particulars/", {"name": "林远", "phone": "12", "email": ""})
        assert "手机号应为 11 位数字" in answer.content.decode()
        assert 'value="12"' in answer.content.decode()

    def test_a_one_time_password_is_shown_once(self, boss: Client, lin: Person) -> None:
        answer = boss.post(f"{LIST}{lin.pk}/password/")
        password = re.search(r"<code>([0-9a-z-]{14})</code>", answer.content.decode())[1]
        assert "no-store" in answer["Cache-Control"]
        lin.refresh_from_db()
        assert lin.check_password(password)
        assert boss.get(f"{LIST}{lin.pk}/password/").status_code == 405

    def test_a_role_is_given_and_taken(self, boss: Client, lin: Person, administrator: Person) -> None:
        form = {"where": f"chair@{administrator.home_id}", "from_on": "2026-03-01", "until_on": ""}
        answer = boss.post(f"{LIST}{lin.pk}/roles/", form, follow=True)
        assert "已授予角色，林远下一次打开页面即生效。" in answer.content.decode()
        grant = Grant.objects.get(person=lin, role="chair")
        answer = boss.post(f"/accounts/grants/{grant.pk}/withdrawal/", follow=True)
        assert "已收回角色，立即生效。" in answer.content.decode()
        grant.refresh_from_db()
        assert grant.until_on == timezone.localdate()

    def test_a_role_that_is_held_already_is_refused_beside_its_field(
        self, boss: Client, lin: Person, administrator: Person
    ) -> None:
        form = {"where": f"chair@{administrator.home_id}", "from_on": "2026-03-01", "until_on": ""}
        boss.post(f"{LIST}{lin.pk}/roles/", form)
        answer = boss.post(f"{LIST}{lin.pk}/roles/", form)
        assert answer.status_code == 422
        assert "林远在这段时间已经是“主席会议成员”（鹰城市政协）。" in answer.content.decode()

    def test_one_s_own_administration_is_not_taken(self, boss: Client, administrator: Person) -> None:
        answer = boss.post(f"/accounts/grants/{administrator.grants.get().pk}/withdrawal/")
        assert answer.status_code == 409
        assert "不能收回自己的系统管理员角色，请另一位系统管理员操作。" in answer.content.decode()

    def test_an_account_is_closed_and_opened(self, boss: Client, lin: Person) -> None:
        path = f"{LIST}{lin.pk}/"
        assert boss.post(f"{path}suspension/", {"reason": ""}).status_code == 422
        boss.post(f"{path}suspension/", {"reason": "调离"})
        assert "账号已停用，本人不能登录；角色和记录都在。" in page(boss, path)
        boss.post(f"{path}restoration/")
        lin.refresh_from_db()
        assert lin.is_active

    def test_a_lock_and_a_second_factor_are_lifted(self, boss: Client, lin: Person) -> None:
        path = f"{LIST}{lin.pk}/"
        assert "登录锁定已解除" in boss.post(f"{path}unlocking/", follow=True).content.decode()
        TOTP.activate(lin, generate_totp_secret())
        assert "解除两步验证" in page(boss, path)
        assert "两步验证已解除" in boss.post(f"{path}second-factor/removal/", follow=True).content.decode()
        assert not queries.has_second_factor(lin)

    def test_an_account_of_another_home_can_be_given_roles_but_not_be_touched(
        self, boss: Client, administrator: Person
    ) -> None:
        guest = person_with("member", ScopeFactory(name="石桥县政协"))
        GrantFactory(person=guest, scope=administrator.home)
        path = f"{LIST}{guest.pk}/"
        shown = page(boss, path)
        assert "这个账号由“石桥县政协”管理，请与该单位的系统管理员联系。" in shown
        assert "发放一次性密码" not in shown
        for verb in ("password", "phone", "unlocking", "restoration"):
            assert boss.post(f"{path}{verb}/").status_code == 409
        assert shown.count("由该单位管理") == 1
        foreign = guest.grants.exclude(scope=administrator.home).get()
        assert boss.post(f"/accounts/grants/{foreign.pk}/withdrawal/").status_code == 404


class TestOwn:
    def test_my_account_says_what_i_may_do_and_why(self, sign_in: SignIn, lin: Person) -> None:
        shown = page(sign_in(lin), "/accounts/")
        for words in (
            "林远",
            "138****1234",
            "承办单位经办人",
            "市教育局",
            "签收、办理、沟通、拟写答复",
            "没有设置",
            "1 台",
        ):
            assert words in shown

    def test_only_what_holds_now_is_shown(self, sign_in: SignIn, lin: Person) -> None:
        lin.grants.update(until_on=timezone.localdate())
        GrantFactory(person=lin, role="chair", from_on=timezone.localdate() + timedelta(days=1))
        shown = page(sign_in(lin), "/accounts/")
        assert "您现在没有任何角色" in shown
        assert "主席会议成员" not in shown

    def test_a_language_is_kept_with_the_account_and_on_the_device(self, sign_in: SignIn, lin: Person) -> None:
        client = sign_in(lin)
        client.post("/accounts/language/", {"language": "en"})
        lin.refresh_from_db()
        assert (lin.language, client.cookies["django_language"].value) == ("en", "en")
        assert client.post("/accounts/language/", {"language": "tlh"}, follow=True).status_code == 200
        lin.refresh_from_db()
        assert lin.language == "en"


def test_the_roles_page_lists_every_role_in_words_and_what_is_required(boss: Client, administrator: Person) -> None:
    shown = page(boss, "/accounts/roles/")
    for words in ("系统管理员", "管理账号和角色，看不到案件内容", "审查、立案", "鹰城市政协：要求两步验证"):
        assert words in shown
    assert reverse("accounts:require-second-factor", args=[administrator.home_id, "chair"]) in shown


def test_who_can_do_something_in_a_place_is_known() -> None:
    place = ScopeFactory()
    clerk, _member = person_with("proposals_clerk", place), person_with("member", place)
    person_with("proposals_clerk")
    gone = person_with("proposals_clerk", place)
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    assert list(queries.holders("proposals.review", place.pk, on=date(2026, 3, 18))) == [clerk]
    assert list(queries.holders("proposals.review", place.pk, on=date(2017, 3, 18))) == []


def test_the_staff_of_a_place_stand_by_role_and_name(django_assert_num_queries) -> None:
    bureau = BureauScopeFactory()
    for name, role in (("b", "bureau_leader"), ("b", "bureau_clerk"), ("a", "bureau_clerk")):
        person = PersonFactory(name=name, sort_key=name, home=bureau.parent)
        GrantFactory(person=person, role=role, scope=bureau)
    with django_assert_num_queries(1):
        staff = [(g.role, g.person.name, g.scope.name) for g in queries.staff(bureau.pk, on=date(2026, 3, 18))]
    assert staff == [
        ("bureau_clerk", "a", "市教育局"), ("bureau_clerk", "b", "市教育局"), ("bureau_leader", "b", "市教育局"),
    ]  # fmt: skip


def test_people_are_looked_up_by_many_numbers_at_once(django_assert_num_queries) -> None:
    known = PersonFactory(phone="13800001234")
    with django_assert_num_queries(1):
        assert queries.people_by_phone(["13800001234", "13800009999"]) == {"13800001234": known}
