"""The hand-over meetings: called, filled with cases, held."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.members import queries as members
from xieshang.members.models import Session
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms.assigning import HandOverForm
from xieshang.proposals.models import HandOver, ProposedAssignment
from xieshang.proposals.queries.assigning import with_answers
from xieshang.proposals.views import done, form_page, sent
from xieshang.proposals.views.rows import case_words
from xieshang.spine import clock
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.lists import Column, Listing, Tab


def _meeting(hand_over: HandOver) -> Mapping[str, Any]:
    held = hand_over.held_at is not None
    return {
        "pk": hand_over.pk,
        "url": f"/proposals/hand-overs/{hand_over.pk}",
        "title": hand_over.title,
        "on": hand_over.meets_on,
        "state": Badge(_t("已召开"), "good") if held else Badge(_t("待召开"), "wait"),
        "proposed": hand_over.proposed,  # type: ignore[attr-defined]
        "accepted": hand_over.accepted,  # type: ignore[attr-defined]
        "objected": hand_over.objected,  # type: ignore[attr-defined]
    }


MEETINGS = Listing(
    title=_("交办会"),
    sort="-on",
    row=_meeting,
    shown=with_answers,
    columns=[
        Column("title", _("名称"), place="title"),
        Column("on", _("日期"), place="due", sort="meets_on"),
        Column("state", _("状态"), place="state"),
        Column("proposed", _("待交办"), numeric=True, phone=True),
        Column("accepted", _("预签收"), numeric=True, phone=True),
        Column("objected", _("异议"), numeric=True, phone=True),
    ],
    tabs=[
        Tab("all", _("全部")),
        Tab("open", _("待召开"), Q(held_at__isnull=True)),
        Tab("held", _("已召开"), Q(held_at__isnull=False)),
    ],
    empty=_("还没有交办会。"),
)


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """All meetings, the latest first."""
    seen = queries.hand_overs_visible_to(web.actor(request))
    session = _session(request)
    may_call = session is not None and bool(rules.may_call_hand_over(web.actor(request), session))
    return MEETINGS.respond(request, seen, template="proposals/hand_overs.html", may_call=may_call)


def _session(request: HttpRequest) -> Session | None:
    """The session of today in the assembly where the person is at home."""
    person = web.person(request)
    assembly = members.assembly_of(person, on=clock.today())
    return members.session_on(assembly, on=clock.today()) if assembly is not None else None


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Call a meeting."""
    person, session = web.person(request), _session(request)
    form = HandOverForm(sent(request))
    verdict = rules.may_call_hand_over(person, session) if session is not None else None
    if session is not None and done(form, lambda: actions.call_hand_over(session, by=person, **form.cleaned_data)):
        messages.success(request, _t("交办会已经定下，可以把提案拟定承办单位列入。"))
        return redirect("proposals:hand_overs")
    return form_page(request, "proposals/hand_over_new.html", form, verdict=verdict)


ANSWERS: dict[str, tuple[Promise, Tone]] = {
    "waiting": (_("未答复"), "wait"),
    "accepted": (_("预签收"), "good"),
    "objected": (_("有异议"), "bad"),
}


def _proposed(one: ProposedAssignment) -> Mapping[str, Any]:
    answer = "objected" if one.objection else "accepted" if one.accepted_at else "waiting"
    case = one.proposal
    return {
        "pk": one.pk,
        "url": f"/proposals/{case.pk}",
        "number": case_words(case.session.year, case.case_number),
        "title": case.title,
        "bureau": one.bureau.name,
        "role": one.get_role_display(),
        "answer": Badge(str(ANSWERS[answer][0]), ANSWERS[answer][1]),
        "objection": one.objection,
    }


PROPOSED = Listing(
    title=_("拟交办"),
    sort="number",
    row=_proposed,
    columns=[
        Column("number", _("案号"), place="lead", sort="proposal__case_number"),
        Column("title", _("案由"), place="title"),
        Column("bureau", _("承办单位"), phone=True),
        Column("role", _("方式"), phone=True),
        Column("answer", _("答复"), place="state"),
        Column("objection", _("异议"), phone=True),
    ],
    tabs=[
        Tab("all", _("全部")),
        Tab("objected", _("有异议"), ~Q(objection="")),
        Tab("waiting", _("未答复"), Q(objection="", accepted_at__isnull=True)),
        Tab("accepted", _("预签收"), Q(accepted_at__isnull=False)),
    ],
    empty=_(
        "还没有拟定承办单位的提案。在“全部提案”里勾选若干件，成批拟定承办单位并选这次交办会，或者在提案的“交办”页选定，就会列在这里。"
    ),
)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What shall be assigned at a meeting, and what the bureaus say to it."""
    hand_over = _seen(request, pk)
    verdict = rules.may_hold_hand_over(web.actor(request), hand_over)
    bulk = hand_over.bulk if hand_over.bulk and rules.may_assign_in(web.actor(request), hand_over.assembly) else None
    listing = PROPOSED if hand_over.held_at is None else replace(PROPOSED, empty=_t("会上交办的提案都已交办。"))
    return listing.respond(
        request,
        queries.proposed_for(hand_over),
        template="proposals/hand_over.html",
        hand_over=hand_over,
        verdict=verdict,
        ready=len(queries.cases_to_hand_over(hand_over)) if verdict else 0,
        bulk=bulk,
    )


def _seen(request: HttpRequest, pk: int) -> HandOver:
    return get_object_or_404(
        queries.hand_overs_visible_to(web.actor(request)).select_related("assembly", "bulk"), pk=pk
    )


@require_POST
@signed_in
def holding(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting is held: everything that was proposed for it is assigned, but for what a bureau objects to."""
    bulk = actions.hold_hand_over(_seen(request, pk), by=web.person(request))
    return redirect("proposals:bulk", pk=bulk.pk)
