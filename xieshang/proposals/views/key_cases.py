"""The pages of key cases: the list, the page of one, and its verbs."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts import web
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor, signed_in
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms import ReasonForm
from xieshang.proposals.forms.key_cases import (
    DecideKeyForm,
    OpinionForm,
    PlanForm,
    PutForwardForm,
    ReportForm,
    VisitForm,
)
from xieshang.proposals.models import KeyCase
from xieshang.proposals.states import KeyState
from xieshang.proposals.views import done, form_page, sent, verb_page, whole
from xieshang.proposals.views.honours import state_badge, supervision
from xieshang.proposals.views.rows import case_words
from xieshang.proposals.views.today import Today
from xieshang.spine import clock
from xieshang.spine.rule import Actor, Verdict
from xieshang.ui.lists import Choice, Column, Listing, Tab
from xieshang.ui.pages import asked_or_sent


class KeyRows:
    """Makes the rows of the list as of today."""

    def __init__(self) -> None:
        self.today = Today()

    def __call__(self, key: KeyCase) -> Mapping[str, Any]:
        """A row from a key case with its proposal and session."""
        case = key.proposal
        running = key.state in queries.RUNNING_KEYS
        return {
            "pk": key.pk,
            "url": f"/proposals/key-cases/{key.pk}",
            "number": case_words(case.session.year, case.case_number),
            "title": case.title,
            "state": state_badge(key),
            "who": case.proposer_name,
            "leader": key.leader_name,
            "due": self.today.cell(key.due_on) if running else key.due_on,
            "reported": timezone.localdate(key.reported_at) if key.reported_at else None,
        }


def _late(keys: QuerySet[KeyCase]) -> QuerySet[KeyCase]:
    return queries.late_key_cases(keys, on=clock.today())


COLUMNS = [
    Column("number", _("案号"), place="lead", sort="proposal__case_number"),
    Column("title", _("案由"), place="title"),
    Column("state", _("状态"), place="state"),
    Column("who", _("提案者")),
    Column("leader", _("领衔督办"), place="ball"),
    Column("due", _("督办期限"), place="due", sort="due_on"),
    Column("reported", _("报告日期")),
]
DECIDED_TABS = [
    Tab("all", _("全部")),
    Tab("late", _("已逾期"), _late),
    *(Tab(state.value, state.label, Q(state=state)) for state in queries.KEY_STATES),
]
CANDIDATES = [Tab(state.value, state.label, Q(state=state)) for state in (KeyState.CANDIDATE, KeyState.DROPPED)]


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """All that the person may see, by year and state."""
    keys = queries.key_cases_seen_by(actor(request))
    listing = Listing(
        title=_("重点提案"),
        sort="-number",
        row=KeyRows(),
        shown=lambda keys: keys.select_related("proposal__session"),
        columns=COLUMNS,
        tabs=[*DECIDED_TABS, *(CANDIDATES if web.person(request).scopes_with(Permission.PROPOSALS_READ_ALL) else [])],
        filters=[Choice("year", _("年度"), lambda: _years(keys), "proposal__session__year")],
        empty=_("还没有重点提案。立案以后在提案的页面上提为候选，主席会议审定以后由领导领衔督办。"),
    )
    return listing.respond(request, keys)


def _years(keys: QuerySet[KeyCase]) -> list[tuple[str, str]]:
    years = keys.order_by("-proposal__session__year").values_list("proposal__session__year", flat=True).distinct()
    return [(str(year), _t("%(year)s 年") % {"year": year}) for year in years]


def _seen(request: HttpRequest, pk: int) -> KeyCase:
    """The key case, if the person may see it; else 404."""
    found = queries.key_cases_seen_by(actor(request)).select_related("proposal__session", "proposal__assembly")
    return get_object_or_404(found.select_related("leader", "put_forward_by"), pk=pk)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands: who leads until when, opinions, plan, what was done, the report, and what can be done now."""
    key, who = _seen(request, pk), actor(request)
    inside = queries.reads_all(who, key.proposal)
    verbs = list(_verbs(who, key))
    allowed = [(label, address) for label, address, verdict in verbs if verdict]
    context = {
        "key": key,
        "proposal": key.proposal,
        "number": case_words(key.proposal.session.year, key.proposal.case_number),
        "badge": state_badge(key),
        "ball": supervision(key, Today()),
        "inside": inside,
        "opinions": queries.opinions_on(key) if inside else [],
        "visits": queries.visits_of(key),
        "charges": key.proposal.assignments.select_related("bureau").order_by("pk"),
        "main": allowed[0] if allowed else None,
        "others": allowed[1:],
        "refused": [(label, verdict) for label, _address, verdict in verbs if not verdict] if allowed else [],
    }
    return render(request, "proposals/key_case.html", context)


def _verbs(who: Actor, key: KeyCase) -> Iterator[tuple[str, str, Verdict]]:
    """What can be done with it, the next step first."""
    at = f"/proposals/key-cases/{key.pk}"
    yield _t("登记主席会议的决定"), f"{at}/decision", rules.may_decide_key(who, key)
    yield _t("登记意见"), f"{at}/opinions", rules.may_note_opinion(who, key)
    yield _t("不列入重点提案"), f"{at}/dropping", rules.may_drop_key(who, key)
    yield _t("登记督办活动"), f"{at}/visits", rules.may_note_visit(who, key)
    words = _t("改写督办方案") if key.plan else _t("写督办方案")
    yield words, f"{at}/plan", rules.may_plan_supervision(who, key)
    yield _t("报告督办结果"), f"{at}/report", rules.may_report_key(who, key)


@asked_or_sent
@signed_in
def putting_forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a case forward."""
    proposal, person = whole(request, pk), web.person(request)
    form = PutForwardForm(sent(request))
    if done(form, lambda: actions.put_forward(proposal, by=person, **form.cleaned_data)):
        messages.success(request, _t("已经提为重点提案候选，请征求党派、团体和专委会的意见。"))
        return redirect("proposals:key_case", pk=KeyCase.objects.get(proposal=pk).pk)
    return verb_page(
        request,
        form,
        proposal,
        rules.may_put_forward(person, proposal),
        title=_t("提为重点提案候选"),
        label=_t("提为候选"),
        lead=_t("之后征求党派、团体和专委会的意见，由主席会议审定。"),
    )


def _verb(request: HttpRequest, key: KeyCase, form: Form, verdict: Verdict, **words: str) -> HttpResponse:
    """The page of one verb of a key case."""
    back = {"back": f"/proposals/key-cases/{key.pk}", "back_label": _t("回到重点提案"), "above": key.proposal.title}
    return form_page(request, "proposals/honour_verb.html", form, verdict=verdict, **back, **words)


def _to_key(request: HttpRequest, key: KeyCase, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("proposals:key_case", pk=key.pk)


@asked_or_sent
@signed_in
def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what a body thinks of a candidate."""
    key, person, form = _seen(request, pk), web.person(request), OpinionForm(sent(request))
    if done(form, lambda: actions.note_opinion(key, by=person, **form.cleaned_data)):
        return _to_key(request, key, _t("意见已经登记。"))
    verdict = rules.may_note_opinion(person, key)
    return _verb(request, key, form, verdict, title=_t("登记意见"), label=_t("登记意见"))


@asked_or_sent
@signed_in
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair's meeting has made it a key case."""
    key, person = _seen(request, pk), web.person(request)
    form = DecideKeyForm(
        sent(request), assembly=key.proposal.assembly, initial={"decided_on": clock.today().isoformat()}
    )
    if done(form, lambda: actions.decide_key(key, by=person, **form.cleaned_data)):
        return _to_key(request, key, _t("已经确定为重点提案，领衔领导、承办单位和提案者会收到通知。"))
    return _verb(
        request,
        key,
        form,
        rules.may_decide_key(person, key),
        title=_t("登记主席会议的决定"),
        label=_t("确定为重点提案"),
        lead=_t("督办期限从确定之日算起；最后一天是休息日的，顺延到下一个工作日。"),
    )


@asked_or_sent
@signed_in
def dropping(request: HttpRequest, pk: int) -> HttpResponse:
    """The candidate does not become a key case."""
    key, person, form = _seen(request, pk), web.person(request), ReasonForm(sent(request))
    if done(form, lambda: actions.drop_key(key, by=person, **form.cleaned_data)):
        return _to_key(request, key, _t("这件候选没有列入重点提案。"))
    verdict = rules.may_drop_key(person, key)
    return _verb(request, key, form, verdict, title=_t("不列入重点提案"), label=_t("不列入"))


@asked_or_sent
@signed_in
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """How it is supervised."""
    key, person = _seen(request, pk), web.person(request)
    form = PlanForm(sent(request), initial={"plan": key.plan})
    if done(form, lambda: actions.plan_supervision(key, by=person, **form.cleaned_data)):
        return _to_key(request, key, _t("督办方案已经定下，可以登记督办活动。"))
    verdict = rules.may_plan_supervision(person, key)
    return _verb(request, key, form, verdict, title=_t("督办方案"), label=_t("定下督办方案"))


@asked_or_sent
@signed_in
def visits(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done to supervise it."""
    key, person, form = _seen(request, pk), web.person(request), VisitForm(sent(request))
    if done(form, lambda: actions.note_visit(key, by=person, **form.cleaned_data)):
        return _to_key(request, key, _t("督办活动已经登记。"))
    verdict = rules.may_note_visit(person, key)
    return _verb(request, key, form, verdict, title=_t("登记督办活动"), label=_t("登记督办活动"))


@asked_or_sent
@signed_in
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it."""
    key, person, form = _seen(request, pk), web.person(request), ReportForm(sent(request))
    if done(form, lambda: actions.report_key(key, by=person, **form.cleaned_data)):
        return _to_key(request, key, _t("督办结果已经报告。"))
    verdict = rules.may_report_key(person, key)
    return _verb(request, key, form, verdict, title=_t("报告督办结果"), label=_t("报告督办结果"))
