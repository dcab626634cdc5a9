"""Clients that have signed in through the door, and codes as an authenticator shows them."""

import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from tests.factories.accounts import PASSWORD
from xieshang.accounts.models import Person

CodeOf = Callable[[str], str]


@pytest.fixture(scope="package", autouse=True)
def nothing_from_above() -> Iterator[None]:
    """Pages as this room makes them: what the rooms above put on every page is their tests' concern."""
    ours, others = settings.TEMPLATES[0], settings.TEMPLATES[1:]
    kept = [path for path in ours["OPTIONS"]["context_processors"] if not path.startswith("xieshang.portal")]
    with override_settings(TEMPLATES=[{**ours, "OPTIONS": {**ours["OPTIONS"], "context_processors": kept}}, *others]):
        yield


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    """A client after the sign-in form has been sent, whatever the answer was (`client.answer`)."""

    def send(login: Person | str, password: str = PASSWORD, client: Client | None = None, **more: str) -> Client:
        client = client or Client()
        name = login.get_username() if isinstance(login, Person) else login
        form = {"login": name, "password": password, **more}
        client.answer = client.post(reverse("account_login"), form)  # type: ignore[attr-defined]
        return client

    return send


@pytest.fixture
def code_of() -> CodeOf:
    """The code that an authenticator with this secret shows now."""

    def code(secret: str) -> str:
        return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))

    return code
