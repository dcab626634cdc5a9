"""Leads: the list, one lead, and what members and the office do with it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor, signed_in
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms import ReasonForm
from xieshang.proposals.forms.calls import LeadForm
from xieshang.proposals.models import Lead
from xieshang.proposals.states import LeadOrigin, LeadState
from xieshang.proposals.views import done, form_page, sent
from xieshang.proposals.views.drafting import session_of
from xieshang.spine.rule import Refused
from xieshang.texts import redact
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.filters import Filter
from xieshang.ui.lists import Choice, Column, Dates, Listing, Tab
from xieshang.ui.pages import asked_or_sent

P = Permission
TONES: dict[str, Tone] = {LeadState.NEW: "wait", LeadState.TAKEN: "good", LeadState.CLOSED: "off"}
COLUMNS = [
    Column("title", _("线索"), place="title"),
    Column("state", _("状态"), place="state"),
    Column("origin", _("来源"), place="ball"),
    Column("received", _("收到日期"), place="due", sort="received_at"),
]
SENDERS = [Column("sender", _("来信人")), Column("contact", _("联系方式"))]
TABS = [
    Tab("all", _("全部")),
    Tab("new", _("待采用"), Q(state=LeadState.NEW)),
    Tab("taken", _("已采用"), Q(state=LeadState.TAKEN)),
]
PUT_ASIDE = Tab("closed", _("不采用"), Q(state=LeadState.CLOSED))
FILTERS: list[Filter] = [
    Choice("origin", _("来源"), LeadOrigin.choices, "origin"),
    Dates("received", _("收到日期"), "received_at", moments=True),
]


def badge(lead: Lead) -> Badge:
    """Where a lead stands."""
    return Badge(str(LeadState(lead.state).label), TONES[lead.state])


def _row(lead: Lead) -> Mapping[str, Any]:
    """A lead as lists and sheets show it: personal details left out, the sender masked."""
    return {
        "pk": lead.pk,
        "url": f"/proposals/leads/{lead.pk}",
        "title": redact.redact(lead.title),
        "state": badge(lead),
        "origin": lead.get_origin_display(),
        "received": timezone.localdate(lead.received_at),
        "sender": lead.masked_sender,
        "contact": lead.masked_contact,
    }


def _listing(*, sorts: bool) -> Listing:
    return Listing(
        title=_t("提案线索"),
        columns=COLUMNS + (SENDERS if sorts else []),
        row=_row,
        sort="-received",
        tabs=[*TABS, PUT_ASIDE] if sorts else TABS,
        filters=FILTERS,
        empty=_t("还没有线索。"),
    )


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The leads that the person may see, the latest first."""
    person = web.person(request)
    sorts = bool(person.scopes_with(P.PROPOSALS_CALL))
    leads = queries.leads_visible_to(person)
    return _listing(sorts=sorts).respond(request, leads, template="proposals/leads.html", sorts=sorts)


def found(request: HttpRequest, pk: int) -> Lead:
    """The lead, if the person may see it; else 404."""
    leads = queries.leads_visible_to(actor(request)).select_related("assembly", "call", "origin_case", "taken_by")
    return get_object_or_404(leads, pk=pk)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One lead, and what can be done with it."""
    return _page(request, found(request, pk))


def _page(request: HttpRequest, lead: Lead, *, revealed: tuple[str, str] | None = None) -> HttpResponse:
    """Who sorts leads reads all that was written; members read it without personal details."""
    person = web.person(request)
    sorts = person.can(P.PROPOSALS_CALL, lead.assembly.scope_id)
    shown: Callable[[str], str] = str if sorts else redact.redact
    written = lead.proposals.filter(author__person=person) if not sorts else lead.proposals.all()
    context = {
        "lead": lead,
        "title": shown(lead.title),
        "text": shown(lead.text),
        "badge": badge(lead),
        "sorts": sorts,
        "revealed": revealed,
        "reveals": rules.may_reveal_sender(person, lead),
        "takes": rules.may_take_lead(person, lead),
        "closes": rules.may_close_lead(person, lead),
        "returns": rules.may_put_back_lead(person, lead) if sorts else None,
        "drafts": person.can(P.PROPOSALS_DRAFT, lead.assembly.scope_id),
        "written": list(queries.visible_to(person) & written.order_by("pk")),
        "case": _case(request, lead),
    }
    return render(request, "proposals/lead.html", context)


def _case(request: HttpRequest, lead: Lead) -> Any:
    """The case whose promise it follows, if the person may see it."""
    return queries.visible_to(actor(request)).filter(pk=lead.origin_case_id or 0).select_related("session").first()


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Note a lead from other work of the assembly."""
    person = web.person(request)
    assembly = session_of(person).assembly
    verdict = rules.may_note_lead(person, assembly)
    if not verdict:
        raise Refused(verdict.reason)
    form, made = LeadForm(sent(request)), []
    if done(form, lambda: made.append(_noted(request, form, assembly))):
        messages.success(request, _t("线索已登记，委员可以采用。"))
        return redirect("proposals:lead", pk=made[0].pk)
    return form_page(request, "proposals/lead_new.html", form)


def _noted(request: HttpRequest, form: LeadForm, assembly: Any) -> Lead:
    key = form.cleaned_data["entry_key"]
    return once(key, lambda: actions.note_lead(assembly, by=web.person(request), hint=form.hint(), entry_key=key))


def once(key: Any, make: Callable[[], Lead]) -> Lead:
    """The lead of a form: the one that it made already, where it is sent twice."""
    before = queries.lead_of_entry(key) if key else None
    if before is not None:
        return before
    try:
        return make()
    except IntegrityError:  # sent twice at once
        made = queries.lead_of_entry(key) if key else None
        if made is None:
            raise
        return made


@require_POST
@signed_in
def taking(request: HttpRequest, pk: int) -> HttpResponse:
    """A member takes it, and goes on to write."""
    proposal = actions.take_lead(found(request, pk), by=web.person(request))
    messages.success(request, _t("线索已归您采用，请接着写。"))
    return redirect("proposals:text", pk=proposal.pk)


@signed_in
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it aside, with a reason."""
    lead, person = found(request, pk), web.person(request)
    form = ReasonForm(sent(request))
    if done(form, lambda: actions.close_lead(lead, by=person, **form.cleaned_data)):
        messages.success(request, _t("已决定不采用这条线索。"))
        return redirect("proposals:lead", pk=pk)
    words = {"title": _t("不采用这条线索"), "label": _t("不采用")}
    return form_page(
        request, "proposals/lead_verb.html", form, lead=lead, verdict=rules.may_close_lead(person, lead), **words
    )


@signed_in
def returning(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it wait for a member again, with a reason."""
    lead, person = found(request, pk), web.person(request)
    form = ReasonForm(sent(request))
    if done(form, lambda: actions.put_back_lead(lead, by=person, **form.cleaned_data)):
        messages.success(request, _t("线索已放回，委员可以采用。"))
        return redirect("proposals:lead", pk=pk)
    words = {"title": _t("放回待采用"), "label": _t("放回")}
    return form_page(
        request, "proposals/lead_verb.html", form, lead=lead, verdict=rules.may_put_back_lead(person, lead), **words
    )


@asked_or_sent
@signed_in
def sender(request: HttpRequest, pk: int) -> HttpResponse:
    """Who sent it, and how to reach them; that it was looked at is recorded, so nothing is shown that is only asked."""
    lead = found(request, pk)
    if request.method != "POST":
        return redirect("proposals:lead", pk=pk)
    return _page(request, lead, revealed=actions.reveal_sender(lead, by=web.person(request)))


@require_POST
@signed_in
def collection(request: HttpRequest) -> HttpResponse:
    """List the promises of the year before as leads."""
    person = web.person(request)
    count = actions.collect_leads(session_of(person), by=person)
    messages.success(request, _t("已把上一年度的 B 类答复列为线索，共 %(count)s 条。") % {"count": count})
    return redirect("proposals:leads")
