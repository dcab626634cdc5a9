"""The pages of a proposal: each loads through a query, checks the form, calls one action, and goes on."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xieshang.accounts.web import actor
from xieshang.proposals import queries
from xieshang.proposals.models import Proposal
from xieshang.spine.rule import Refused


def seen(request: HttpRequest, pk: int, rows: QuerySet[Proposal] | None = None) -> Proposal:
    """The proposal, if the person may see it; else 404."""
    visible = queries.visible_to(actor(request))
    return get_object_or_404(visible if rows is None else visible & rows, pk=pk)


def whole(request: HttpRequest, pk: int) -> Proposal:
    """The same with all that a page shows."""
    return get_object_or_404(queries.whole(queries.visible_to(actor(request))), pk=pk)


def to_case(proposal_pk: int) -> HttpResponse:
    """Back to the page of the case."""
    return redirect("proposals:show", pk=proposal_pk)


def explain(form: Form, refused: Refused) -> None:
    """Put a refusal where it belongs on the form, so that what was typed is shown again beside it."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.reason)


def form_page(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    """A page with a form; 422 when what was sent has to be changed."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
