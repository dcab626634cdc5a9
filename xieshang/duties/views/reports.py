"""Yearly duty reports: begun from the record, written with autosave, handed in, read, published."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts.web import actor, person, signed_in
from xieshang.duties import actions, queries, rules
from xieshang.duties.forms import ReasonForm, RemarkForm, ReportForm
from xieshang.duties.models import DutyReport
from xieshang.duties.states import ReportState
from xieshang.duties.views import member_of
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.ui import show as shown
from xieshang.ui.addresses import text as typed
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.lists import Column, Listing, Tab
from xieshang.ui.pages import done, form_page, sent

TONES: dict[str, Tone] = {
    ReportState.DRAFT: "off",
    ReportState.SUBMITTED: "wait",
    ReportState.RETURNED: "wait",
    ReportState.READ: "good",
    ReportState.PUBLISHED: "good",
}


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The reports that the person may read, those that wait to be read in their tab."""
    rows = queries.reports_visible_to(actor(request)).select_related("member__sector")
    return LISTING.respond(request, rows)


def badge(report: DutyReport) -> Badge:
    """Where a report stands."""
    return Badge(str(ReportState(report.state).label), TONES[report.state])


def _row(report: DutyReport) -> dict[str, Any]:
    return {
        "pk": report.pk,
        "url": reverse("duties:report", args=[report.pk]),
        "year": report.year,
        "name": report.member.name,
        "state": badge(report),
        "sector": report.member.sector.name,
        "submitted": report.submitted_at,
    }


LISTING = Listing(
    title=_("述职报告"),
    columns=[
        Column("year", _("年度"), place="lead", sort="year"),
        Column("name", _("委员"), place="title", sort="member__sort_key"),
        Column("state", _("状态"), place="state"),
        Column("sector", _("界别"), phone=True),
        Column("submitted", _("提交时间"), place="due", sort="submitted_at"),
    ],
    row=_row,
    sort="-year",
    tabs=[
        Tab("all", _("全部")),
        Tab("waiting", _("待审阅"), Q(state=ReportState.SUBMITTED)),
        Tab("published", _("已公开"), Q(state=ReportState.PUBLISHED)),
    ],
    empty=_("还没有述职报告。常务委员在自己的履职档案里起草。"),
)


@require_POST
@signed_in
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the report of a year from the member's record; where it was begun before, go on with it."""
    member, year = member_of(request, pk), typed(request.POST, "year")
    number = int(year) if year.isdecimal() and len(year) == 4 else clock.today().year
    before = queries.report_of(member, number)
    if before is not None and member.person_id == person(request).pk:
        return redirect("duties:report", pk=before.pk)
    report = actions.draft_report(member, by=person(request), year=number)
    messages.success(request, _t("已按 %(year)s 年的履职记录起草，请接着改写。") % {"year": number})
    return redirect("duties:report-text", pk=report.pk)


def _found(request: HttpRequest, pk: int) -> DutyReport:
    rows = queries.reports_visible_to(actor(request))
    return get_object_or_404(rows.select_related("member__sector", "assembly__scope", "read_by"), pk=pk)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One report, and what can be done with it."""
    return render(request, "duties/report.html", _context(request, _found(request, pk), RemarkForm(), ReasonForm()))


def _context(request: HttpRequest, report: DutyReport, remark: Form, reason: Form) -> dict[str, Any]:
    who = person(request)
    inside = who.pk == report.member.person_id or bool(rules.is_of_the_office(who, report))
    return {
        "report": report,
        "badge": badge(report),
        "inside": inside,
        "writes": rules.may_write_report(who, report),
        "reads": rules.may_read_report(who, report),
        "returns": rules.may_return_report(who, report),
        "publishes": rules.may_publish_report(who, report),
        "consents": rules.may_change_consent(who, report),
        "withholds": rules.may_withhold_report(who, report),
        "remark": remark,
        "reason": reason,
    }


@signed_in
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Write it; kept as one types, handed in with the one button."""
    report = _found(request, pk)
    verdict = rules.may_write_report(person(request), report)
    begun = {"text": report.text, "may_publish": report.may_publish, "version": report.version}
    form = ReportForm(sent(request), initial=begun)
    if done(form, lambda: _written(request, report, form)):
        said = _t("述职报告已提交，办公室会审阅。") if "submit" in request.POST else _t("已存为草稿。")
        messages.success(request, said)
        return redirect("duties:report", pk=pk)
    return form_page(request, "duties/report_text.html", form, report=report, verdict=verdict)


def _written(request: HttpRequest, report: DutyReport, form: ReportForm) -> None:
    kept = actions.write_report(report, by=person(request), **form.cleaned_data)
    form.data = request.POST.copy()
    form.data["version"] = str(kept.version)
    if "submit" in request.POST:
        actions.submit_report(kept, by=person(request))


@require_POST
@signed_in
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps what has been typed; answers when it was kept, or why not."""
    report, form = _found(request, pk), ReportForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"message": " ".join(str(each[0]) for each in form.errors.values())}, status=422)
    try:
        kept = actions.write_report(report, by=person(request), **form.cleaned_data)
    except Refused as refused:
        return JsonResponse({"message": refused.reason}, status=409)
    return JsonResponse({"saved": shown.time(clock.now()), "values": {"version": str(kept.version)}})


@require_POST
@signed_in
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The office has read it."""
    report, form = _found(request, pk), RemarkForm(request.POST)
    if done(form, lambda: actions.read_report(report, by=person(request), **form.cleaned_data)):
        messages.success(request, _t("已审阅，委员会收到通知。"))
        return redirect("duties:report", pk=pk)
    return render(request, "duties/report.html", _context(request, report, form, ReasonForm()), status=422)


@require_POST
@signed_in
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to its author, with a reason."""
    report, form = _found(request, pk), ReasonForm(request.POST)
    if done(form, lambda: actions.return_report(report, by=person(request), **form.cleaned_data)):
        messages.success(request, _t("已退回，委员会看到理由。"))
        return redirect("duties:report", pk=pk)
    return render(request, "duties/report.html", _context(request, report, RemarkForm(), form), status=422)


@require_POST
@signed_in
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The member agrees to have it published, or no longer."""
    agrees = typed(request.POST, "agrees") == "1"
    actions.change_consent(_found(request, pk), by=person(request), agrees=agrees)
    messages.success(request, _t("已同意公开。") if agrees else _t("已改为不公开。"))
    return redirect("duties:report", pk=pk)


@require_POST
@signed_in
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """For everybody to read."""
    actions.publish_report(_found(request, pk), by=person(request))
    messages.success(request, _t("报告已经向社会公开。"))
    return redirect("duties:report", pk=pk)


@require_POST
@signed_in
def withhold(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the public site."""
    actions.withhold_report(_found(request, pk), by=person(request))
    messages.success(request, _t("报告已经撤回公开。"))
    return redirect("duties:report", pk=pk)
