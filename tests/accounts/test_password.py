"""One's own password, and the first one that must be changed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PASSWORD, PersonFactory, person_with
from xieshang.accounts import actions, duties
from xieshang.accounts.models import Person
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]
NEW = "直挂云帆济沧海2026"
WHY = "您用的是办公室发放的一次性密码，别人可能见过。请先改成只有自己知道的密码，再使用其他功能。"
PAGE = "/accounts/password/"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str | None = None, **more: str):
    form = {"oldpassword": old, "password1": new, "password2": again or new, **more}
    return client.post(PAGE, form)


def errors(answer) -> dict[str, list[str]]:
    return {field: list(said) for field, said in answer.context_data["form"].errors.items()}


def test_a_changed_password_lets_in_and_the_old_one_does_not(sign_in: SignIn) -> None:
    person = PersonFactory()
    client = sign_in(person)
    assert change(client)["Location"] == "/accounts/"
    assert "密码已改，其他设备已退出登录。" in client.get("/accounts/").content.decode()
    person.refresh_from_db()
    assert (person.check_password(NEW), person.check_password(PASSWORD)) == (True, False)
    entry = Entry.objects.get(kind="accounts.password_changed")
    assert (entry.subject_id, entry.actor_id, entry.payload) == (person.pk, person.pk, {})


def test_other_devices_are_signed_out_and_this_one_is_not(sign_in: SignIn) -> None:
    person = PersonFactory()
    here, there = sign_in(person), sign_in(person)
    change(here)
    assert here.get("/accounts/sessions/").status_code == 200
    assert here.get("/accounts/sessions/").content.decode().count("最近使用") == 1
    assert there.get("/accounts/sessions/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"old": "不是这个"}, {"oldpassword": ["现在的密码不对。"]}),
        ({"again": "另一个密码另一个密码"}, {"password2": ["两遍输入的不一样，请重新输入。"]}),
        ({"new": PASSWORD}, {"password1": ["新密码和原来的一样，请换一个。"]}),
        ({"new": "太短了"}, {"password1": ["密码太短，至少要 10 个字符。"]}),
        ({"new": "1029384756102"}, {"password1": ["密码只包含数字。"]}),
        ({"new": "password123"}, {"password1": ["这个密码太常见了。"]}),
    ],
)
def test_what_is_wrong_stands_beside_the_field(
    sign_in: SignIn, typed: dict[str, str], said: dict[str, list[str]]
) -> None:
    person = PersonFactory(phone="13900000000")  # like none of what is typed
    assert errors(change(sign_in(person), **typed)) == said
    assert not Entry.objects.filter(kind="accounts.password_changed").exists()


def test_guessing_the_password_of_an_open_session_is_slowed_down(sign_in: SignIn) -> None:
    client = sign_in(PersonFactory())
    answers = [change(client, old="不是这个") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "短时间内试得太多了。请过一两分钟再试。" in answers[-1].content.decode()


def test_the_number_is_no_password(sign_in: SignIn) -> None:
    person = PersonFactory(email="linyuanlinyuan@example.org")
    assert list(errors(change(sign_in(person), new="linyuanlinyuan"))) == ["password1"]


def test_the_action_itself_refuses_a_weak_or_unchanged_password_and_another_s(sign_in: SignIn) -> None:
    person, other = PersonFactory(), PersonFactory()
    for password in ("123", PASSWORD):
        with pytest.raises(Refused) as refused:
            actions.change_password(person, by=person, password=password)
        assert refused.value.field == "password1"
    with pytest.raises(Refused, match="这只能由本人操作。"):
        actions.change_password(person, by=other, password=NEW)


class TestFirstPassword:
    """A one-time password opens nothing but the page where it is changed, and the way out."""

    @pytest.fixture
    def client(self, sign_in: SignIn) -> Client:
        return sign_in(PersonFactory(must_change_password=True))

    @pytest.mark.parametrize(
        "path", ["/accounts/", "/accounts/sessions/", "/accounts/people/", "/accounts/second-factor/"]
    )
    def test_every_other_page_leads_there_and_back(self, client: Client, path: str) -> None:
        answer = client.get(path)
        assert answer["Location"] == f"{PAGE}?next={path.replace('/', '%2F')}"
        page = client.get(answer["Location"]).content.decode()
        assert WHY in page
        assert f'<input type="hidden" name="next" value="{path}">' in page

    def test_forms_lead_there_too_and_do_nothing(self, client: Client) -> None:
        assert client.post("/accounts/language/", {"language": "en"})["Location"] == PAGE
        assert not Person.objects.filter(language="en").exists()

    def test_the_switches_and_the_way_out_stay_open(self, client: Client) -> None:
        assert client.post(reverse("ui:language"), {"to": "en", "back": PAGE})["Location"] == PAGE
        assert client.get(reverse("account_logout")).status_code == 200

    def test_once_it_is_changed_everything_opens(self, client: Client) -> None:
        assert change(client, next="/accounts/sessions/")["Location"] == "/accounts/sessions/"
        assert client.get("/accounts/sessions/").status_code == 200
        assert WHY not in client.get(PAGE).content.decode()

    def test_it_is_not_changed_into_itself(self, client: Client) -> None:
        assert errors(change(client, new=PASSWORD)) == {"password1": ["新密码和原来的一样，请换一个。"]}
        assert client.get("/accounts/")["Location"].startswith(PAGE)


def test_a_one_time_password_is_easy_to_type_works_once_and_is_kept_nowhere(sign_in: SignIn) -> None:
    administrator = person_with("administrator")
    person = PersonFactory(home=administrator.home)
    before = sign_in(person)
    password = actions.issue_password(person, by=administrator)
    assert len(password) == 14
    assert set(password) <= set("23456789abcdefghjkmnpqrstuvwxyz-")
    assert before.get("/accounts/").status_code == 302
    client = sign_in(person, password)
    assert client.get("/accounts/")["Location"].startswith(PAGE)
    person.refresh_from_db()
    entry = Entry.objects.get(kind="accounts.password_reset")
    assert (entry.subject_id, entry.actor_id, entry.payload) == (person.pk, administrator.pk, {})
    assert password not in person.password


def test_one_time_passwords_differ() -> None:
    administrator = person_with("administrator")
    person = PersonFactory(home=administrator.home)
    assert len({actions.issue_password(person, by=administrator) for _ in range(5)}) == 5


def test_nobody_has_a_duty_without_reason() -> None:
    assert duties.duty_of(person_with("member")) is None
