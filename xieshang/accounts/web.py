"""Who stands at the door: the actor of a request, and pages for those who have signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from xieshang.accounts.models import PUBLIC, Person, Visitor
from xieshang.accounts.sessions import SessionStore

P = ParamSpec("P")
BACKEND = "xieshang.accounts.backends.PhoneOrEmailBackend"
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def actor(request: HttpRequest) -> Person | Visitor:
    """The person who signed in, or the public."""
    return request.user.itself if request.user.is_authenticated else PUBLIC


def person(request: HttpRequest) -> Person:
    """The person who signed in, in views that nobody else reaches. TypeError for the public."""
    found = actor(request)
    if isinstance(found, Visitor):
        raise TypeError("nobody has signed in")
    return found


class PersonMiddleware(AuthenticationMiddleware):
    """Gives requests their `user`, found when somebody asks."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = cast(Any, SimpleLazyObject(lambda: _user(request)))


def _user(request: HttpRequest) -> Any:
    """The holder of the session, where nothing is out of the ordinary; else whoever Django finds."""
    session = cast(SessionStore, request.session)
    named, backend = session.get(SESSION_KEY), session.get(BACKEND_SESSION_KEY)
    holder = session.holder
    if holder is None or (named, backend) != (str(holder.pk), BACKEND) or not holder.is_active:
        return get_user(request)
    is_proved = constant_time_compare(session.get(HASH_SESSION_KEY, ""), holder.get_session_auth_hash())
    return holder if is_proved else get_user(request)


def signed_in(view: View[P]) -> View[P]:
    """A view for those who have signed in; others are sent to the sign-in page and back afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return to_sign_in(request)

    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The way to the sign-in page, which leads back to the page that was asked for, never to a form that was sent."""
    return go(request, redirect_to_login(_back(request), resolve_url(settings.LOGIN_URL)).url)


def go(request: HttpRequest, url: str) -> HttpResponseBase:
    """Send the whole page elsewhere, also where only a part of it was asked for."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def _back(request: HttpRequest) -> str:
    if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
        return request.get_full_path()
    shown = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/"
    return shown if url_has_allowed_host_and_scheme(shown, {request.get_host()}, request.is_secure()) else "/"
