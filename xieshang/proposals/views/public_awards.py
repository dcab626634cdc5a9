"""Notices of awards on the public site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from xieshang.proposals import queries
from xieshang.proposals.states import HonourKind

MOST = 50
"""So many years of notices are listed."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The notices that were made known, the latest first."""
    return render(request, "proposals/public_awards.html", {"awards": list(queries.public_rounds()[:MOST])})


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: outstanding proposals as far as they are published, bureaus, and the people in office honoured."""
    award = get_object_or_404(queries.public_rounds(), pk=pk)
    honoured = queries.honoured_in(award)
    cases = [one.proposal for one in honoured if one.proposal is not None]
    shown = {
        "award": award,
        "text": queries.public_notice(award, honoured),
        "cases": [case for case in cases if case.published_at is not None],
        "unpublished": sum(case.published_at is None for case in cases),
        "bureaus": [one.bureau for one in honoured if one.kind == HonourKind.BUREAU],
        "people": [one for one in honoured if one.kind == HonourKind.PERSON],
    }
    return render(request, "proposals/public_award.html", shown)
