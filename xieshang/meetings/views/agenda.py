"""The agenda of an occasion: its page for everybody on the roster, and what the office does with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import actor, signed_in
from xieshang.documents.models import File
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.forms.agenda import ItemForm, NoteForm, PaperForm
from xieshang.meetings.models import Item, Meeting
from xieshang.meetings.states import ItemKind, ItemState, State
from xieshang.meetings.views.pages import go, item_of, seen, step_page
from xieshang.meetings.views.standing import papers_waited_for
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.pages import done, sent

TONES: dict[str, Tone] = {"ahead": "plain", "on": "wait", "done": "good", "skipped": "off"}


@dataclass(frozen=True, slots=True)
class Line:
    """An item as its page shows it, with the papers that this person reads, and what they can do with it."""

    item: Item
    badge: Badge
    times: str
    late: bool
    papers: list[File]
    hidden: int
    verbs: list[tuple[str, str, str]]
    last: bool
    changes: bool
    moves: bool


def badge_of(item: Item) -> Badge:
    """The state of an item."""
    return Badge(item.get_state_display(), TONES[item.state])


def spent(item: Item, at: datetime) -> int | None:
    """Whole minutes that an item has taken so far, pauses not counted; None before it began."""
    if item.began_at is None:
        return None
    return round((((item.ended_at or at) - item.began_at).total_seconds() - item.paused) / 60)


def times_of(item: Item, at: datetime) -> str:
    """The time that was planned and that was used, in words; empty where neither is known."""
    words = {"planned": item.minutes, "used": spent(item, at)}
    if words["used"] is not None:
        return (
            _("计划 %(planned)s 分钟，用了 %(used)s 分钟") % words if item.minutes else _("用了 %(used)s 分钟") % words
        )
    return _("计划 %(planned)s 分钟") % words if item.minutes else ""


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda: for who is on the roster to follow, for who arranges it to draw up and to run."""
    meeting, who = seen(request, pk), actor(request)
    items = list(queries.items_of(meeting))
    papers, adds = queries.papers_of(items), rules.may_add_item(who, meeting)
    at, arranges = clock.now(), rules.is_arranger(who, meeting)
    lines = [_line(who, meeting, item, papers[item.pk], at=at, arranges=arranges, count=len(items)) for item in items]
    context = {
        "meeting": meeting,
        "lines": lines,
        "adds": adds,
        "arranges": arranges,
        "on": next((item for item in items if item.state == ItemState.ON), None),
        "planned": sum(item.minutes for item in items if item.state != ItemState.SKIPPED),
        "lacks": arranges and queries.lacks_first_topic(meeting),
        "late": queries.days_late(meeting, [file for line in lines for file in line.papers]),
        "waits": papers_waited_for(meeting) if arranges else None,
    }
    return render(request, "meetings/agenda.html", context)


def _line(
    who: Any, meeting: Meeting, item: Item, papers: list[File], *, at: datetime, arranges: bool, count: int
) -> Line:
    item.meeting = meeting
    reads = not papers or rules.is_reader(who, item)
    used = spent(item, at)
    late = item.state == ItemState.ON and bool(item.minutes) and (used or 0) > item.minutes
    return Line(
        item,
        badge_of(item),
        times_of(item, at),
        late,
        papers if reads else [],
        0 if reads else len(papers),
        _verbs(meeting, item) if arranges else [],
        item.number == count,
        arranges and bool(rules.may_change_item(who, item)),
        arranges and bool(rules.may_move_item(who, item)),
    )


def _verbs(meeting: Meeting, item: Item) -> list[tuple[str, str, str]]:
    """Address, label and look of what runs an item, while the occasion is open."""
    if meeting.state != State.OPEN:
        return []
    at = {"pk": meeting.pk, "item": item.pk}
    begin = ("begin_item", _("继续") if item.state == ItemState.DONE else _("开始"), "")
    offered = {
        ItemState.AHEAD: [begin, ("skip_item", _("跳过"), "quiet")],
        ItemState.ON: [("end_item", _("结束"), "primary")],
        ItemState.DONE: [begin],
        ItemState.SKIPPED: [begin],
    }[ItemState(item.state)]
    return [(reverse(f"meetings:{name}", kwargs=at), label, kind) for name, label, kind in offered]


@require_safe
@signed_in
def item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One item: what it is about, its papers, what came of it."""
    meeting, who = seen(request, pk), actor(request)
    one = item_of(meeting, item)
    papers = queries.papers_of([one])[one.pk]
    line = _line(who, meeting, one, papers, at=clock.now(), arranges=rules.is_arranger(who, meeting), count=0)
    context = {
        "meeting": meeting,
        "line": line,
        "item": one,
        "late": queries.days_late(meeting, line.papers),
        "votes": queries.votes_visible_to(who).filter(item=one).order_by("number"),
        "puts": rules.may_draw_up_vote(who, meeting),
        "changes": rules.may_change_item(who, one),
        "removes": rules.may_remove_item(who, one),
        "notes": rules.may_note_item(who, one),
        "attaches": rules.may_attach_paper(who, one),
        "arranges": rules.is_arranger(who, meeting),
    }
    return render(request, "meetings/item.html", context)


@signed_in
def new_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item."""
    meeting, person = seen(request, pk), web.person(request)
    form = ItemForm(sent(request))
    if done(form, lambda: actions.add_item(meeting, by=person, point=form.point())):
        return go(request, "agenda", _("已加入议程。"), pk=pk)
    words = {"title": _("加一项议程"), "label": _("加入议程")}
    return step_page(request, form, rules.may_add_item(person, meeting), **words, **_around(meeting))


def _around(meeting: Meeting, item: Item | None = None) -> dict[str, Any]:
    """What stands round a form: which occasion or item it belongs to, and the way back."""
    if item is None:
        back = reverse("meetings:agenda", kwargs={"pk": meeting.pk})
        return {"above": meeting.title, "back": back, "back_label": _("回到议程")}
    back = reverse("meetings:item", kwargs={"pk": meeting.pk, "item": item.pk})
    return {"above": f"{item.number}. {item.title}", "back": back, "back_label": _("回到这项议程")}


@signed_in
def text(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Change an item."""
    meeting, person = seen(request, pk), web.person(request)
    one = item_of(meeting, item)
    form = ItemForm(sent(request), initial=ItemForm.of(one))
    if done(form, lambda: actions.change_item(one, by=person, point=form.point())):
        return go(request, "agenda", _("议程已保存。"), pk=pk)
    words = {"title": _("修改议程"), "label": _("保存议程")}
    return step_page(request, form, rules.may_change_item(person, one), **words, **_around(meeting, one))


@require_POST
@signed_in
def place(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Move an item to the number that is sent as `to`."""
    one = item_of(seen(request, pk), item)
    to = request.POST.get("to", "")
    if not to.isdecimal() or len(to) > 4:
        raise Refused(_("请写明移到第几项。"))
    actions.move_item(one, by=web.person(request), to=int(to))
    return go(request, "agenda", pk=pk)


@require_POST
@signed_in
def begin(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The item is on."""
    one = actions.begin_item(item_of(seen(request, pk), item), by=web.person(request))
    return go(request, "agenda", _("第 %(number)s 项议程开始。") % {"number": one.number}, pk=pk)


@require_POST
@signed_in
def end(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The item is done; what came of it, and of a first topic what was studied, can be written down at once."""
    one = actions.end_item(item_of(seen(request, pk), item), by=web.person(request))
    asks = one.kind == ItemKind.FIRST_TOPIC and not one.studied
    said = _("第一议题已结束，请写明学习了什么。") if asks else _("这项议程已结束，请记录结果。")
    return go(request, "item_note", said, pk=pk, item=item)


@require_POST
@signed_in
def skip(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The item is not taken today."""
    one = actions.skip_item(item_of(seen(request, pk), item), by=web.person(request))
    return go(request, "agenda", _("第 %(number)s 项议程已跳过。") % {"number": one.number}, pk=pk)


@require_POST
@signed_in
def removal(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take an item off the agenda."""
    actions.remove_item(item_of(seen(request, pk), item), by=web.person(request))
    return go(request, "agenda", _("已移去这项议程，后面的依次前移。"), pk=pk)


@signed_in
def note(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """What came of an item."""
    meeting, person = seen(request, pk), web.person(request)
    one = item_of(meeting, item)
    form = NoteForm(sent(request), item=one)
    if done(form, lambda: actions.note_item(one, by=person, **form.cleaned_data)):
        return go(request, "agenda", _("结果已保存，会写进纪要。"), pk=pk)
    words = {"title": _("记录结果"), "label": _("保存结果")}
    return step_page(request, form, rules.may_note_item(person, one), **words, **_around(meeting, one))


@signed_in
def papers(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Add a paper to an item, or take one off."""
    meeting, person = seen(request, pk), _arranger(request, pk)
    one = item_of(meeting, item)
    form, added = PaperForm(sent(request), request.FILES or None), list[File]()
    if done(form, lambda: added.append(actions.attach_paper(one, by=person, upload=form.cleaned_data["file"]))):
        return go(request, "item_papers", _said_of(meeting, added), pk=pk, item=item)
    verdict, papers = rules.may_attach_paper(person, one), queries.papers_of([one])[one.pk]
    context = {"meeting": meeting, "item": one, "papers": papers, "late": queries.days_late(meeting, papers)}
    return step_page(request, form, verdict, template="meetings/papers.html", **context, **_around(meeting, one))


def _said_of(meeting: Meeting, added: list[File]) -> str:
    late = queries.days_late(meeting, added)
    return _("材料已加上，晚于规定 %(days)s 个工作日。") % {"days": max(late.values())} if late else _("材料已加上。")


def _arranger(request: HttpRequest, pk: int) -> Person:
    """The person, if they arrange the occasion; 404 for those who only read it."""
    person = web.person(request)
    if not rules.is_arranger(person, seen(request, pk)):
        raise Http404
    return person


@require_POST
@signed_in
def paper_removal(request: HttpRequest, pk: int, item: int, key: UUID) -> HttpResponse:
    """Take a paper off."""
    person = _arranger(request, pk)
    one = item_of(seen(request, pk), item)
    file = get_object_or_404(File, key=key, subject_kind="meetings.item", subject_id=one.pk)
    actions.remove_paper(one, by=person, file=file)
    return go(request, "item_papers", _("材料已移去。"), pk=pk, item=item)
