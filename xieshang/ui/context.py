"""What every page knows: the person's language, theme and size of type, and where the page is.

The upper rooms add two more context variables, both optional: `navigation`, a tuple of `Destination`,
and `desk`, a `Desk` (the head of the page: assembly, person, sign-in and sign-out, notices).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.backends import utils
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import get_language

THEMES = ("auto", "light", "dark")
SIZES = ("plain", "large")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Destination:
    """A place one can go from every page; `count` is what waits there ("3", "999+"), empty for none."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """The head of the page for whoever looks at it; everything has a fitting absence."""

    assembly: str = ""
    person: str = ""
    person_key: str = ""
    role: str = ""
    links: tuple[Destination, ...] = ()
    sign_in_url: str = ""
    sign_out_url: str = ""
    notices_url: str = ""
    notices_count: str = ""
    stream_url: str = ""
    home_url: str = "/"

    @property
    def itself(self) -> "Desk":
        """The desk behind a page's `desk`, which stands in for it until somebody asks."""
        return self


@dataclass(frozen=True, slots=True)
class Here:
    """The person's choices for this page and the address to come back to."""

    language: str
    theme: str
    size: str
    path: str


def page(request: HttpRequest) -> dict[str, Any]:
    """The context variables `here` and `csrf_input` of every page."""
    return {"here": here(request), "csrf_input": _csrf_input_lazy(request)}


def csrf_input(request: HttpRequest) -> SafeString:
    """The hidden field with the token of this answer, the same in all its forms: to mask a token takes a while."""
    held: Any = request
    if not hasattr(held, "_csrf_input"):
        held._csrf_input = utils.csrf_input(request)
    drawn: SafeString = held._csrf_input
    return drawn


_csrf_input_lazy = lazy(csrf_input, SafeString, str)


def here(request: HttpRequest) -> Here:
    """The choices kept in the person's cookies; anything unknown in them counts as not chosen."""
    return Here(
        language=get_language() or "zh-hans",
        theme=_chosen(request, "theme", THEMES),
        size=_chosen(request, "size", SIZES),
        path=request.get_full_path(),
    )


def keep_choice(response: HttpResponse, request: HttpRequest, cookie: str, value: str) -> None:
    """Keep a choice on this device for a year."""
    response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)


def _chosen(request: HttpRequest, name: str, allowed: Sequence[str]) -> str:
    value = request.COOKIES.get(name, "")
    return value if value in allowed else allowed[0]
