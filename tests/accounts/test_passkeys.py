"""Passkeys, in a real browser with a device of its own: added, used as second factor, used instead of the password."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import chromium
from tests.factories.accounts import PASSWORD, PersonFactory
from xieshang.accounts.models import Person
from xieshang.spine.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PASSKEY = "form[data-passkey] button"


@pytest.fixture
def away() -> Iterator[ThreadPoolExecutor]:
    """A thread for the browser, whose event loop would forbid the database in ours."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def sign_in(page: Page, person: Person) -> None:
    page.goto("/accounts/login/?next=/accounts/sessions/")
    page.fill("#id_login", person.phone)
    page.fill("#id_password", PASSWORD)
    page.click("form:has(#id_login) button.primary")


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.click("main form[data-sign-out] button")
    page.wait_for_url("/")


def journey(base: str, person: Person) -> list[str]:
    """What a person does with a passkey; anything the page complained about on the way."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = chromium.launched(playwright)
        page = browser.new_context(base_url=base).new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        sign_in(page, person)
        page.goto("/accounts/second-factor/webauthn/add/")
        page.click(PASSKEY)
        page.wait_for_url("/accounts/second-factor/recovery-codes/")
        sign_out(page)
        sign_in(page, person)
        page.wait_for_url("/accounts/second-factor/authenticate/")
        page.click(PASSKEY)
        page.wait_for_url("/accounts/sessions/")
        sign_out(page)
        page.goto("/accounts/login/?next=/accounts/sessions/")
        page.click(PASSKEY)
        page.wait_for_url("/accounts/sessions/")
        browser.close()
    return complaints


def test_a_passkey_is_a_second_factor_and_replaces_the_password(
    live_server: LiveServer, away: ThreadPoolExecutor
) -> None:
    person = PersonFactory()
    assert away.submit(journey, live_server.url, person).result(timeout=120) == []
    assert list(Authenticator.objects.filter(user=person, type="webauthn").values_list("data__name", flat=True)) == [
        "通行密钥 1"
    ]
    kinds = Entry.objects.filter(subject_id=person.pk).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        "accounts.signed_in",
        "accounts.second_factor_added",
        "accounts.second_factor_added",
        "accounts.signed_in",
        "accounts.signed_in",
    ]
