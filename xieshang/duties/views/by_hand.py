"""What is entered by hand: the form, the queue of who confirms, one entry."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts.web import actor, person, signed_in
from xieshang.documents import queries as documents
from xieshang.duties import actions, queries, rules
from xieshang.duties.actions.by_hand import EVIDENCE, by_hand
from xieshang.duties.forms import CorrectionForm, DeedForm, ExemptionForm, ReasonForm
from xieshang.duties.models import HandEntry
from xieshang.duties.states import HandState
from xieshang.duties.views import asked_year, member_of
from xieshang.spine.rule import Refused
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.lists import Column, Listing, Tab
from xieshang.ui.pages import done, form_page, sent

TONES: dict[str, Tone] = {
    HandState.ENTERED: "wait",
    HandState.CONFIRMED: "good",
    HandState.REJECTED: "bad",
    HandState.CORRECTED: "off",
}
COLUMNS = [
    Column("title", _("做了什么"), place="title"),
    Column("state", _("状态"), place="state"),
    Column("name", _("委员"), place="ball", sort="member__sort_key"),
    Column("on", _("日期"), place="due", sort="on"),
    Column("entered_by", _("录入人")),
]


@signed_in
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter something that a member did; the items are those of the scheme of the year (`?year=2022`)."""
    member, year = member_of(request, pk), asked_year(request)
    verdict = rules.may_enter(person(request), member)
    edition = queries.edition_of(member.assembly, year)
    if not verdict or edition is None:
        raise Refused(verdict.reason or _t("%(year)s 年还没有采用履职办法。") % {"year": year})
    form = DeedForm(sent(request), request.FILES or None).within(queries.scheme_of(edition))
    if done(form, lambda: _entered(request, form, member)):
        messages.success(request, _t("已录入，核实以后计入。"))
        return redirect(f"{reverse('duties:record', args=[pk])}?year={year}")
    return form_page(request, "duties/entry_new.html", form, member=member, year=year)


@signed_in
def exempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Of an item or a gate the member is exempt in a year (`?year=2022`)."""
    member, year = member_of(request, pk), asked_year(request)
    verdict = rules.may_exempt(person(request), member)
    edition = queries.edition_of(member.assembly, year)
    if not verdict or edition is None:
        raise Refused(verdict.reason or _t("%(year)s 年还没有采用履职办法。") % {"year": year})
    form = ExemptionForm(sent(request)).within(queries.scheme_of(edition))
    if done(form, lambda: actions.exempt(member, by=person(request), year=year, **form.cleaned_data)):
        messages.success(request, _t("已免除，得分随之重算。"))
        return redirect(f"{reverse('duties:record', args=[pk])}?year={year}")
    return form_page(request, "duties/exemption_new.html", form, member=member, year=year, edition=edition)


def _entered(request: HttpRequest, form: DeedForm, member: Any) -> HandEntry:
    key, evidence = form.cleaned_data["entry_key"], form.cleaned_data["evidence"]
    before = HandEntry.objects.filter(entry_key=key).first() if key else None
    if before is not None:
        return before
    files = [evidence] if evidence else []
    return actions.enter(member, by=person(request), deed=form.deed(), evidence=files, entry_key=key)


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The entries by hand that the person may read, those that wait first in their tab."""
    rows = queries.hand_entries_visible_to(actor(request)).select_related("member", "entered_by")
    return LISTING.respond(request, rows)


def _row(entry: HandEntry) -> dict[str, Any]:
    return {
        "pk": entry.pk,
        "url": reverse("duties:entry", args=[entry.pk]),
        "title": entry.title,
        "state": badge(entry),
        "name": entry.member.name,
        "on": entry.on,
        "entered_by": entry.entered_by.name,
    }


def badge(entry: HandEntry) -> Badge:
    """Where an entry stands."""
    return Badge(str(HandState(entry.state).label), TONES[entry.state])


LISTING = Listing(
    title=_("手工录入"),
    columns=COLUMNS,
    row=_row,
    sort="-on",
    tabs=[
        Tab("waiting", _("待核实"), Q(state=HandState.ENTERED)),
        Tab("all", _("全部")),
    ],
    empty=_("没有手工录入的履职情况。"),
)


@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with its evidence; who may confirm or reject it does so here."""
    entry, who, form = _found(request, pk), person(request), ReasonForm(sent(request))
    form.fields["reason"].help_text = _t("不予通过的才写，录入人会看到")
    if done(form, lambda: _reviewed(request, entry, form.cleaned_data["reason"])):
        said = _t("已核实，计入履职。") if "confirm" in request.POST else _t("未予通过，录入人会看到理由。")
        messages.success(request, said)
        return redirect("duties:entries")
    edition = queries.edition_of(entry.assembly, entry.on.year)
    items = by_hand(queries.scheme_of(edition)) if edition else {}
    return form_page(
        request,
        "duties/entry.html",
        form,
        entry=entry,
        badge=badge(entry),
        item=items[entry.item].title if entry.item in items else entry.item,
        files=documents.shown(entry, EVIDENCE),
        confirms=rules.may_confirm_entry(who, entry),
        rejects=rules.may_reject_entry(who, entry),
        corrects=rules.may_correct_entry(who, entry),
        right=getattr(entry, "corrected_by", None),
    )


@signed_in
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A new entry in place of a confirmed one, with a reason; the points follow."""
    entry, who = _found(request, pk), person(request)
    verdict = rules.may_correct_entry(who, entry)
    edition = queries.edition_of(entry.assembly, entry.on.year)
    if not verdict or edition is None:
        raise Refused(verdict.reason or _t("%(year)s 年还没有采用履职办法。") % {"year": entry.on.year})
    form = CorrectionForm(sent(request), initial=_as_it_is(entry)).within(queries.scheme_of(edition))
    right: list[HandEntry] = []

    def act() -> None:
        right.append(actions.correct_entry(entry, by=who, deed=form.deed(), reason=form.cleaned_data["reason"]))

    if done(form, act):
        messages.success(request, _t("已更正：原来的一条不再计，得分随之重算，本人会收到通知。"))
        return redirect("duties:entry", pk=right[0].pk)
    return form_page(request, "duties/entry_correction.html", form, entry=entry)


def _as_it_is(entry: HandEntry) -> dict[str, Any]:
    amount = Decimal(entry.amount) / 100 if entry.amount else None
    return {"item": entry.item, "title": entry.title, "on": entry.on, "amount": amount}


def _found(request: HttpRequest, pk: int) -> HandEntry:
    rows = queries.hand_entries_visible_to(actor(request))
    beside = ("member__assembly__scope", "assembly__scope", "entered_by", "reviewed_by", "corrects", "corrected_by")
    return get_object_or_404(rows.select_related(*beside), pk=pk)


def _reviewed(request: HttpRequest, entry: HandEntry, reason: str) -> HandEntry:
    if "confirm" in request.POST:
        return actions.confirm_entry(entry, by=person(request))
    return actions.reject_entry(entry, by=person(request), reason=reason)
