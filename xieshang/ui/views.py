"""The switches in the head of every page: language, theme, size of type. They work without JavaScript."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from xieshang.ui.context import SIZES, THEMES, keep_choice


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language and go back."""
    return _keep(request, settings.LANGUAGE_COOKIE_NAME, [code for code, _ in settings.LANGUAGES])


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme (auto, light, dark) and go back."""
    return _keep(request, "theme", THEMES)


@require_POST
def size(request: HttpRequest) -> HttpResponse:
    """Keep the chosen size of type (plain, large) and go back."""
    return _keep(request, "size", SIZES)


def _keep(request: HttpRequest, cookie: str, allowed: Sequence[str]) -> HttpResponse:
    response = HttpResponseRedirect(_back(request))
    value = request.POST.get("to", "")
    if value in allowed:
        keep_choice(response, request, cookie, value)
    return response


def _back(request: HttpRequest) -> str:
    address = request.POST.get("back", "/")
    here = {request.get_host()}
    return address if url_has_allowed_host_and_scheme(address, here, request.is_secure()) else "/"
