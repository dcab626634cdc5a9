"""The product's addresses and two pages that do nothing, one for everybody and one for those who signed in."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from xieshang.accounts.models import PUBLIC
from xieshang.accounts.web import actor, person, signed_in


def open_page(request: HttpRequest) -> HttpResponse:
    """Says who looks at it."""
    who = actor(request)
    return HttpResponse("public" if who is PUBLIC else type(who).__name__)


@signed_in
def closed_page(request: HttpRequest) -> HttpResponse:
    """Asks what a page asks: who it is, and what that person may do."""
    return HttpResponse(str(person(request).can("proposals.draft", 0)))


urlpatterns = [
    path("open/", open_page),
    path("closed/", closed_page),
    path("", include("xieshang.engine.urls")),
]
