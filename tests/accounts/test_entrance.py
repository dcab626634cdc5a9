"""Signing in."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db

WRONG = "手机号（或电子邮箱）与密码对不上，请核对后再试。"


def test_the_page(client: Client) -> None:
    print(client.get(reverse("account_login")).content.decode())
    assert 0
