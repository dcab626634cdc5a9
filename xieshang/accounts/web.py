"""Who stands at the door: the actor of a request, and pages for those who have signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from xieshang.accounts.models import PUBLIC, Person, Visitor

P = ParamSpec("P")
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
