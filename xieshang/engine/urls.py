"""Where each room's pages begin. Rooms are named by text, so that nothing here imports them."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe

PREFIXES = {
    "members/": "members",
    "bureaus/": "bureaus",
    "proposals/": "proposals",
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


urlpatterns = [
    path("healthz", healthy),
    *(path(prefix, include(f"xieshang.{room}.urls")) for prefix, room in PREFIXES.items()),
]

handler400 = "xieshang.ui.errors.bad_request"
handler403 = "xieshang.ui.errors.refused"
handler404 = "xieshang.ui.errors.not_found"
handler500 = "xieshang.ui.errors.broken"
