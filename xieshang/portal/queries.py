"""What waits for whom: other rooms' reads, composed into desks. Bounded, and the same number of queries always."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Count as Counting
from django.db.models import OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.deadlines import queries as deadlines
from xieshang.deadlines.calendar import Calendar
from xieshang.duties import queries as duties
from xieshang.meetings import queries as meetings
from xieshang.meetings.models import Attendee, Leave, Meeting
from xieshang.meetings.states import Answer
from xieshang.meetings.states import State as OccasionState
from xieshang.members.models import Assembly, Organ, Session
from xieshang.proposals import queries as proposals
from xieshang.proposals.models import Call, FollowUp, Lead, Proposal
from xieshang.proposals.queries import charges
from xieshang.proposals.states import FILED_STATES, OPEN, REVIEWABLE, CoSignState, LeadState, State
from xieshang.ui.counting import Count, counts_capped

ELSEWHERE = {
    "hand_overs": "/proposals/hand-overs?tab=open",
    "follow": "/proposals/follow-ups?tab=asked",
    "unfollowed": "/proposals/follow-ups?tab=late",
}
"""Queues that are no lists of cases."""
LATE = ("late", "unfollowed")
"""Queues in which nothing should be."""
Rows = QuerySet[Any, dict[str, Any]]
NEXT = 5
"""So many coming occasions at most."""
MOST = 12
"""So many cases at most stand on a desk; the rest are behind the numbers."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits: what, for which case, until when (None: no clock)."""

    verb: str
    title: str
    url: str
    icon: str
    due_on: date | None
    since: date


@dataclass(frozen=True, slots=True)
class Occasions:
    """A member's next occasions: those that are on, those that wait for an answer, and the others."""

    on: list[Attendee]
    asked: list[Attendee]
    coming: list[Attendee]


@dataclass(frozen=True, slots=True)
class Queue:
    """A number that opens its rows."""

    label: str
    url: str
    n: Count
    late: bool = False


def tasks_of(person: Person, *, on: date, lines: Occasions | None = None) -> list[Task]:
    """What waits for a member, in order of its date, then of how long it has waited; five queries.

    First, where the person is at one of `lines` or ought to be, what is to be done there at this moment.
    """
    lines = lines or Occasions([], [], [])
    found = [*_invitations(person), *_questions(person), *_own(person), *_voices(person), *_effects(person, on=on)]
    found += map(_occasion_task, lines.asked)
    going_on = [_task_now(line, on=on) for line in lines.on]
    return [*going_on, *sorted(found, key=lambda task: (task.due_on or date.max, task.since))]


def _invitations(person: Person) -> Iterator[Task]:
    for asked in proposals.asked_to_cosign(person)[:MOST]:
        case = asked.proposal
        at = f"/proposals/{case.pk}/cosigning"
        yield Task(_("答复联名邀请"), case.title, at, "users", None, timezone.localdate(case.changed_at))


def _occasion_task(line: Attendee) -> Task:
    """An occasion is answered before the day on which it begins."""
    meeting = line.meeting
    changed, begins_on = timezone.localdate(meeting.changed_at), timezone.localdate(meeting.starts_at)
    return Task(_("回复是否参加"), meeting.title, f"/meetings/{meeting.pk}", "calendar-event", begins_on, changed)


def _task_now(line: Attendee, *, on: date) -> Task:
    """One screen leads to all that can be done at an occasion while it lasts."""
    at = f"/meetings/{line.meeting_id}/now"
    return Task(_("正在开会：签到、投票、发言"), line.meeting.title, at, "door-enter", on, on)


def _questions(person: Person) -> Iterator[Task]:
    for pause in proposals.questions_to(person)[:MOST]:
        charge = pause.assignment
        verb = _("答复%(bureau)s的询问") % {"bureau": charge.bureau.name}
        at = f"/proposals/{charge.proposal_id}/questions/{charge.pk}/answer"
        yield Task(verb, charge.proposal.title, at, "message", pause.answer_by, pause.from_on)


def _voices(person: Person) -> Iterator[Task]:
    """Replies that the person judges as a co-signer, or as the author of a case that was merged."""
    return _to_judge(proposals.to_judge_beside(person).order_by("-changed_at", "-pk"))


def _to_judge(cases: QuerySet[Proposal]) -> Iterator[Task]:
    for case in cases.defer(*proposals.LONG)[:MOST]:
        at, changed = f"/proposals/{case.pk}/feedback", timezone.localdate(case.changed_at)
        yield Task(_("对答复作出反馈"), case.title, at, "message", case.turn_due_on, changed)


def _effects(person: Person, *, on: date) -> Iterator[Task]:
    """What the person is asked for some months after a case was closed."""
    asked = proposals.asked_follow_ups(proposals.owed_by_person(person), on=on).select_related("proposal")
    for one in asked.order_by("due_on", "pk")[:MOST]:
        at = f"/proposals/{one.proposal_id}/follow-ups/{one.pk}"
        yield Task(_("回答办理的成效"), one.proposal.title, at, "message", one.due_on, one.due_on)


def _own(person: Person) -> Iterator[Task]:
    waiting = Q(state__in=[State.DRAFT, State.RETURNED, State.REPLIED])
    unconfirmed = Q(entry_confirmed_at__isnull=True, entered_by__isnull=False) & ~Q(state=State.WITHDRAWN)
    own = Proposal.objects.filter(author__person=person, author_left_on=None).filter(waiting | unconfirmed)
    own = own.exclude(Q(state=State.REPLIED) & proposals.judged_by(person))
    for case in own.defer(*proposals.LONG).order_by("-changed_at", "-pk")[: MOST * 2]:
        yield _own_task(case)


def _own_task(case: Proposal) -> Task:
    at, changed = f"/proposals/{case.pk}", timezone.localdate(case.changed_at)
    title = case.title or _("（还没有案由）")
    if case.awaits_confirmation:
        return Task(_("确认代录的提案"), title, at, "user-check", None, changed)
    if case.state == State.REPLIED:
        return Task(_("对答复作出反馈"), title, f"{at}/feedback", "message", case.turn_due_on, changed)
    if case.state == State.RETURNED:
        return Task(_("按审查意见修改"), title, f"{at}/text", "writing", None, changed)
    return Task(_("继续写草稿"), title, f"{at}/text", "writing", None, changed)


_Kind = tuple[str, str, list[Any], Callable[[Any], Task]]


@dataclass(frozen=True, slots=True)
class Approvals:
    """What waits for somebody's decision, each kind counted, and the most urgent of all."""

    queues: list[Queue]
    tasks: list[Task]


def approvals_of(person: Person, *, on: date) -> Approvals:
    """Notices, leaves and minutes that wait for a person; for a convenor leaves alone. A query for each.

    A notice is due when it must go out to be in time, a leave when the occasion begins, minutes when they are issued.
    """
    leaves = _first(meetings.leaves_to_decide(person, on=on).select_related("attendee__meeting"))
    found: list[_Kind] = [(_("待批的请假"), "/meetings/leaves?tab=to_decide", leaves, _leave_task)]
    if person.scopes_with(Permission.MEETINGS_APPROVE):
        notices = _first(meetings.notices_to_approve(person))
        minutes = _first(meetings.minutes_to_approve(person).select_related("meeting"))
        told = partial(_notice_task, calendar=deadlines.calendar())
        found.insert(0, (_("待批准的通知"), "/meetings/?tab=to_approve", notices, told))
        found.append((_("待审定的纪要"), "/meetings/?tab=to_rule", minutes, _minutes_task))
    tasks = [task(row) for _label, _at, rows, task in found for row in rows]
    queues = [Queue(label, at, Count(rows[0].waiting if rows else 0)) for label, at, rows, _task in found]
    return Approvals(queues, sorted(tasks, key=lambda task: (task.due_on or date.max, task.since))[:MOST])


def _first(rows: QuerySet[Any]) -> list[Any]:
    """The first of what waits, each with `waiting`, how many there are in all: one query."""
    return list(rows.annotate(waiting=Window(Counting("pk")))[:MOST])


def _notice_task(meeting: Meeting, *, calendar: Calendar) -> Task:
    begins = timezone.localdate(meeting.starts_at)
    last_on = calendar.working_days_before(begins, meeting.kind.notice_days)
    at = f"/meetings/{meeting.pk}/approval"
    return Task(_("批准会议通知"), meeting.title, at, "bell", last_on, timezone.localdate(meeting.changed_at))


def _leave_task(leave: Leave) -> Task:
    meeting, asked_on = leave.attendee.meeting, timezone.localdate(leave.asked_at)
    verb = _("审批%(name)s的请假") % {"name": leave.attendee.name}
    at = f"/meetings/{meeting.pk}/leaves/{leave.pk}"
    return Task(verb, meeting.title, at, "calendar-off", timezone.localdate(meeting.starts_at), asked_on)


def _minutes_task(minutes: Any) -> Task:
    meeting: Meeting = minutes.meeting
    closed_on = timezone.localdate(meeting.closed_at or meeting.ends_at)
    at = f"/meetings/{meeting.pk}/minutes"
    return Task(_("审定纪要"), meeting.title, at, "file-text", minutes.due_on, closed_on)


def occasions_of(person: Person, *, at: datetime) -> Occasions:
    """A member's next occasions, the earliest first; a plenary of which a part is on is that part. One query."""
    lines = meetings.coming_of(person, at=at).select_related("meeting__kind")[:NEXT]
    rest = [line for line in lines if line.meeting.state != OccasionState.OPEN]
    on = [line for line in lines if line.meeting.state == OccasionState.OPEN]
    as_parts = {line.meeting.whole_id for line in on}
    return Occasions(
        [line for line in on if line.meeting_id not in as_parts],
        [line for line in rest if _asks(line)],
        [line for line in rest if not _asks(line)],
    )


def _asks(line: Attendee) -> bool:
    told = line.meeting.state == OccasionState.NOTIFIED and line.meeting.kind.needs_answer
    return told and line.answer == Answer.NONE


def occasions_in(assembly: Assembly, *, at: datetime) -> list[Meeting]:
    """An assembly's next occasions, drafts too, the earliest first; one query."""
    return list(meetings.coming_in(assembly, at=at)[:NEXT])


def lacking_papers(person: Person, *, at: datetime) -> list[Task]:
    """The occasions whose papers somebody has to get, the first due first; two queries."""
    return [
        Task(
            _("还缺 %(count)s 项议程的材料") % {"count": one.items},
            one.meeting.title,
            f"/meetings/{one.meeting.pk}/agenda",
            "paperclip",
            one.due_on,
            timezone.localdate(one.meeting.changed_at),
        )
        for one in meetings.lacking_papers(person, at=at)[:MOST]
    ]


def year_of(person: Person, session: Session) -> Mapping[str, int]:
    """What a person wrote in a session's year: `handed_in`, `filed`, `replied`, and `cosigned`; two queries."""
    own = Proposal.objects.filter(author__person=person, session=session)
    counted = own.aggregate(
        handed_in=Counting("pk", filter=proposals.HANDED_IN & ~Q(state=State.WITHDRAWN)),
        filed=Counting("pk", filter=Q(state__in=FILED_STATES)),
        replied=Counting("pk", filter=Q(replied_at__isnull=False)),
    )
    joined = Q(cosigners__member__person=person, cosigners__state=CoSignState.CONFIRMED)
    handed_in = Proposal.objects.filter(proposals.HANDED_IN, joined, session=session)
    return {**counted, "cosigned": handed_in.count()}


def news_of(person: Person) -> Rows:
    """What became of what a person wrote, the latest move first."""
    own = Proposal.objects.filter(author__person=person).exclude(state=State.DRAFT)
    return proposals.rows(own).order_by("-changed_at", "-pk")[:6]


def office_queues(assembly: Assembly, *, on: date) -> list[Queue]:
    """The queues of an assembly's office, the overdue first: one query."""
    cases = Proposal.objects.filter(assembly=assembly)
    rows: dict[str, QuerySet[Any]] = {
        "late": proposals.overdue(cases, on=on),
        "review": cases.filter(state__in=[*REVIEWABLE, State.CONTESTED]),
        "assign": cases.filter(state=State.FILED),
        "hand_overs": proposals.open_hand_overs(assembly),
        "rule": cases.filter(pk__in=proposals.petitioned().values("proposal")),
        "open": cases.filter(state__in=[State.ASSIGNED, State.HANDLING]),
        "judge": cases.filter(state=State.REPLIED),
        "close": cases.filter(state=State.ANSWERED),
        "unfollowed": proposals.late_follow_ups(FollowUp.objects.filter(proposal__assembly=assembly), on=on),
    }
    return _queues("/proposals/", rows)


def bureau_queues(scopes: frozenset[int], signing: frozenset[int], *, on: date) -> list[Queue]:
    """The queues of a bureau's staff, the overdue first, and of whoever signs its replies: one query."""
    cases = proposals.of_bureaus(scopes)
    rows: dict[str, QuerySet[Any]] = {
        "late": proposals.overdue(bureau_cases(scopes), on=on),
        "accept": cases.filter(state=State.ASSIGNED),
        "handle": cases.filter(state=State.HANDLING),
        **({"sign": charges.to_sign(signing)} if signing else {}),
        "judge": cases.filter(state=State.REPLIED),
        "follow": proposals.asked_follow_ups(proposals.owed_by_bureaus(scopes), on=on),
    }
    return _queues("/proposals/assigned", rows)


def call_queues(assembly: Assembly, *, on: date) -> list[Queue]:
    """Leads that wait for a member, and the calls that are open or not issued yet: one query."""
    unissued = Call.objects.filter(assembly=assembly, issued_at__isnull=True)
    rows: dict[str, QuerySet[Any]] = {
        "leads": Lead.objects.filter(assembly=assembly, state=LeadState.NEW),
        "calls": proposals.open_calls(on=on).filter(assembly=assembly),
        "drafts": unissued,
    }
    counts = counts_capped(rows)
    return [
        Queue(_("待采用的线索"), "/proposals/leads?tab=new", counts["leads"]),
        Queue(_("正在征集"), "/proposals/calls", counts["calls"]),
        Queue(_("未发布的征集"), "/proposals/calls", counts["drafts"]),
    ]


def duty_queues(person: Person, assembly: Assembly) -> list[Queue]:
    """What of duty waits for somebody, without what is their own: one query, and none where they do neither."""
    rows = duties.waiting_for(person, assembly)
    if not rows:
        return []
    labels = {
        "objections": _("待答复的异议"),
        "entries": _("待核实的录入"),
        "reports": _("待审阅的述职"),
        "awards": _("待审定的优秀委员"),
        "exits": _("待审定的履职提醒"),
    }
    counts = counts_capped(rows)
    return [Queue(labels[key], f"/duties/{key}/", counts[key]) for key in rows]


def _queues(at: str, rows: dict[str, QuerySet[Any]]) -> list[Queue]:
    labels = {
        "late": _("已逾期"),
        "review": _("待审查"),
        "assign": _("待交办"),
        "hand_overs": _("待开交办会"),
        "rule": _("待裁定"),
        "open": _("办理中"),
        "close": _("待结案"),
        "accept": _("待签收"),
        "handle": _("待答复"),
        "sign": _("待签发"),
        "judge": _("待反馈"),
        "follow": _("待回访"),
        "unfollowed": _("回访逾期"),
    }
    counts = counts_capped(rows)
    return [
        Queue(labels[key], ELSEWHERE.get(key, f"{at}?tab={key}"), counts[key], late=key in LATE and counts[key].n > 0)
        for key in rows
    ]


def first_due(cases: QuerySet[Proposal]) -> Rows:
    """The cases whose turn ends first, the overdue before all."""
    return proposals.rows(cases.filter(turn_due_on__isnull=False)).order_by("turn_due_on", "pk")[:MOST]


def office_first(assembly: Assembly) -> Rows:
    """The cases in which the office must act first, the overdue before all.

    One in which a petition waits has in `rule_by` the day by which it is ruled on, by which it is ordered; else None.
    """
    waiting = proposals.petitioned().filter(proposal=OuterRef("pk")).order_by("rule_by").values("rule_by")[:1]
    cases = office_cases(assembly).annotate(rule_by=Subquery(waiting)).annotate(by=Coalesce("rule_by", "turn_due_on"))
    return proposals.rows(cases.filter(by__isnull=False), "rule_by").order_by("by", "pk")[:MOST]


def bureau_cases(scopes: frozenset[int]) -> QuerySet[Proposal]:
    """Cases in which these bureaus have the ball."""
    return proposals.of_bureaus(scopes).filter(state__in=[State.ASSIGNED, State.HANDLING])


def office_cases(assembly: Assembly) -> QuerySet[Proposal]:
    """Cases in which the office has the ball, or must rule on what a bureau asks of it."""
    turns = Q(state__in=[*REVIEWABLE, State.CONTESTED, State.FILED, State.ANSWERED])
    return Proposal.objects.filter(turns | Q(pk__in=proposals.petitioned().values("proposal")), assembly=assembly)


def late_cases(assembly: Assembly, *, on: date) -> QuerySet[Proposal]:
    """Cases of an assembly that are overdue, whoever has the ball."""
    return proposals.overdue(
        Proposal.objects.filter(assembly=assembly, state__in=[*OPEN, *REVIEWABLE, State.CONTESTED]), on=on
    )


def tasks_for_bodies(person: Person, assembly: Assembly) -> list[Task]:
    """Replies that somebody judges for the bodies they enter for, the first due first: one query."""
    cases = proposals.to_judge_for(proposals.entering_organs(person, assembly))
    return list(_to_judge(cases.order_by("turn_due_on", "pk")))


def committee_cases(person: Person, assembly: Assembly) -> Rows:
    """What a committee's officers entered or see of it, the latest move first."""
    organs: QuerySet[Organ] = proposals.entering_organs(person, assembly)
    cases = Proposal.objects.filter(Q(organ__in=organs.values("pk")) | Q(entered_by=person))
    return proposals.rows(cases & proposals.visible_to(person)).order_by("-changed_at", "-pk")[:MOST]
