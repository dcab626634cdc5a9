"""The pages of occasions: each loads through a query, checks the form, calls one action, and goes on."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xieshang.accounts.web import actor
from xieshang.meetings import queries
from xieshang.meetings.models import Attendee, Meeting
from xieshang.spine.rule import Verdict
from xieshang.ui.pages import form_page


def seen(request: HttpRequest, pk: int) -> Meeting:
    """The occasion with all that its pages show of it, if the person may see it; else 404."""
    found = queries.opened(actor(request), pk)
    if found is None:
        raise Http404
    return found


def own_line(request: HttpRequest, meeting: Meeting) -> Attendee:
    """The person's own line on the roster; 404 for whoever is not on it."""
    found = queries.attendee_of(meeting, actor(request))
    if found is None:
        raise Http404
    found.meeting = meeting
    return found


def to_occasion(request: HttpRequest, pk: int, said: str) -> HttpResponse:
    """Back to the page of the occasion, which says what happened."""
    messages.success(request, said)
    return redirect("meetings:show", pk=pk)


def verb_page(
    request: HttpRequest,
    form: Form,
    meeting: Meeting,
    verdict: Verdict,
    *,
    title: str,
    label: str,
    lead: str = "",
    template: str = "meetings/verb.html",
    **context: Any,
) -> HttpResponse:
    """The page of one verb: its form and its button, or why it cannot be done now."""
    words = {"title": title, "label": label, "lead": lead}
    return form_page(request, template, form, meeting=meeting, verdict=verdict, **words, **context)


def confirm_page(request: HttpRequest, meeting: Meeting, verdict: Verdict, **words: str) -> HttpResponse:
    """Asks once before what cannot be undone: `title`, `label` and `consequence`; or says why it cannot be done."""
    return render(request, "meetings/confirm.html", {"meeting": meeting, "verdict": verdict, **words})
