"""Calls for proposals: the list, one call, and the office's pages to write and issue one."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor, signed_in
from xieshang.members import queries as members
from xieshang.members.models import Session
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms.calls import CallForm, TopicForm
from xieshang.proposals.models import Call, Topic
from xieshang.proposals.views import done, form_page, sent
from xieshang.proposals.views.drafting import session_of
from xieshang.proposals.views.listing import FILTERS, READER, listed
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.ui.cells import Badge
from xieshang.ui.lists import Choice, Column, Listing, Reach
from xieshang.ui.show import day_short

P = Permission
COLUMNS = [
    Column("title", _("征集"), place="title"),
    Column("state", _("状态"), place="state"),
    Column("opens", _("开始"), place="ball", sort="opens_on"),
    Column("closes", _("截止"), place="due"),
    Column("answers", _("提案"), numeric=True, phone=True),
    Column("filed", _("已立案"), numeric=True),
]


def _row(call: Call) -> Mapping[str, Any]:
    counted: Any = call
    return {
        "pk": call.pk,
        "url": f"/proposals/calls/{call.pk}",
        "title": call.title,
        "state": badge(call),
        "opens": call.opens_on,
        "closes": call.closes_on,
        "answers": counted.answers,
        "filed": counted.filed,
    }


def badge(call: Call) -> Badge:
    """Where a call stands today."""
    today = clock.today()
    if call.issued_at is None:
        return Badge(_t("未发布"), "off")
    if today < call.opens_on:
        return Badge(_t("还没有开始"), "wait")
    return Badge(_t("已截止"), "plain") if today > call.closes_on else Badge(_t("征集中"), "good")


LISTING = Listing(
    title=_("提案征集"),
    columns=COLUMNS,
    row=_row,
    sort="-opens",
    shown=queries.with_counts,
    empty=_("还没有征集通知。"),
)


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The calls that the person may see, the latest first."""
    person = web.person(request)
    writes = bool(person.scopes_with(P.PROPOSALS_CALL))
    calls = queries.calls_visible_to(person)
    return LISTING.respond(request, calls, template="proposals/calls.html", writes=writes)


def found(request: HttpRequest, pk: int) -> Call:
    """The call with topics and counts, if the person may see it; else 404."""
    calls = queries.with_counts(queries.with_topics(queries.calls_visible_to(actor(request))))
    return get_object_or_404(calls, pk=pk)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: until when, what is asked for, and its topics, each to begin writing from."""
    call, person = found(request, pk), web.person(request)
    today = clock.today()
    context = {
        "call": call,
        "badge": badge(call),
        "writes": person.can(P.PROPOSALS_CALL, call.assembly.scope_id),
        "changes": rules.may_change_call(person, call),
        "issues": rules.may_issue_call(person, call),
        "is_open": call.issued_at is not None and call.opens_on <= today <= call.closes_on,
        "drafts": person.can(P.PROPOSALS_DRAFT, call.assembly.scope_id),
    }
    return render(request, "proposals/call.html", context)


@require_safe
@signed_in
def answers(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The proposals that answer a call, those that the person may see."""
    call, person = found(request, pk), web.person(request)
    places = queries.places_of(person)
    key = ("call", pk, queries.who_sees(person, places))
    rows = Reach(key, lambda: queries.visible_in(person, places).filter(queries.ANSWERS, call=pk))
    topics = [(str(one.pk), f"{one.number}. {one.title}") for one in call.topics.all()]
    chosen = Choice("topic", _("参考选题"), topics, "answers_topic")
    filters = [chosen, *FILTERS] if topics else FILTERS
    return listed(request, _t("应征的提案：%(title)s") % {"title": call.title}, rows, READER, filters)


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Write a call for the session of today."""
    person, session = web.person(request), _session(request)
    verdict = rules.may_write_call(person, session)
    if not verdict:
        raise Refused(verdict.reason)
    form = CallForm(sent(request), initial={"opens_on": clock.today(), "closes_on": session.closes_on})
    made: list[Call] = []
    if done(form, lambda: made.append(actions.write_call(session, by=person, calling=form.calling()))):
        messages.success(request, _t("征集已保存，还没有发布。请接着列出参考选题。"))
        return redirect("proposals:topics", pk=made[0].pk)
    return form_page(request, "proposals/call_text.html", form, call=None, verdict=verdict)


def _session(request: HttpRequest) -> Session:
    return session_of(web.person(request))


@signed_in
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text and the days of a call, to be changed until it is issued."""
    call, person = _written_by(request, pk), web.person(request)
    form = CallForm(sent(request), initial=CallForm.of(call))
    if done(form, lambda: actions.revise_call(call, by=person, calling=form.calling())):
        messages.success(request, _t("征集已保存。"))
        return redirect("proposals:call", pk=pk)
    verdict = rules.may_change_call(person, call)
    return form_page(request, "proposals/call_text.html", form, call=call, verdict=verdict)


def _written_by(request: HttpRequest, pk: int) -> Call:
    """The call, for whoever writes calls; 404 for those who only read it."""
    call = found(request, pk)
    if not web.person(request).can(P.PROPOSALS_CALL, call.assembly.scope_id):
        raise Http404
    return call


@signed_in
def topics(request: HttpRequest, pk: int) -> HttpResponse:
    """The reference topics of a call, and one more."""
    call, person = _written_by(request, pk), web.person(request)
    form = TopicForm(sent(request), assembly_id=call.assembly_id)
    if done(form, lambda: actions.add_topic(call, by=person, **form.cleaned_data)):
        return redirect("proposals:topics", pk=pk)
    verdict = rules.may_change_call(person, call)
    return form_page(request, "proposals/topics.html", form, call=call, verdict=verdict, topic=None)


@signed_in
def topic(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One topic, to be changed."""
    call, person = _written_by(request, pk), web.person(request)
    one = _topic(call, number)
    plain = {"title": one.title, "note": one.note, "bureau": one.bureau_id}
    form = TopicForm(sent(request), initial=plain, assembly_id=call.assembly_id)
    if done(form, lambda: actions.revise_topic(one, by=person, **form.cleaned_data)):
        return redirect("proposals:topics", pk=pk)
    verdict = rules.may_change_call(person, call)
    return form_page(request, "proposals/topics.html", form, call=call, verdict=verdict, topic=one)


def _topic(call: Call, number: int) -> Topic:
    return get_object_or_404(call.topics.select_related("call__assembly"), number=number)


@require_POST
@signed_in
def topic_removal(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take a topic off the list."""
    call = _written_by(request, pk)
    actions.drop_topic(_topic(call, number), by=web.person(request))
    messages.success(request, _t("已移去选题 %(number)s。") % {"number": number})
    return redirect("proposals:topics", pk=pk)


@signed_in
def issuing(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once before all members are told."""
    call, person = _written_by(request, pk), web.person(request)
    if request.method == "POST":
        actions.issue_call(call, by=person)
        messages.success(request, _t("征集已发布，全体委员会收到通知。"))
        return redirect("proposals:call", pk=pk)
    verdict = rules.may_issue_call(person, call)
    people = members.roll(call.assembly, on=clock.today()).count()
    window = {"opens": day_short(call.opens_on), "closes": day_short(call.closes_on)}
    return render(
        request, "proposals/call_issuing.html", {"call": call, "verdict": verdict, "people": people, **window}
    )
