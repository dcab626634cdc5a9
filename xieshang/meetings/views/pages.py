"""How the pages of an occasion's parts are loaded, shown and left."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from xieshang.accounts.web import actor
from xieshang.meetings import queries
from xieshang.meetings.models import Item, Meeting
from xieshang.spine.rule import Verdict
from xieshang.ui.pages import form_page


def seen(request: HttpRequest, pk: int) -> Meeting:
    """The occasion, if the person may see it; else 404."""
    rows = queries.visible_to(actor(request)).select_related("assembly", "organ", "kind")
    return get_object_or_404(rows, pk=pk)


def item_of(meeting: Meeting, key: int) -> Item:
    """One item of its agenda; else 404."""
    item = get_object_or_404(queries.items_of(meeting), pk=key)
    item.meeting = meeting
    return item


def go(request: HttpRequest, name: str, said: str = "", **keys: int) -> HttpResponse:
    """On to a page of the room, which says what happened."""
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(reverse(f"meetings:{name}", kwargs=keys))


def step_page(
    request: HttpRequest,
    form: Form,
    verdict: Verdict,
    *,
    template: str = "meetings/step.html",
    **context: Any,
) -> HttpResponse:
    """A page with a form: `title`, `label`, `above`, and `back` with its label; or why it cannot be done now.
    422 when what was sent has to be changed."""
    return form_page(request, template, form, verdict=verdict, **context)
