"""Drawing up, changing, dividing and repeating an occasion."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import signed_in
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.forms.occasion import (
    CopyForm,
    OccasionForm,
    PartForm,
    SeriesForm,
    SittingsForm,
    TemplateForm,
)
from xieshang.meetings.models import Kind, Meeting, Template
from xieshang.meetings.views import seen, to_occasion, verb_page
from xieshang.members import queries as members
from xieshang.members.models import Assembly
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.ui.pages import done, form_page, sent

NINE = 9


def assembly_of(person: Person) -> Assembly:
    """The assembly in which the person draws up occasions; refused to whoever does nowhere."""
    found = queries.arranged_assemblies(person).first()
    if found is None:
        raise Refused(_("草拟会议活动由办公室或专委会工作人员办理。"))
    return found


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Draw up an occasion: of a kind, whose next number is offered, or from a template."""
    person = web.person(request)
    assembly = assembly_of(person)
    template = _template(request, assembly)
    form = OccasionForm(sent(request), initial=_offered(request, assembly, template), assembly=assembly, by=person)
    made: list[Meeting] = []
    if done(form, lambda: made.append(_once(assembly, person, form, template))):
        return to_occasion(request, made[0].pk, _("已草拟。请接着列出名单，再送请批准或发出通知。"))
    kinds, templates = queries.kinds_of(assembly, on=clock.today()), queries.templates_of(assembly)
    return form_page(request, "meetings/new.html", form, kinds=kinds, templates=templates, begun=template)


def _template(request: HttpRequest, assembly: Assembly) -> Template | None:
    key = request.GET.get("template", "")
    return queries.templates_of(assembly).filter(pk=key).first() if key.isdecimal() else None


def _offered(request: HttpRequest, assembly: Assembly, template: Template | None) -> dict[str, Any]:
    """What stands in the form at first: tomorrow week at nine, and what the kind or the template says."""
    starts = timezone.localtime(clock.now() + timedelta(days=8)).replace(hour=NINE, minute=0, second=0, microsecond=0)
    hours = template.hours if template else 3
    offered: dict[str, Any] = {"starts_at": starts, "ends_at": starts + timedelta(hours=hours)}
    if template is not None:
        offered |= {name: getattr(template, name) for name in ("kind", "title", "place", "text")}
    kind = template.kind if template else _kind(request, assembly)
    return offered | (_numbered(assembly, kind, starts) if kind else {})


def _kind(request: HttpRequest, assembly: Assembly) -> Kind | None:
    key = request.GET.get("kind", "")
    return queries.kinds_of(assembly, on=clock.today()).filter(pk=key).first() if key.isdecimal() else None


def _numbered(assembly: Assembly, kind: Kind, starts: datetime) -> dict[str, Any]:
    term = members.current_term(assembly, on=starts.date())
    if term is None or not kind.quorum_percent:
        return {"kind": kind}
    number = queries.next_number(term, kind)
    words = {"term": term.number, "number": number, "kind": kind.name}
    return {"kind": kind, "number": number, "title": _("%(term)s届%(number)s次%(kind)s") % words}


def _once(assembly: Assembly, person: Person, form: OccasionForm, template: Template | None) -> Meeting:
    """Draw it up, unless this very form was sent before."""
    key = form.cleaned_data["entry_key"]
    try:
        return actions.draw_up(assembly, by=person, occasion=form.occasion(), template=template, entry_key=key)
    except IntegrityError:
        standing = Meeting.objects.filter(entry_key=key, assembly=assembly).first()
        if standing is None:
            raise
        return standing


def arranged(request: HttpRequest, pk: int) -> Meeting:
    """The occasion, for whoever arranges it; 404 for those who only read it."""
    meeting = seen(request, pk)
    if not rules.is_arranger(web.person(request), meeting):
        raise Http404
    return meeting


@signed_in
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an occasion says."""
    meeting, person = arranged(request, pk), web.person(request)
    said, assembly = OccasionForm.of(meeting), meeting.assembly
    form = OccasionForm(sent(request), initial=said, assembly=assembly, by=person, kind=meeting.kind)
    if done(form, lambda: actions.change(meeting, by=person, occasion=form.occasion())):
        return to_occasion(request, pk, _("已修改。"))
    verdict = rules.may_change(person, meeting)
    lead = _("名单上的人已经收到通知，改了时间、地点、名称或内容会告诉他们。") if meeting.notified_at else ""
    return verb_page(request, form, meeting, verdict, title=_("修改会议活动"), label=_("保存修改"), lead=lead)


@signed_in
def sittings(request: HttpRequest, pk: int) -> HttpResponse:
    """The half-days of an occasion."""
    meeting, person = arranged(request, pk), web.person(request)
    hours = list(meeting.sittings.order_by("number").values_list("starts_at", "ends_at"))
    form = SittingsForm(sent(request), hours=hours)
    if done(form, lambda: actions.set_sittings(meeting, by=person, hours=form.hours())):
        return to_occasion(request, pk, _("半天已排定。"))
    verdict = rules.may_set_sittings(person, meeting)
    lead = _("出席情况按半天登记。清空一行就少一个半天。")
    return verb_page(request, form, meeting, verdict, title=_("排定半天"), label=_("保存"), lead=lead)


@signed_in
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft like this one at another time."""
    meeting, person = arranged(request, pk), web.person(request)
    form = CopyForm(sent(request), initial={"starts_at": meeting.starts_at + timedelta(days=7)})
    made: list[Meeting] = []
    if done(form, lambda: made.append(actions.copy(meeting, by=person, **form.cleaned_data))):
        return to_occasion(request, made[0].pk, _("已复制，这是新的草稿。"))
    lead = _("名称、地点、内容、议程和名单照抄，时长不变；分会也一起复制。")
    return verb_page(
        request, form, meeting, rules.may_copy(person, meeting), title=_("复制一份"), label=_("复制"), lead=lead
    )


@signed_in
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """The same occasion some more times."""
    meeting, person = arranged(request, pk), web.person(request)
    form = SeriesForm(sent(request))
    if done(form, lambda: actions.repeat(meeting, by=person, **form.cleaned_data)):
        words = {"times": form.cleaned_data["times"]}
        return to_occasion(request, pk, _("又草拟了 %(times)s 次，在列表的“草拟”里。") % words)
    verdict = rules.may_repeat(person, meeting)
    return verb_page(request, form, meeting, verdict, title=_("安排一个系列"), label=_("草拟这些会议活动"))


@signed_in
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it as a template."""
    meeting, person = arranged(request, pk), web.person(request)
    form = TemplateForm(sent(request), initial={"name": meeting.title[:60]})
    if done(form, lambda: actions.save_template(meeting, by=person, **form.cleaned_data)):
        return to_occasion(request, pk, _("已存为模板，草拟会议活动时可以选用。"))
    verdict = rules.may_save_template(person, meeting)
    return verb_page(request, form, meeting, verdict, title=_("存为模板"), label=_("保存模板"))


@signed_in
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """A part of a plenary, or its panels."""
    meeting, person = arranged(request, pk), web.person(request)
    first = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "place": meeting.place}
    form = PartForm(sent(request), initial=first, meeting=meeting)
    if done(form, lambda: _divide(meeting, person, form)):
        messages.success(request, _("分会已草拟，名单已列出。"))
        return redirect("meetings:show", pk=pk)
    verdict = rules.may_add_part(person, meeting)
    return verb_page(request, form, meeting, verdict, title=_("增加分会"), label=_("草拟"))


def _divide(meeting: Meeting, person: Person, form: PartForm) -> None:
    how = form.cleaned_data["how"]
    if how == PartForm.EACH:
        actions.add_panels(meeting, by=person, part=form.part(), bodies=form.bodies)
    else:
        bodies = form.bodies if how == PartForm.TOGETHER else []
        actions.add_part(meeting, by=person, part=form.part(), bodies=bodies)
