"""A change of term: the cases that are still open, what becomes of each, and a term's cases as of a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import signed_in
from xieshang.members.models import Term
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms.continuing import SuccessorForm, TermClosingForm
from xieshang.proposals.models import Proposal
from xieshang.proposals.queries import terms
from xieshang.proposals.states import CARRIABLE, State
from xieshang.proposals.views import done, seen, sent, to_case, verb_page
from xieshang.proposals.views.rows import badge, case_words
from xieshang.spine import clock
from xieshang.ui import addresses
from xieshang.ui.lists import Bulk, Choice, Column, Listing, Tab
from xieshang.ui.pages import asked_or_sent

P = Permission
BULK = [
    Bulk(_("结转到新一届"), "/proposals/bulks/carry_over/order", "primary"),
    Bulk(_("届满结案"), "/proposals/bulks/close_with_term/order"),
]
OPEN_COLUMNS = [
    Column("number", _("案号"), place="lead", sort="case_number"),
    Column("title", _("案由"), place="title"),
    Column("state", _("状态"), place="state"),
    Column("who", _("提案者"), phone=True),
    Column("changed", _("最近变动"), sort="changed_at", phone=True),
]
DAY_COLUMNS = [
    Column("number", _("案号"), place="lead", sort="case_number"),
    Column("title", _("案由"), place="title"),
    Column("state", _("当天状态"), place="state"),
    Column("who", _("提案者"), phone=True),
    Column("session", _("会议"), phone=True),
    Column("submitted", _("提交"), sort="submitted_at"),
    Column("carried", _("后来结转至"), phone=True),
]


@require_safe
@signed_in
def changing(request: HttpRequest) -> HttpResponse:
    """To the open cases of the term that is changing: the one before today's while something in it is open."""
    scopes = web.person(request).scopes_with(P.PROPOSALS_READ_ALL)
    begun = Term.objects.filter(assembly__scope__in=scopes, from_on__lte=clock.today()).order_by("-from_on")
    last = list(begun[:2])
    if not last:
        raise Http404
    is_left = len(last) > 1 and terms.open_at_end(last[1]).exists()
    return redirect("proposals:term", pk=last[1 if is_left else 0].pk)


@require_safe
@signed_in
def term(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The cases of a term that are still open at its end; those that are ticked are carried over or closed."""
    found, on = _term(request, pk), clock.today()
    person = web.person(request)
    rows = queries.visible_to(person).filter(pk__in=terms.open_at_end(found).values("pk"))
    decides = found.assembly.scope_id in person.scopes_with(P.PROPOSALS_CLOSE)
    return Listing(
        title=_t("%(term)s未结提案") % {"term": found},
        columns=OPEN_COLUMNS,
        row=_open_row,
        sort="number",
        shown=_shown,
        bulk=BULK if decides else (),
        tabs=[
            Tab("all", _t("全部")),
            Tab("handed_on", _t("由联名人接续"), _among(terms.handed_on(found, on=on))),
            Tab("leaderless", _t("提案者都已离任"), _among(terms.leaderless(found, on=on))),
        ],
        filters=[Choice("state", _t("状态"), [(s.value, s.label) for s in State if s in CARRIABLE], "state")],
        empty=_t("这一届的提案都已了结。"),
    ).respond(request, rows, template="proposals/term.html", term=found)


def _among(rows: QuerySet[Proposal]) -> Q:
    return Q(pk__in=rows.values("pk"))


def _term(request: HttpRequest, pk: int) -> Term:
    """The term, for whoever reads all cases of its assembly; 404 for everybody else."""
    scopes = web.person(request).scopes_with(P.PROPOSALS_READ_ALL)
    return get_object_or_404(Term.objects.filter(assembly__scope__in=scopes).select_related("assembly"), pk=pk)


def _shown(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("session", "carried_into").defer(*queries.LONG)


def _open_row(case: Proposal) -> Mapping[str, Any]:
    return {**_row(case), "state": badge(case.state), "changed": timezone.localdate(case.changed_at)}


def _row(case: Proposal) -> dict[str, Any]:
    return {
        "pk": case.pk,
        "url": f"/proposals/{case.pk}",
        "number": case_words(case.session.year, case.case_number),
        "title": case.title,
        "who": case.proposer_name,
    }


@require_safe
@signed_in
def day(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The cases of a term as they were at the end of a day, `?on=2026-12-31`: to read, and to export."""
    found = _term(request, pk)
    on = _day(addresses.text(request.GET, "on"), found)
    if not found.holds(on):
        raise Http404
    cases = terms.as_of(found, on=on)
    return Listing(
        title=_t("%(term)s提案，%(day)s") % {"term": found, "day": on.isoformat()},
        columns=DAY_COLUMNS,
        row=lambda case: _day_row(case, on),
        sort="number",
        shown=_shown,
        filters=[Choice("then", _t("当天状态"), State, "state_then")],
        empty=_t("这一天还没有提案。"),
    ).respond(request, cases, template="proposals/term_day.html", term=found, on=on)


def _day(text: str, term: Term) -> date:
    """The day that is named; where none is, the last day of the term, or today."""
    if not text:
        return min(term.last_on or clock.today(), clock.today())
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _day_row(case: Any, on: date) -> Mapping[str, Any]:
    is_filed = case.filed_at is not None and case.filed_at < terms.end_of(on)
    return {
        **_row(case),
        "number": case_words(case.session.year, case.case_number) if is_filed else "",
        "state": badge(case.state_then),
        "session": str(case.session),
        "submitted": timezone.localdate(case.submitted_at) if case.submitted_at else None,
        "carried": str(case.carried_into) if case.carried_into else "",
    }


@require_POST
@signed_in
def carrying(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the case go on in the next term."""
    case = actions.carry_over(seen(request, pk), by=web.person(request))
    return to_case(request, pk, _t("已结转至%(term)s继续办理。") % {"term": case.carried_into})


@asked_or_sent
@signed_in
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the case with its term, with a reason."""
    case, form = seen(request, pk), TermClosingForm(sent(request))
    if done(form, lambda: actions.close_with_term(case, by=web.person(request), **form.cleaned_data)):
        return to_case(request, pk, _t("已届满结案，提案者和承办单位会收到通知。"))
    verdict = rules.may_close_with_term(web.person(request), case)
    lead = _t("不再继续办理；期限都停下。还可以办理的，请结转。")
    return verb_page(request, form, case, verdict, title=_t("届满结案"), label=_t("届满结案"), lead=lead)


@asked_or_sent
@signed_in
def successor(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who stands first for the case after its author."""
    case = seen(request, pk)
    form = SuccessorForm(sent(request), proposal=case, on=clock.today())
    if done(form, lambda: actions.succeed(case, by=web.person(request), **form.cleaned_data)):
        return to_case(request, pk, _t("已登记接续提案人，本人会收到通知。"))
    verdict = rules.may_succeed(web.person(request), case)
    lead = _t("第一提案人离任以后，由接续提案人听取答复、作出反馈。")
    return verb_page(request, form, case, verdict, title=_t("接续提案人"), label=_t("登记接续提案人"), lead=lead)
