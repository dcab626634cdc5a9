"""How the pages of the agenda, speeches and minutes are loaded, checked and left."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from xieshang.accounts.web import actor
from xieshang.meetings import queries
from xieshang.meetings.models import Item, Meeting
from xieshang.spine.rule import Refused, Verdict


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


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent with the form; None where the page was only opened."""
    return request.POST if request.method == "POST" else None


def done(form: Form, act: Callable[[], object]) -> bool:
    """Was the form sound, and the action done? What was refused stands on the form, beside what was typed."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        act()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
        return False
    return True


def form_page(
    request: HttpRequest,
    form: Form,
    verdict: Verdict,
    *,
    template: str = "meetings/step.html",
    **context: Any,
) -> HttpResponse:
    """A page with a form: `title`, `label`, `above`, and `back` with its label; or why it cannot be done now.
    422 when what was sent has to be changed."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, "verdict": verdict, **context}, status=status)
