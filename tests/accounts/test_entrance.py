"""Signing in and out."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import PASSWORD, PersonFactory, person_with
from xieshang.accounts import actions
from xieshang.engine import environment
from xieshang.spine.models import Entry

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]
WRONG = "手机号（或电子邮箱）与密码对不上，请核对后再试。"


def is_in(client: Client) -> bool:
    """Has somebody signed in with this client?"""
    return "_auth_user_id" in client.session


def said(client: Client) -> str:
    """The sentence at the head of the form that came back."""
    return str(client.answer.context_data["form"].non_field_errors()[0])


@pytest.mark.parametrize("login", ["13800001234", "+86 138 0000 1234", "lin@example.org", "LIN@example.org"])
def test_one_signs_in_by_number_or_address_however_written(sign_in: SignIn, login: str) -> None:
    PersonFactory(phone="13800001234", email="lin@example.org")
    client = sign_in(login)
    assert (client.answer.status_code, client.answer["Location"]) == (302, "/")
    assert is_in(client)


def test_someone_without_a_number_signs_in_by_address(sign_in: SignIn) -> None:
    assert is_in(sign_in(PersonFactory(phone=None, email="lin@example.org")))


def test_one_is_led_back_to_the_page_that_was_asked_for(client: Client, sign_in: SignIn) -> None:
    asked = client.get(reverse("accounts:sessions"))
    assert asked["Location"] == "/accounts/login/?next=/accounts/sessions/"
    shown = client.get(asked["Location"])
    assert '<input type="hidden" name="next" value="/accounts/sessions/">' in shown.content.decode()
    answer = sign_in(PersonFactory(), client=client, next="/accounts/sessions/").answer
    assert answer["Location"] == "/accounts/sessions/"


def test_nobody_is_led_to_another_site(sign_in: SignIn) -> None:
    assert sign_in(PersonFactory(), next="https://evil.example/").answer["Location"] == "/"


def test_a_form_that_was_sent_signed_out_leads_back_to_its_page_and_is_not_sent_again(client: Client) -> None:
    answer = client.post(reverse("accounts:language"), {"language": "en"}, headers={"referer": "http://testserver/a"})
    assert answer["Location"] == "/accounts/login/?next=http%3A//testserver/a"


def test_a_part_of_a_page_is_answered_with_a_move_of_the_whole_page(client: Client) -> None:
    answer = client.get(
        reverse("accounts:people"), headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/list"}
    )
    assert answer["HX-Redirect"] == "/accounts/login/?next=http%3A//testserver/list"


@pytest.mark.parametrize("login", ["13800001234", "13800009999", "nobody@example.org", "林远", "1' OR 1=1"])
def test_a_wrong_password_and_a_stranger_get_the_same_sentence(sign_in: SignIn, login: str) -> None:
    PersonFactory(phone="13800001234")
    client = sign_in(login, "不是这个密码")
    assert (client.answer.status_code, said(client)) == (200, WRONG)
    assert not is_in(client)


def test_what_was_typed_is_kept_but_the_password_is_not(sign_in: SignIn) -> None:
    page = sign_in("13800009999", "不是这个密码").answer.content.decode()
    assert 'value="13800009999"' in page
    assert "不是这个密码" not in page


def test_someone_whose_account_is_closed_is_told_so_only_after_the_right_password(sign_in: SignIn) -> None:
    person = PersonFactory(is_active=False)
    assert said(sign_in(person, "不是这个密码")) == WRONG
    client = sign_in(person)
    assert client.answer["Location"] == "/accounts/closed/"
    assert "这个账号已由系统管理员停用" in client.get("/accounts/closed/").content.decode()
    assert not is_in(client)


def test_someone_without_a_password_cannot_sign_in(sign_in: SignIn) -> None:
    person = PersonFactory()
    person.set_unusable_password()
    person.save()
    assert said(sign_in(person, person.password)) == WRONG


def test_a_session_ends_with_the_browser_unless_one_asks_for_more(sign_in: SignIn) -> None:
    assert sign_in(PersonFactory()).session.get_expire_at_browser_close() is True
    stays = sign_in(PersonFactory(), remember="on").session
    assert (stays.get_expire_at_browser_close(), stays.get_expiry_age()) == (False, 14 * 24 * 3600)


def test_the_session_does_not_keep_what_was_typed(sign_in: SignIn) -> None:
    session = sign_in(PersonFactory(phone="13800001234")).session
    assert "13800001234" not in str(dict(session.items()))


def test_signing_in_is_recorded(sign_in: SignIn) -> None:
    person = PersonFactory()
    sign_in(person)
    entry = Entry.objects.get(subject_kind="accounts.person", subject_id=person.pk)
    assert (entry.kind, entry.actor_id, entry.payload) == ("accounts.signed_in", person.pk, {})


def test_a_device_without_a_language_takes_the_person_s_own(sign_in: SignIn) -> None:
    assert sign_in(PersonFactory(language="en")).cookies["django_language"].value == "en"
    chosen = Client()
    chosen.cookies["django_language"] = "zh-hans"
    assert sign_in(PersonFactory(language="en"), client=chosen).cookies["django_language"].value == "zh-hans"


def test_signing_out_asks_for_a_form_and_then_does(sign_in: SignIn) -> None:
    client = sign_in(PersonFactory())
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)
    assert client.post(reverse("account_logout"))["Location"] == "/"
    assert not is_in(client)


def test_nobody_signs_up() -> None:
    assert Client().get("/accounts/signup/").status_code == 404


def fail(sign_in: SignIn, login: str, times: int, **more: str) -> Client:
    """The client of the last of several failures."""
    return [sign_in(login, "不是这个密码", **more) for _ in range(times)][-1]


class TestLockout:
    """Five failures against one account from one address close it there for fifteen minutes."""

    def test_the_last_two_attempts_are_announced(self, sign_in: SignIn) -> None:
        person = PersonFactory()
        assert said(fail(sign_in, person.phone, 2)) == WRONG
        announced = "手机号（或电子邮箱）与密码对不上。再错 %s 次，将暂停登录 15 分钟。"
        assert said(fail(sign_in, person.phone, 1)) == announced % 2
        assert said(fail(sign_in, person.phone, 1)) == announced % 1

    def test_then_even_the_right_password_waits_until_the_hour_that_is_told(self, sign_in: SignIn) -> None:
        person = PersonFactory()
        client = fail(sign_in, person.phone, 5)
        until = timezone.localtime(AccessAttempt.objects.get().attempt_time + timedelta(minutes=15))
        sentence = (
            f"连续输错 5 次，为保护账号，登录已暂停。请在 {until:%H:%M} 之后再试；"
            "忘记密码请与办公室联系，由系统管理员发放一次性密码。"
        )
        assert (client.answer.status_code, said(client)) == (429, sentence)
        client = sign_in(person)
        assert (client.answer.status_code, said(client)) == (429, sentence)
        assert not is_in(client)

    def test_it_ends_by_itself(self, sign_in: SignIn) -> None:
        person = PersonFactory()
        fail(sign_in, person.phone, 5)
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15))
        assert is_in(sign_in(person))

    def test_trying_on_does_not_prolong_it(self, sign_in: SignIn) -> None:
        person = PersonFactory()
        fail(sign_in, person.phone, 5)
        before = AccessAttempt.objects.get().attempt_time
        fail(sign_in, person.phone, 2)
        assert AccessAttempt.objects.get().attempt_time == before

    def test_number_and_address_are_one_account(self, sign_in: SignIn) -> None:
        person = PersonFactory(email="lin@example.org")
        fail(sign_in, person.phone, 3)
        assert fail(sign_in, person.email, 2).answer.status_code == 429

    def test_others_at_the_same_address_are_not_concerned(self, sign_in: SignIn) -> None:
        fail(sign_in, PersonFactory().phone, 5)
        assert is_in(sign_in(PersonFactory()))

    def test_the_same_person_elsewhere_is_not_concerned(self, sign_in: SignIn) -> None:
        person = PersonFactory()
        fail(sign_in, person.phone, 5)
        assert is_in(sign_in(person, client=Client(REMOTE_ADDR="10.0.0.9")))

    def test_another_browser_at_the_same_address_is_no_way_round(self, sign_in: SignIn) -> None:
        person = PersonFactory()
        fail(sign_in, person.phone, 5)
        assert not is_in(sign_in(person, client=Client(HTTP_USER_AGENT="another")))

    def test_an_address_that_one_only_claims_is_no_way_round(self, sign_in: SignIn) -> None:
        """Without a proxy in front nobody is believed to come from elsewhere."""
        person = PersonFactory()
        for number in range(5):
            sign_in(person, "不是这个密码", client=Client(HTTP_X_FORWARDED_FOR=f"10.0.0.{number}"))
        assert not is_in(sign_in(person, client=Client(HTTP_X_FORWARDED_FOR="10.0.0.9")))

    def test_success_begins_anew(self, sign_in: SignIn) -> None:
        person = PersonFactory()
        fail(sign_in, person.phone, 4)
        sign_in(person)
        assert said(fail(sign_in, person.phone, 2)) == WRONG

    def test_nobody_s_number_is_closed_as_well_so_that_it_gives_nothing_away(self, sign_in: SignIn) -> None:
        assert fail(sign_in, "13899999999", 5).answer.status_code == 429
        assert not Entry.objects.filter(kind="accounts.person_locked").exists()

    def test_the_ledger_keeps_it_once(self, sign_in: SignIn) -> None:
        person = PersonFactory()
        fail(sign_in, person.phone, 7)
        entry = Entry.objects.get(kind="accounts.person_locked")
        assert (entry.subject_id, entry.actor_id) == (person.pk, None)
        until = AccessAttempt.objects.get().attempt_time + timedelta(minutes=15)
        assert datetime.fromisoformat(entry.payload["until"]) == until

    def test_an_administrator_can_open_it_at_once(self, sign_in: SignIn) -> None:
        administrator = person_with("administrator")
        person = PersonFactory(home=administrator.home)
        fail(sign_in, person.phone, 5)
        actions.unlock(person, by=administrator)
        assert is_in(sign_in(person))

    def test_neither_table_nor_log_holds_what_was_typed(
        self, sign_in: SignIn, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        person = PersonFactory(phone="13800001234", email="lin@example.org")
        for login in (person.phone, person.email, "13899999999"):
            fail(sign_in, login, 3)
        kept = " ".join(str(list(row.values())) for row in AccessAttempt.objects.values()) + caplog.text
        assert f"person-{person.pk}" in caplog.text
        for secret in ("13800001234", "lin@example.org", "13899999999", "不是这个密码"):
            assert secret not in kept


class TestDemo:
    """The box of demo sign-ins."""

    def mark(self, **sign_in: str) -> None:
        (environment.var() / environment.DEMO_MARK).write_text(json.dumps({"sign_ins": [sign_in]}))

    @pytest.fixture(autouse=True)
    def no_mark(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(environment, "var", lambda: tmp_path)

    def test_it_is_not_there_without_a_demo_city(self, client: Client) -> None:
        person_with("member")
        assert "演示账号" not in client.get(reverse("account_login")).content.decode()

    def test_it_offers_the_accounts_that_the_demo_city_left(self, client: Client) -> None:
        person, other = person_with("member"), person_with("chair")
        for one in (person, other):
            one.is_demo = True
            one.save()
        self.mark(login=person.phone, password=PASSWORD, role="委员")
        page = client.get(reverse("account_login")).content.decode()
        assert f'<input type="hidden" name="login" value="{person.phone}">' in page
        assert other.phone not in page

    def test_it_offers_the_account_that_was_left_although_others_hold_the_same_role(self, client: Client) -> None:
        people = [person_with("bureau_clerk") for _ in range(3)]
        for one in people:
            one.is_demo = True
            one.save()
        self.mark(login=people[1].phone, password=PASSWORD, role="承办单位经办人")
        page = client.get(reverse("account_login")).content.decode()
        assert [one.phone in page for one in people] == [False, True, False]

    def test_a_mark_alone_offers_nothing(self, client: Client) -> None:
        person = person_with("member")
        self.mark(login=person.phone, password=PASSWORD, role="委员")
        assert person.phone not in client.get(reverse("account_login")).content.decode()
