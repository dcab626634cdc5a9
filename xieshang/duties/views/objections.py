"""Objections: raised by a member, answered by the office."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts.web import actor, person, signed_in
from xieshang.duties import actions, queries, rules
from xieshang.duties.forms import AnswerForm, ObjectionForm
from xieshang.duties.models import Objection
from xieshang.duties.states import ObjectionState
from xieshang.duties.views import asked_year, member_of
from xieshang.spine.event import sentence
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused
from xieshang.ui.addresses import text as typed
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.lists import Column, Listing, Tab
from xieshang.ui.pages import done, form_page, sent

TONES: dict[str, Tone] = {
    ObjectionState.OPEN: "wait",
    ObjectionState.UPHELD: "good",
    ObjectionState.DISMISSED: "off",
    ObjectionState.WITHDRAWN: "off",
}


@signed_in
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to a line (`?entry=123`), or to something that is missing."""
    member, year = member_of(request, pk), asked_year(request)
    verdict = rules.may_object(person(request), member)
    if not verdict:
        raise Refused(verdict.reason)
    entry = typed(request.GET, "entry")
    key = int(entry) if entry.isdecimal() else None
    form = ObjectionForm(sent(request))

    def raised() -> Objection:
        return actions.raise_objection(member, by=person(request), year=year, entry=key, text=form.cleaned_data["text"])

    if done(form, raised):
        messages.success(request, _t("异议已提出，办公室会答复。"))
        return redirect(f"{reverse('duties:record', args=[pk])}?year={year}")
    return form_page(request, "duties/objection_new.html", form, member=member, year=year, what=what_of(key))


def what_of(key: int | None) -> str:
    """What the entry says that is objected to."""
    entry = Entry.objects.filter(pk=key or 0).first()
    return sentence(entry.kind, entry.payload) if entry else ""


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The objections that the person may read; those that wait in their tab."""
    return LISTING.respond(request, queries.objections_visible_to(actor(request)).select_related("member"))


def _row(one: Objection) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "url": reverse("duties:objection", args=[one.pk]),
        "text": one.text,
        "state": badge(one),
        "name": one.member.name,
        "year": one.year,
        "raised": one.raised_at,
    }


def badge(one: Objection) -> Badge:
    """Where an objection stands."""
    return Badge(str(ObjectionState(one.state).label), TONES[one.state])


LISTING = Listing(
    title=_("履职异议"),
    columns=[
        Column("text", _("异议"), place="title"),
        Column("state", _("状态"), place="state"),
        Column("name", _("委员"), place="ball", sort="member__sort_key"),
        Column("year", _("年度"), place="lead"),
        Column("raised", _("提出时间"), place="due", sort="raised_at"),
    ],
    row=_row,
    sort="-raised",
    tabs=[Tab("waiting", _("待答复"), Q(state=ObjectionState.OPEN)), Tab("all", _("全部"))],
    empty=_("没有异议。"),
)


@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection; who may answer it does so here, with one of two buttons."""
    one = _found(request, pk)
    form = AnswerForm(sent(request))
    answer = actions.uphold_objection if "uphold" in request.POST else actions.dismiss_objection
    if done(form, lambda: answer(one, by=person(request), answer=form.cleaned_data["answer"])):
        messages.success(request, _t("已答复，委员会看到。"))
        return redirect("duties:objections")
    return form_page(
        request,
        "duties/objection.html",
        form,
        objection=one,
        badge=badge(one),
        what=what_of(one.entry),
        answers=rules.may_answer_objection(person(request), one),
        withdraws=rules.may_withdraw_objection(person(request), one),
    )


def _found(request: HttpRequest, pk: int) -> Objection:
    rows = queries.objections_visible_to(actor(request))
    return get_object_or_404(rows.select_related("member__assembly__scope", "assembly__scope", "answered_by"), pk=pk)


@require_POST
@signed_in
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The member no longer objects."""
    one = actions.withdraw_objection(_found(request, pk), by=person(request))
    messages.success(request, _t("异议已撤回。"))
    return redirect(f"{reverse('duties:record', args=[one.member_id])}?year={one.year}")
