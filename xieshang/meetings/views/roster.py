"""The roster of an occasion, how it answered, and the leaves that wait."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import signed_in
from xieshang.meetings import actions, events, queries, rules
from xieshang.meetings.forms.roster import PeopleForm
from xieshang.meetings.models import Attendee, Leave, Meeting
from xieshang.meetings.states import Answer, LeaveState, Part
from xieshang.meetings.views import confirm_page, seen, verb_page
from xieshang.meetings.views.drawing import arranged
from xieshang.meetings.views.occasion import totals
from xieshang.spine import clock
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry
from xieshang.ui.cells import Badge, Late, Tone
from xieshang.ui.lists import Choice, Column, Listing, Tab
from xieshang.ui.pages import done, sent

TONES: Final[dict[Answer, Tone]] = {
    Answer.NONE: "wait",
    Answer.COMING: "good",
    Answer.NOT_COMING: "off",
    Answer.LEAVE: "plain",
}
COLUMNS = [
    Column("position", _("序号"), place="lead", sort="position", numeric=True),
    Column("name", _("姓名"), place="title", marked=True),
    Column("label", _("界别或职务"), phone=True),
    Column("part", _("身份")),
    Column("answer", _("回复"), place="state"),
    Column("answered", _("回复时间")),
    Column("read", _("已读时间"), place="due"),
]


def _row(line: Attendee, meeting: Meeting) -> Mapping[str, Any]:
    line.meeting = meeting
    late = Late(timezone.localdate(line.answered_at), _t("晚于要求")) if queries.is_late(line) else None
    return {
        "pk": line.pk,
        "url": f"/meetings/{line.meeting_id}/roster/{line.pk}",
        "position": line.position,
        "name": line.name,
        "label": line.label,
        "part": line.get_part_display(),
        "answer": Badge(line.get_answer_display(), TONES[Answer(line.answer)]),
        "answered": late or line.answered_at,
        "read": line.read_at,
    }


TABS = [
    Tab("all", _("全部")),
    Tab("unanswered", _("未回复"), Q(answer=Answer.NONE)),
    Tab("coming", _("参加"), Q(answer=Answer.COMING)),
    Tab("leave", _("请假"), Q(answer=Answer.LEAVE)),
    Tab("away", _("不参加"), Q(answer=Answer.NOT_COMING)),
    Tab("unread", _("未读"), Q(read_at__isnull=True)),
]


def _listing(meeting: Meeting) -> Listing:
    late = Tab("late", _("晚于要求回复"), Q(answered_at__gt=meeting.answer_by))
    return Listing(
        title=_t("名单：%(title)s") % {"title": meeting.title},
        columns=COLUMNS,
        row=partial(_row, meeting=meeting),
        sort="position",
        tabs=[*TABS, late] if meeting.answer_by else TABS,
        filters=[
            Choice("sector", _("界别"), lambda: _sectors(meeting), "sector", means=int),
            Choice("part", _("身份"), Part, "part"),
        ],
        search=queries.found_on_roster,
        search_label=_("按姓名、拼音或职务找"),
        empty=_("名单还是空的。"),
    )


def _sectors(meeting: Meeting) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in queries.sectors_on(meeting)]


def _read_by(request: HttpRequest, pk: int) -> Meeting:
    """The occasion, for whoever reads its roster; 404 for others."""
    meeting = seen(request, pk)
    if not rules.may_read_roster(web.person(request), meeting):
        raise Http404
    return meeting


@require_safe
@signed_in
def index(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The roster with what each said."""
    meeting = _read_by(request, pk)
    rows: QuerySet[Attendee] = Attendee.objects.filter(meeting=meeting)
    changes = rules.is_arranger(web.person(request), meeting)
    return _listing(meeting).respond(request, rows, template="meetings/roster.html", meeting=meeting, changes=changes)


@require_safe
@signed_in
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """How the notice was answered, by sector."""
    meeting, person = _read_by(request, pk), web.person(request)
    rows = queries.overview(meeting)
    leaves = queries.leaves_visible_to(person, on=clock.today()).filter(attendee__meeting=meeting)
    waiting = leaves.filter(state=LeaveState.ASKED).select_related("attendee").order_by("asked_at", "pk")
    context = {"meeting": meeting, "rows": rows, "total": totals(rows), "waiting": list(waiting)}
    return render(request, "meetings/answers.html", context | {"remind": rules.may_remind(person, meeting)})


@require_POST
@signed_in
def entitled(request: HttpRequest, pk: int) -> HttpResponse:
    """Put everybody on it who belongs there by right."""
    added = actions.draw_roster(arranged(request, pk), by=web.person(request))
    messages.success(request, _t("新列入 %(count)s 人。") % {"count": len(added)})
    return redirect("meetings:roster", pk=pk)


@signed_in
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Put people on it: by name, by sector or committee, or guests."""
    meeting, person = arranged(request, pk), web.person(request)
    form = PeopleForm(sent(request), meeting=meeting)
    added: list[Attendee] = []
    if done(form, lambda: added.extend(actions.put_on_roster(meeting, by=person, **form.people()))):
        messages.success(request, _t("新列入 %(count)s 人。") % {"count": len(added)})
        return redirect("meetings:roster", pk=pk)
    verdict = rules.may_put_on_roster(person, meeting)
    lead = _t("通知已经发出，新列入的人会立刻收到。") if meeting.notified_at else ""
    return verb_page(request, form, meeting, verdict, title=_t("往名单里加人"), label=_t("列入名单"), lead=lead)


def _line(meeting: Meeting, key: int) -> Attendee:
    line = get_object_or_404(meeting.roster.select_related("sector"), pk=key)
    line.meeting = meeting
    return line


@require_safe
@signed_in
def line(request: HttpRequest, pk: int, attendee: int) -> HttpResponse:
    """One line of it: what was said, when it was read, and the leaves that the reader may see."""
    meeting, person = _read_by(request, pk), web.person(request)
    one = _line(meeting, attendee)
    may_see = queries.leaves_visible_to(person, on=clock.today()).filter(attendee=one)
    leaves = may_see.select_related("decided_by").order_by("-asked_at", "-pk")
    removal = rules.may_take_off_roster(person, one)
    context = {"meeting": meeting, "line": one, "leaves": list(leaves), "removal": removal, "said": _said(one)}
    context["late"] = queries.is_late(one)
    return render(request, "meetings/line.html", context | {"arranges": rules.is_arranger(person, meeting)})


def _said(line: Attendee) -> list[dict[str, Any]]:
    """What was said to the notice and when, as a timeline; what the person said after the time for it is marked so."""
    late = _t("晚于要求的回复时间")
    return [
        {"at": one.at, "what": sentence_of(one), "who": "", "said": late if _came_late(one) else ""}
        for one in queries.said_to_notice(line)
    ]


def _came_late(entry: Entry) -> bool:
    """A decision on a leave is nobody's answer, and so not a late one."""
    decisions = {events.LEAVE_GRANTED.kind, events.LEAVE_REFUSED.kind}
    return bool(entry.payload.get("late")) and entry.kind not in decisions


@signed_in
def removal(request: HttpRequest, pk: int, attendee: int) -> HttpResponse:
    """Take somebody off it, after one more look."""
    meeting, person = arranged(request, pk), web.person(request)
    one = _line(meeting, attendee)
    if request.method == "POST":
        actions.take_off_roster(one, by=person)
        messages.success(request, _t("已把%(name)s移出名单。") % {"name": one.name})
        return redirect("meetings:roster", pk=pk)
    told = _t("名单上的人已经收到通知，会告诉这个人不用参加。") if meeting.notified_at else _t("还没有人收到通知。")
    title = _t("把%(name)s移出名单") % {"name": one.name}
    verdict = rules.may_take_off_roster(person, one)
    return confirm_page(request, meeting, verdict, title=title, label=_t("移出名单"), consequence=told)


LEAVE_COLUMNS = [
    Column("who", _("谁"), place="title"),
    Column("title", _("会议活动"), place="lead"),
    Column("state", _("结果"), place="state"),
    Column("starts", _("开始时间"), place="due"),
    Column("asked", _("请假时间"), sort="asked_at"),
]


LEAVE_TONES: Final[dict[LeaveState, Tone]] = {
    LeaveState.ASKED: "wait",
    LeaveState.GRANTED: "good",
    LeaveState.REFUSED: "bad",
    LeaveState.WITHDRAWN: "off",
}


def _leave_row(leave: Leave) -> Mapping[str, Any]:
    meeting = leave.attendee.meeting
    return {
        "pk": leave.pk,
        "url": f"/meetings/{meeting.pk}/leaves/{leave.pk}",
        "who": leave.attendee.name,
        "title": meeting.title,
        "state": Badge(leave.get_state_display(), LEAVE_TONES[LeaveState(leave.state)]),
        "starts": meeting.starts_at,
        "asked": leave.asked_at,
    }


def _leave_tabs(person: Person) -> list[Tab]:
    waiting = queries.leaves_to_decide(person, on=clock.today())
    decides = bool(person.scopes_with(Permission.MEETINGS_GRANT_LEAVE)) or waiting.exists()
    return [
        *([Tab("to_decide", _("等我审批"), Q(pk__in=waiting.values("pk")))] if decides else []),
        Tab("asked", _("待批"), Q(state=LeaveState.ASKED)),
        Tab("decided", _("已批"), Q(state__in=[LeaveState.GRANTED, LeaveState.REFUSED])),
        Tab("all", _("全部")),
    ]


@require_safe
@signed_in
def leaves(request: HttpRequest) -> HttpResponseBase:
    """The leaves that the person may see: who, for what, and what was decided; why stands on each alone."""
    person = web.person(request)
    listing = Listing(
        title=_("请假"),
        columns=LEAVE_COLUMNS,
        row=_leave_row,
        sort="-asked",
        shown=lambda rows: rows.select_related("attendee__meeting"),
        tabs=_leave_tabs(person),
        empty=_("没有请假。"),
    )
    return listing.respond(request, queries.leaves_visible_to(person, on=clock.today()))
