"""Who stands at the door of a page, and what it costs to know."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from tests.factories.accounts import GrantFactory, person_with
from xieshang.accounts.backends import PhoneOrEmailBackend
from xieshang.accounts.models import Person
from xieshang.accounts.web import person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]

SignIn = Callable[..., Client]
FIELDS = Person._meta.concrete_fields


def test_the_public_is_an_actor_and_costs_nothing(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/open/").content == b"public"


def test_session_person_and_grants_cost_a_page_one_query(sign_in: SignIn, django_assert_num_queries) -> None:
    member = person_with("member")
    GrantFactory(person=member, role="chair")
    client = sign_in(member)
    with django_assert_num_queries(1):
        assert client.get("/closed/").content == b"False"


def test_the_person_of_a_page_comes_with_the_home(django_assert_num_queries) -> None:
    person = person_with("member")
    with django_assert_num_queries(1):
        found = PhoneOrEmailBackend().get_user(person.pk)
        assert found is not None
        assert (found, found.home.pk) == (person, person.home_id)
    assert found.__dict__.items() >= {field.attname: getattr(person, field.attname) for field in FIELDS}.items()


def test_the_actor_is_the_person_itself_and_no_stand_in(sign_in: SignIn) -> None:
    assert sign_in(person_with("member")).get("/open/").content == b"Person"


def test_who_has_not_signed_in_is_sent_to_do_so(client: Client) -> None:
    assert client.get("/closed/?a=1")["Location"] == "/accounts/login/?next=/closed/%3Fa%3D1"


def test_who_has_signed_in_sees_it(sign_in: SignIn) -> None:
    assert sign_in(person_with("member")).get("/closed/").status_code == 200


def test_a_form_from_elsewhere_is_no_page_to_come_back_to(client: Client) -> None:
    answer = client.post("/closed/", headers={"referer": "https://evil.example/"})
    assert answer["Location"] == "/accounts/login/?next=/"


def test_asking_for_the_person_where_there_is_none_is_a_mistake_of_ours() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(TypeError):
        person(request)
