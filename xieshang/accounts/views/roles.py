"""The roles as readable lists, and of which of them an assembly requires a second factor."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import actions, queries
from xieshang.accounts.models import Scope, ScopeKind
from xieshang.accounts.permissions import ROLES, WORDS
from xieshang.accounts.web import person, signed_in


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Every role in words; for each assembly that one administers, what it requires."""
    assemblies = list(_assemblies(request))
    if not assemblies:
        raise Http404
    context = {
        "roles": [
            {
                "role": role,
                "where": [kind.label for kind in ScopeKind if kind in role.scopes],
                "allows": [WORDS[permission] for permission in WORDS if permission in role.permissions],
            }
            for role in ROLES.values()
        ],
        "assemblies": [(place, queries.roles_with_second_factor(place)) for place in assemblies],
    }
    return render(request, "accounts/roles.html", context)


def _assemblies(request: HttpRequest) -> "list[Scope]":
    return [place for place in queries.places_of(person(request)) if place.kind == ScopeKind.ASSEMBLY]


@require_POST
@signed_in
def require(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Ask a second factor of a role."""
    actions.require_second_factor(_place(request, pk), by=person(request), role=code)
    messages.success(request, _("已要求这个角色两步验证；还没有设置的人，下一次打开页面会先去设置。"))
    return redirect("accounts:roles")


@require_POST
@signed_in
def waive(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Ask it no longer."""
    actions.waive_second_factor(_place(request, pk), by=person(request), role=code)
    messages.success(request, _("不再要求这个角色两步验证；已经设置的仍然有效。"))
    return redirect("accounts:roles")


def _place(request: HttpRequest, pk: int) -> Scope:
    return get_object_or_404(queries.places_of(person(request)), pk=pk)
