"""Pages with a form: what was sent is checked, one action is called, and what it refused stands on the form."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from xieshang.spine.rule import Refused

asked_or_sent = require_http_methods(["GET", "HEAD", "POST"])
"""A page with a form is opened, or its form is sent."""


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
        explain(form, refused)
        return False
    return True


def explain(form: Form, refused: Refused) -> None:
    """Put a refusal where it belongs on the form."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.reason)


def form_page(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    """A page with a form; 422 when what was sent has to be changed."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
