"""Where each room's pages begin."""

from importlib.util import find_spec

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe

PREFIXES = [
    ("members/", "members"),
    ("bureaus/", "bureaus"),
    ("proposals/", "proposals"),
    ("deadlines/", "deadlines"),
    ("reports/", "reports"),
    ("notices/", "notices"),
    ("documents/", "documents"),
    ("ui/", "ui"),
    ("accounts/", "accounts"),
    ("", "portal"),
]


def _rooms() -> list[URLPattern | URLResolver]:
    """Every room that has pages."""
    modules = [(prefix, f"xieshang.{room}") for prefix, room in PREFIXES]
    return [
        path(prefix, include(f"{room}.urls"))
        for prefix, room in modules
        if find_spec(room) and find_spec(f"{room}.urls")
    ]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for what is not there, or not there for you."""
    return render(request, "ui/error.html", {"status": 404}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours."""
    return render(request, "ui/error.html", {"status": 500}, status=500)


@require_safe
def healthy(request: HttpRequest) -> HttpResponse:
    """204 while pages can be served, the database included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse(status=204)


urlpatterns = [path("healthz", healthy), *_rooms()]
handler404 = not_found
handler500 = broken
