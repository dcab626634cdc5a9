"""Where each room's pages begin. Rooms are named by text, so that nothing here imports them."""

from importlib.util import find_spec

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe

PREFIXES = {
    "members/": "members",
    "bureaus/": "bureaus",
    "proposals/": "proposals",
    "deadlines/": "deadlines",
    "reports/": "reports",
    "notices/": "notices",
    "documents/": "documents",
    "ui/": "ui",
    "accounts/": "accounts",
    "": "portal",
}


@require_safe
def healthy(request: HttpRequest) -> HttpResponse:
    """204 while pages can be served, the database included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse(status=204)


def _has_pages(room: str) -> bool:
    return bool(find_spec(f"xieshang.{room}") and find_spec(f"xieshang.{room}.urls"))


urlpatterns = [
    path("healthz", healthy),
    *(path(prefix, include(f"xieshang.{room}.urls")) for prefix, room in PREFIXES.items() if _has_pages(room)),
]

handler400 = "xieshang.ui.errors.bad_request"
handler403 = "xieshang.ui.errors.refused"
handler404 = "xieshang.ui.errors.not_found"
handler500 = "xieshang.ui.errors.broken"
