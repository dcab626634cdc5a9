"""The devices where one is signed in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.factories.accounts import PersonFactory, person_with
from xieshang.accounts import actions, duties, queries
from xieshang.accounts.backends import PhoneOrEmailBackend
from xieshang.accounts.devices import device, is_phone
from xieshang.accounts.models import Person
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]
PAGE = "/accounts/sessions/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.40 Mobile"


def row_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def test_the_page_names_each_device_and_this_one_but_no_place(sign_in: SignIn) -> None:
    person = PersonFactory()
    sign_in(person, client=Client(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="10.1.2.3"))
    page = sign_in(person).get(PAGE).content.decode()
    assert "微信（iPhone）" in page
    assert page.count("这台设备") == 1
    assert "10.1.2.3" not in page


def test_a_device_is_signed_out_from_another(sign_in: SignIn) -> None:
    person = PersonFactory()
    here, there = sign_in(person), sign_in(person, client=Client(HTTP_USER_AGENT=PHONE))
    answer = here.post(f"{PAGE}{row_of(there).pk}/end/", follow=True)
    assert "“微信（iPhone）”已退出登录。" in answer.content.decode()
    assert there.get(PAGE).status_code == 302
    assert here.get(PAGE).status_code == 200
    entry = Entry.objects.get(kind="accounts.sessions_ended")
    assert (entry.subject_id, entry.actor_id, entry.payload) == (person.pk, person.pk, {"count": 1})


def test_a_session_past_its_day_is_nobodys(sign_in: SignIn) -> None:
    client = sign_in(PersonFactory())
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(PAGE).status_code == 302


def test_a_session_that_was_deleted_is_nobodys(sign_in: SignIn) -> None:
    client = sign_in(PersonFactory())
    Session.objects.all().delete()
    assert client.get(PAGE).status_code == 302


def test_a_session_whose_person_is_gone_or_suspended_is_nobodys(sign_in: SignIn) -> None:
    person = PersonFactory()
    client = sign_in(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(PAGE).status_code == 302
    assert PhoneOrEmailBackend().get_user(0) is None


def test_a_session_is_its_persons_whatever_the_list_of_devices_says(sign_in: SignIn) -> None:
    """Who is signed in is what the session holds, whoever the device is listed for, and if nobody knows it."""
    person, other = PersonFactory(), PersonFactory()
    client = sign_in(person)
    UserSession.objects.update(user_id=other.pk)
    assert client.get(PAGE).wsgi_request.user == person
    UserSession.objects.all().delete()
    assert client.get(PAGE).wsgi_request.user == person


def test_a_session_from_before_the_password_was_changed_is_nobodys(sign_in: SignIn) -> None:
    person = PersonFactory()
    client = sign_in(person)
    person.set_password("another one entirely")
    person.save()
    assert client.get(PAGE).status_code == 302


def test_to_sign_out_this_device_is_to_sign_out(sign_in: SignIn) -> None:
    client = sign_in(PersonFactory())
    assert client.post(f"{PAGE}{row_of(client).pk}/end/")["Location"] == "/accounts/login/"
    assert client.get(PAGE).status_code == 302


def test_all_others_are_signed_out_at_once(sign_in: SignIn) -> None:
    person = PersonFactory()
    here, *there = [sign_in(person) for _ in range(3)]
    stranger = sign_in(PersonFactory())
    answer = here.post(f"{PAGE}others/end/", follow=True)
    assert "其他 2 台设备已退出登录。" in answer.content.decode()
    assert [client.get(PAGE).status_code for client in (here, *there, stranger)] == [200, 302, 302, 200]


def test_nobody_signs_out_another_s_device(sign_in: SignIn) -> None:
    victim, stranger = sign_in(PersonFactory()), sign_in(PersonFactory())
    assert stranger.post(f"{PAGE}{row_of(victim).pk}/end/").status_code == 404
    assert victim.get(PAGE).status_code == 200


def test_the_action_signs_out_the_subject_s_devices_alone(sign_in: SignIn) -> None:
    person, other = PersonFactory(), PersonFactory()
    sign_in(person), sign_in(other)
    assert actions.end_sessions(person, by=person, sessions=UserSession.objects.all()) == 1
    assert list(UserSession.objects.values_list("user_id", flat=True)) == [other.pk]
    with pytest.raises(Refused, match="这台设备已经退出登录。"):
        actions.end_sessions(person, by=person, sessions=UserSession.objects.all())


def test_an_administrator_signs_out_people_at_home_and_nobody_else(sign_in: SignIn) -> None:
    administrator = person_with("administrator")
    at_home, elsewhere = PersonFactory(home=administrator.home), PersonFactory()
    sign_in(at_home), sign_in(elsewhere)
    assert actions.end_sessions(at_home, by=administrator, sessions=UserSession.objects.all()) == 1
    with pytest.raises(Refused, match="这个账号由“鹰城市政协”管理"):
        actions.end_sessions(elsewhere, by=administrator, sessions=UserSession.objects.all())


def test_a_session_that_has_run_out_is_no_device(sign_in: SignIn) -> None:
    person = PersonFactory()
    client = sign_in(person)
    assert queries.sessions_of(person, at=timezone.now()).count() == 1
    Session.objects.filter(session_key=client.session.session_key).update(expire_date=timezone.now())
    assert queries.sessions_of(person, at=timezone.now()).count() == 0


def test_a_device_in_use_is_seen_every_ten_minutes_and_not_more_often(sign_in: SignIn) -> None:
    client = sign_in(PersonFactory())
    long_ago = timezone.now() - timedelta(hours=1)
    UserSession.objects.update(last_seen_at=long_ago)
    client.get(PAGE)
    assert row_of(client).last_seen_at == long_ago
    session = client.session
    session[duties.SEEN] -= duties.SEEN_EVERY + 1
    session.save()
    client.get(PAGE)
    assert timezone.now() - row_of(client).last_seen_at < timedelta(minutes=1)


def test_a_suspended_account_is_out_at_once(sign_in: SignIn) -> None:
    administrator = person_with("administrator")
    person = PersonFactory(home=administrator.home)
    client = sign_in(person)
    actions.suspend(person, by=administrator, reason="调离")
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("devices", [1, 3])
def test_the_page_costs_the_same_for_one_device_and_for_three(
    sign_in: SignIn, django_assert_num_queries, devices: int
) -> None:
    person = PersonFactory()
    client = [sign_in(person) for _ in range(devices)][-1]
    with django_assert_num_queries(ONE_MORE_THAN_ANY_PAGE):
        client.get(PAGE)


ONE_MORE_THAN_ANY_PAGE = 2


@pytest.mark.parametrize(
    ("user_agent", "words", "phone"),
    [
        (PHONE, "微信（iPhone）", True),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36", "Chrome（Windows）", False),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge（Windows）", False),
        ("Mozilla/5.0 (Linux; Android 14; ALN-AL00) HuaweiBrowser/14 Mobile", "华为浏览器（Android）", True),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Firefox/120.0", "Firefox（Linux）", False),
        ("Mozilla/5.0 (Macintosh) Version/17 Safari/605", "Safari（Mac）", False),
        ("", "浏览器（未知设备）", False),
    ],
)
def test_a_device_in_words(user_agent: str, words: str, phone: bool) -> None:
    assert (device(user_agent), is_phone(user_agent)) == (words, phone)
