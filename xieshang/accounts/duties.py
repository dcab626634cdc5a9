"""What must be done before anything else: change a first password, set up a second factor that a role asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from time import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from xieshang.accounts import queries
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import ROLES
from xieshang.accounts.web import actor, go

GetResponse = Callable[[HttpRequest], HttpResponse]
ALWAYS_OPEN = {"account_logout", "account_change_password", "ui:language", "ui:theme", "ui:size"}
SEEN = "seen_at"
SEEN_EVERY = 600


@dataclass(frozen=True, slots=True)
class Duty:
    """The page where it is done, why it must be, and which other pages are needed for it."""

    page: str
    why: str
    open_pages: frozenset[str] = frozenset()

    def allows(self, page: str) -> bool:
        """Can this page be opened before the duty is done?"""
        return page == self.page or page in ALWAYS_OPEN or page in self.open_pages


SET_UP = frozenset({
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_index",
    "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
})  # fmt: skip


def duty_of(person: Person) -> Duty | None:
    """What a person must do first, if anything. Costs no query beyond the person's roles for most."""
    if person.must_change_password:
        return Duty(
            "account_change_password",
            _("您用的是办公室发放的一次性密码，别人可能见过。请先改成只有自己知道的密码，再使用其他功能。"),
        )
    asking = [ROLES[held.role] for held in person.held if held.needs_second_factor]
    if asking and not queries.has_second_factor(person):
        why = _("“%(role)s”这个角色要求两步验证：除了密码，登录时还要用手机确认一次。请先设置，再使用其他功能。")
        return Duty("mfa_index", why % {"role": asking[0].name}, SET_UP)
    return None


class DutiesMiddleware:
    """Leads to the page of a duty, and nowhere else, until it is done."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """The way to the duty's page, or None to go on."""
        found = actor(request)
        duty = duty_of(found) if isinstance(found, Person) else None
        page = request.resolver_match.view_name if request.resolver_match else ""
        if duty is None or duty.allows(page):
            return None
        back = f"?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}" if request.method == "GET" else ""
        return go(request, reverse(duty.page) + back)


class SeenMiddleware:
    """Notes every ten minutes that a device is in use; between them nothing is written."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and time() - request.session.get(SEEN, time()) > SEEN_EVERY:
            request.session[SEEN] = int(time())
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
        return self.get_response(request)
