"""Duty reports on the public site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from xieshang.duties import queries

MOST = 200
"""So many of the latest are listed."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The reports that were published, the latest first."""
    return render(request, "duties/public_reports.html", {"reports": list(queries.published_reports()[:MOST])})


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: whose, of which year, its text; nothing of what the office said to it."""
    return render(
        request, "duties/public_report.html", {"report": get_object_or_404(queries.published_reports(), pk=pk)}
    )
