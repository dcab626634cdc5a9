"""The pages of a proposal: each loads through a query, checks the form, calls one action, and goes on."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xieshang.accounts.web import actor, person
from xieshang.proposals import queries
from xieshang.proposals.models import Proposal
from xieshang.spine.rule import Verdict
from xieshang.ui.pages import done, explain, form_page, sent

__all__ = [
    "confirm_page",
    "done",
    "explain",
    "form_page",
    "own",
    "own_text",
    "seen",
    "sent",
    "to_case",
    "verb_page",
    "whole",
]


def seen(request: HttpRequest, pk: int) -> Proposal:
    """The proposal, if the person may see it; else 404."""
    return get_object_or_404(queries.visible_to(actor(request)).select_related("assembly__practice"), pk=pk)


def whole(request: HttpRequest, pk: int) -> Proposal:
    """The same with all that a page shows."""
    found = queries.opened(actor(request), pk)
    if found is None:
        raise Http404
    return found


def own(request: HttpRequest, pk: int) -> Proposal:
    """What `seen` gives, sooner where the person is the author: for what authors do."""
    return queries.own(person(request), pk) or seen(request, pk)


def own_text(request: HttpRequest, pk: int) -> Proposal:
    """What `whole` gives, sooner and with the text alone where the person is the author."""
    return queries.own_text(person(request), pk) or whole(request, pk)


def to_case(request: HttpRequest, pk: int, said: str) -> HttpResponse:
    """Back to the page of the case, which says what happened."""
    messages.success(request, said)
    return redirect("proposals:show", pk=pk)


def verb_page(
    request: HttpRequest,
    form: Form,
    proposal: Proposal,
    verdict: Verdict,
    *,
    title: str,
    label: str,
    lead: str = "",
    template: str = "proposals/verb.html",
    **context: Any,
) -> HttpResponse:
    """The page of one verb: its form and its button, or why it cannot be done now."""
    words = {"title": title, "label": label, "lead": lead}
    return form_page(request, template, form, proposal=proposal, verdict=verdict, **words, **context)


def confirm_page(request: HttpRequest, proposal: Proposal, verdict: Verdict, **words: str) -> HttpResponse:
    """Asks once before what cannot be undone: `title`, `label` and `consequence`; or says why it cannot be done."""
    return render(request, "proposals/confirm.html", {"proposal": proposal, "verdict": verdict, **words})
