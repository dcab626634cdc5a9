"""Several cases side by side, and what is decided about their likeness."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xieshang.accounts import web
from xieshang.accounts.web import actor, signed_in
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms.review import LikenessForm
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import LikenessOutcome
from xieshang.proposals.views import done, seen, to_case, whole
from xieshang.proposals.views.passages import Column, columns_of
from xieshang.ui.pages import asked_or_sent

MOST = 6
"""So many others at most stand beside a case: more cannot be read together."""


@require_safe
@signed_in
def several(request: HttpRequest, pk: int) -> HttpResponse:
    """A case beside the others that the address names: `?other=3&other=5`; 404 where one of them may not be seen."""
    proposal = whole(request, pk)
    keys = _others(request, pk)
    if not keys:
        return to_case(request, pk, _("请先选中要对照的提案。"))
    return _page(request, proposal, _all_seen(request, keys))


def _others(request: HttpRequest, pk: int) -> list[int]:
    """The keys that the address names, each once, in order, without the case itself."""
    asked = dict.fromkeys(one for one in request.GET.getlist("other") if one.isdecimal() and len(one) < 19)
    return [key for key in map(int, asked) if key != pk][:MOST]


def _all_seen(request: HttpRequest, keys: list[int]) -> list[Proposal]:
    found = queries.whole_texts(queries.visible_to(actor(request)).filter(pk__in=keys)).in_bulk()
    if len(found) < len(keys):
        raise Http404
    return [found[key] for key in keys]


def _page(
    request: HttpRequest, proposal: Proposal, others: list[Proposal], refused: LikenessForm | None = None
) -> HttpResponse:
    who = actor(request)
    verdict = rules.may_decide_likeness(who, proposal)
    alike = queries.compared(proposal, others)
    decisions = queries.decisions_among(proposal, [one.pk for one in others]) if verdict else {}
    context: dict[str, Any] = {
        "proposal": proposal,
        "columns": [_with_form(column, decisions, refused) for column in columns_of(proposal, alike)],
        "decides": bool(verdict),
        "at": _address(proposal, others),
    }
    return render(request, "proposals/several.html", context, status=422 if refused else 200)


def _with_form(column: Column, decisions: dict[int, Any], refused: LikenessForm | None) -> dict[str, Any]:
    """A column with what was decided about it, and the form to decide, kept where it was refused."""
    key = column.proposal.pk
    decision = decisions.get(key)
    if refused is not None and refused.prefix == f"with-{key}":
        form = refused
    else:
        initial = {"outcome": decision.outcome, "remark": decision.remark} if decision else {}
        form = LikenessForm(prefix=f"with-{key}", initial=initial)
    return {"column": column, "decision": decision, "form": form}


def _address(proposal: Proposal, others: list[Proposal]) -> str:
    """The address of this comparison."""
    asked = "&".join(f"other={one.pk}" for one in others)
    return f"{reverse('proposals:several', args=[proposal.pk])}?{asked}"


@asked_or_sent
@signed_in
def decision(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Keep what was decided about two cases; on to merging them, where that was it, else back to the comparison."""
    proposal, person = seen(request, pk), web.person(request)
    beside = get_object_or_404(queries.whole_texts(queries.visible_to(person)), pk=other)
    if request.method != "POST":
        return redirect(f"{reverse('proposals:several', args=[pk])}?other={other}")
    keys = [key for key in _others(request, pk) if key != other]
    form = LikenessForm(request.POST, prefix=f"with-{other}")
    if not done(form, lambda: actions.decide_likeness(proposal, by=person, other=beside, **form.cleaned_data)):
        return _page(request, whole(request, pk), _all_seen(request, [other, *keys]), form)
    if form.cleaned_data["outcome"] == LikenessOutcome.MERGE and rules.may_merge(person, proposal):
        return redirect(f"{reverse('proposals:merging', args=[pk])}?into={other}")
    asked = _all_seen(request, _others(request, pk) or [other])
    return redirect(_address(proposal, asked))
