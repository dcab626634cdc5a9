"""Where an occasion stands: its badge, whose turn it is, and what happened."""

from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.deadlines import queries as deadlines
from xieshang.meetings import events, queries, rules
from xieshang.meetings.models import Item, Meeting, Plan
from xieshang.meetings.states import Answer, MinutesState, State
from xieshang.meetings.views.verbs import Own
from xieshang.spine import clock
from xieshang.spine.event import kind_of, sentence_of
from xieshang.spine.models import Entry
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.show import day_short, moment

TONES: Final[dict[State, Tone]] = {
    State.DRAFT: "off",
    State.PROPOSED: "wait",
    State.APPROVED: "plain",
    State.NOTIFIED: "wait",
    State.OPEN: "good",
    State.CLOSED: "plain",
    State.CANCELLED: "bad",
}
LATEST = 30
"""So many entries at most stand in the record on the page."""


def badge(state: str) -> Badge:
    """A state as it is shown everywhere."""
    return Badge(str(State(state).label), TONES[State(state)])


@dataclass(frozen=True, slots=True)
class Ball:
    """Whose turn it is, until when, and how that was counted."""

    line: str
    due: str = ""
    tone: str = ""
    why: list[str] = field(default_factory=list)


def ball_of(who: Person | Visitor, meeting: Meeting, own: Own | None) -> Ball:
    """Whose turn it is, as this person is told."""
    match meeting.state:
        case State.DRAFT | State.PROPOSED | State.APPROVED:
            return _before_notice(meeting)
        case State.NOTIFIED:
            return _until_it_begins(who, meeting, own)
        case State.OPEN:
            return Ball(_("正在开会"), tone="done")
        case State.CLOSED:
            return _afterwards(meeting)
    return Ball(_("已经取消"), meeting.reason, "bad")


def _before_notice(meeting: Meeting) -> Ball:
    line = _whose_turn(meeting)
    early = queries.early_notice(meeting, on=clock.today())
    if not early.asked:
        return Ball(line)
    words = {"on": day_short(early.last_on), "days": early.asked}
    if early.is_late:
        return Ball(line, _("最迟应在 %(on)s通知（提前 %(days)s 个工作日），已经晚了") % words, "bad")
    return Ball(line, _("最迟 %(on)s通知（提前 %(days)s 个工作日）") % words)


@dataclass(frozen=True, slots=True)
class WaitedFor:
    """Items whose papers are not there yet, by when they are due, and whether that is past."""

    items: list[Item]
    due: str
    late: bool


def papers_waited_for(meeting: Meeting) -> WaitedFor | None:
    """What those who arrange an occasion are told of its papers; None where all are there, or none are asked for."""
    items = queries.without_papers(meeting)
    if not items:
        return None
    early = queries.early_papers(meeting, on=clock.today())
    words = {"on": day_short(early.last_on), "days": early.asked, "late": early.asked - early.days}
    if early.is_late:
        due = _("应在 %(on)s前送出（提前 %(days)s 个工作日），已经晚了 %(late)s 个工作日。")
    else:
        due = _("最迟 %(on)s送出（提前 %(days)s 个工作日）。")
    return WaitedFor(items, due % words, early.is_late)


def _whose_turn(meeting: Meeting) -> str:
    if meeting.state == State.PROPOSED:
        return _("轮到秘书长批准通知")
    if meeting.state == State.DRAFT and meeting.reason:
        return _("通知已退回，轮到筹备人员修改：“%(reason)s”") % {"reason": meeting.reason}
    unasked = meeting.state == State.DRAFT and meeting.kind.needs_approval
    return _("轮到筹备人员备齐，送请批准") if unasked else _("轮到筹备人员发出通知")


def _until_it_begins(who: Person | Visitor, meeting: Meeting, own: Own | None) -> Ball:
    until = _("请在 %(at)s 前回复") % {"at": moment(meeting.answer_by)} if meeting.answer_by else ""
    if own is not None and own.asks:
        return Ball(_("轮到您回复是否参加"), until, "wait")
    if own is not None and own.attendee.answer == Answer.LEAVE:
        return _leave_said(own)
    if meeting.kind.needs_answer and rules.is_arranger(who, meeting):
        waiting = queries.unanswered(meeting).count()
        if waiting:
            return Ball(_("轮到名单上的人回复，还有 %(count)s 人没有回复") % {"count": waiting}, until, "wait")
    said = "" if own is None else str(own.attendee.get_answer_display())
    answered = own is not None and own.attendee.answer != Answer.NONE
    return Ball(_("等待开会"), _("您已回复：%(said)s") % {"said": said} if answered else "", "done")


def _leave_said(own: Own) -> Ball:
    leave = queries.standing_leave(own.attendee)
    if leave is None or leave.decided_at is not None:
        return Ball(_("您的请假已经批准"), tone="done")
    return Ball(_("您的请假等待审批"), tone="wait")


def _afterwards(meeting: Meeting) -> Ball:
    running = deadlines.of(meeting).filter(code="meetings.minutes", met_on=None, dropped_on=None).first()
    if running is None:
        return Ball(_("已经结束"), tone="done")
    late = running.due_on < clock.today()
    due = _("应在 %(on)s前印发") % {"on": day_short(running.due_on)}
    minutes = queries.minutes_of(meeting)
    lies_before = minutes is not None and minutes.state == MinutesState.PROPOSED
    line = _("轮到秘书长审定纪要") if lies_before else _("轮到筹备人员印发纪要")
    return Ball(line, due, "bad" if late else "", running.due.sentences)


def record_of(subject: Meeting | Plan) -> list[dict[str, Any]]:
    """What happened to it, the latest first, with who did it; two queries. That each of hundreds has voted stands with
    the vote."""
    rows = Entry.objects.filter(subject_kind=kind_of(subject), subject_id=subject.pk).exclude(kind=events.VOTED.kind)
    entries = list(rows.order_by("-pk")[:LATEST])
    names = dict(Person.objects.filter(pk__in={one.actor_id for one in entries}).values_list("pk", "name"))
    return [
        {"at": one.at, "what": sentence_of(one), "who": names.get(one.actor_id or 0, ""), "said": _late_paper(one)}
        for one in entries
    ]


def _late_paper(entry: Entry) -> str:
    came_late = entry.kind == events.PAPER_ATTACHED.kind and entry.payload.get("late")
    return _("晚于规定的送材料时间") if came_late else ""
