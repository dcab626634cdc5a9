"""Where each room's pages begin. Rooms are named by text, so that nothing here imports them."""

from django.urls import include, path

PREFIXES = {
    "members/": "members",
    "bureaus/": "bureaus",
    "proposals/": "proposals",
    "meetings/": "meetings",
    "duties/": "duties",
    "reports/": "reports",
    "notices/": "notices",
    "documents/": "documents",
    "ui/": "ui",
    "accounts/": "accounts",
    "": "portal",
}


urlpatterns = [path(prefix, include(f"xieshang.{room}.urls")) for prefix, room in PREFIXES.items()]

handler400 = "xieshang.ui.errors.bad_request"
handler403 = "xieshang.ui.errors.refused"
handler404 = "xieshang.ui.errors.not_found"
handler500 = "xieshang.ui.errors.broken"
