"""Who falls short: what the triggers find in a year, and one case from the talk to what the meeting decided."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor, person, signed_in
from xieshang.duties import actions, queries, rules
from xieshang.duties.forms import InterviewForm, ProposalForm, ReasonForm, RulingForm, StatementForm
from xieshang.duties.models import Exit, Year
from xieshang.duties.states import ExitState
from xieshang.ui.addresses import text as typed
from xieshang.ui.addresses import ticked
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.lists import Column, Listing, Tab
from xieshang.ui.pages import done

TONES: dict[str, Tone] = {
    ExitState.FOUND: "wait",
    ExitState.TALKED: "wait",
    ExitState.PROPOSED: "wait",
    ExitState.NOT_NOMINATED: "bad",
    ExitState.KEPT: "good",
    ExitState.DROPPED: "off",
}
OPEN = [ExitState.FOUND, ExitState.TALKED, ExitState.PROPOSED]


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """What was taken up, for who notes what the meeting decides; a member finds their own."""
    who = person(request)
    rows = queries.exits_visible_to(actor(request)).select_related("member__sector")
    scopes = who.scopes_with(Permission.DUTIES_DECIDE)
    years = Year.objects.filter(assembly__scope__in=scopes).order_by("-year")
    return LISTING.respond(request, rows, template="duties/exits.html", years=list(years))


def badge(one: Exit) -> Badge:
    """Where it stands."""
    return Badge(str(ExitState(one.state).label), TONES[one.state])


def _row(one: Exit) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "url": reverse("duties:exit", args=[one.pk]),
        "year": one.year,
        "name": one.member.name,
        "state": badge(one),
        "sector": one.member.sector.name,
        "finding": one.finding,
        "meeting": one.decided_at_meeting,
        "decided": one.decided_on,
    }


LISTING = Listing(
    title=_("履职提醒和提名意见"),
    columns=[
        Column("year", _("年度"), place="lead", sort="year"),
        Column("name", _("委员"), place="title", sort="member__sort_key"),
        Column("state", _("状态"), place="state"),
        Column("sector", _("界别"), phone=True),
        Column("finding", _("依据")),
        Column("meeting", _("审定会议")),
        Column("decided", _("审定日期"), place="due", sort="decided_on"),
    ],
    row=_row,
    sort="-year",
    tabs=[Tab("open", _("办理中"), Q(state__in=OPEN)), Tab("all", _("全部"))],
    empty=_("没有办理中的履职提醒。"),
)


@signed_in
def found(request: HttpRequest, pk: int) -> HttpResponse:
    """What the triggers find in a year, with the reason computed; who is ticked is taken up."""
    rows = Year.objects.filter(assembly__scope__in=person(request).scopes_with(Permission.DUTIES_DECIDE))
    year = get_object_or_404(rows.select_related("edition", "assembly__scope"), pk=pk)
    if request.method == "POST":
        trigger, chosen = typed(request.POST, "trigger"), ticked(request.POST)
        made = actions.take_up(year, by=person(request), trigger=trigger, chosen=chosen)
        messages.success(request, _t("已列为提醒对象 %(count)s 位，每人收到通知。") % {"count": len(made)})
        return redirect("duties:exits")
    return render(request, "duties/findings.html", {"year": year, **_findings(year)})


def _findings(year: Year) -> dict[str, Any]:
    taken = set(Exit.objects.filter(year=year.year, assembly=year.assembly_id).values_list("trigger", "member"))
    rows = queries.findings(year)
    groups = [
        (trigger, [(one, (trigger.code, one.member.pk) in taken) for one in each])
        for trigger, each in groupby(rows, key=lambda one: one.trigger)
    ]
    return {"groups": groups, "undecided": queries.undecided_before(year)}


def _found(request: HttpRequest, pk: int) -> Exit:
    rows = queries.exits_visible_to(actor(request))
    return get_object_or_404(rows.select_related("member__sector", "assembly__scope", "term"), pk=pk)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found and said; the next step for who handles it, the answer for the member."""
    return _page(request, _found(request, pk))


def _page(request: HttpRequest, one: Exit, bound: Form | None = None) -> HttpResponse:
    """The page with its forms; the one that was sent and refused stands there as it was typed."""
    who = person(request)
    forms: dict[str, Form] = {
        "interview": InterviewForm(),
        "proposal": ProposalForm(),
        "ruling": RulingForm(initial={"meeting": _t("主席会议")}),
        "reason": ReasonForm(),
        "statement": StatementForm(initial={"said": one.said}),
    }
    forms |= {name: bound for name, form in forms.items() if bound is not None and type(form) is type(bound)}
    verdicts = {
        "talks": rules.may_note_interview(who, one),
        "proposes": rules.may_propose_exit(who, one),
        "decides": rules.may_decide_exit(who, one),
        "drops": rules.may_drop_exit(who, one),
        "answers": rules.may_answer_exit(who, one),
    }
    context = {"exit": one, "badge": badge(one), **forms, **verdicts}
    return render(request, "duties/exit.html", context, status=422 if bound is not None else 200)


def _step(request: HttpRequest, pk: int, form: Form, act: Callable[[Exit], object], said: str) -> HttpResponse:
    one = _found(request, pk)
    if done(form, lambda: act(one)):
        messages.success(request, said)
        return redirect("duties:exit", pk=pk)
    return _page(request, one, form)


@require_POST
@signed_in
def interview(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a talk."""
    form, by = InterviewForm(request.POST), person(request)
    act = actions.note_interview
    return _step(request, pk, form, lambda one: act(one, by=by, **form.cleaned_data), _t("约谈已登记。"))


@require_POST
@signed_in
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay it before the meeting."""
    form, by = ProposalForm(request.POST), person(request)
    said = _t("已提请会议审定，委员收到通知，可以陈述。")
    return _step(request, pk, form, lambda one: actions.propose_exit(one, by=by, **form.cleaned_data), said)


@require_POST
@signed_in
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what the meeting decided: one of two buttons."""
    form, by = RulingForm(request.POST), person(request)
    act = actions.keep_nominated if "keep" in request.POST else actions.decide_exit
    return _step(request, pk, form, lambda one: act(one, by=by, ruling=form.ruling()), _t("会议的决定已登记。"))


@require_POST
@signed_in
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """It goes no further."""
    form, by = ReasonForm(request.POST), person(request)
    act = actions.drop_exit
    return _step(request, pk, form, lambda one: act(one, by=by, **form.cleaned_data), _t("已登记不再追究。"))


@require_POST
@signed_in
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the member says to it."""
    form, by = StatementForm(request.POST), person(request)
    act = actions.answer_exit
    return _step(request, pk, form, lambda one: act(one, by=by, **form.cleaned_data), _t("您的陈述已保存。"))
