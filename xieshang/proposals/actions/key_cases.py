"""Key cases (重点提案): put forward, asked about, decided by the chair's meeting, supervised, reported on."""

from datetime import date

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.deadlines.periods import Length
from xieshang.deadlines.states import Unit
from xieshang.proposals import events, queries, rules, turns
from xieshang.proposals.models import KeyCase, KeyOpinion, KeyVisit, Proposal
from xieshang.proposals.states import KEY_LIFE, KeyState, VisitKind
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused


@action(rules.may_put_forward)
def put_forward(proposal: Proposal, *, by: Person, reason: str) -> KeyCase:
    """Make a filed case a candidate (候选); parties, organisations and committees are asked next."""
    if not reason.strip():
        raise Refused(_("请写明为什么提为候选。"), field="reason")
    key = keep(KeyCase(proposal=proposal, reason=reason.strip(), put_forward_by=by, put_forward_at=clock.now()))
    events.PUT_FORWARD.record(key, by, reason=key.reason)
    return key


@action(rules.may_note_opinion, first="proposal")
def note_opinion(key: KeyCase, *, by: Person, body: str, agrees: bool, text: str = "") -> KeyOpinion:
    """Note what a party, an organisation or a committee thinks of a candidate (征求意见)."""
    if not body.strip():
        raise Refused(_("请填写是谁的意见。"), field="body")
    if not agrees and not text.strip():
        raise Refused(_("不赞成的，请写明理由。"), field="text")
    said = {"body": body.strip(), "agrees": agrees, "text": text.strip()}
    if key.opinions.filter(**said).exists():
        raise Refused(_("%(body)s的这条意见已经登记过。") % said, field="body")
    opinion = KeyOpinion(key=key, **said, noted_by=by, noted_at=clock.now())
    events.OPINION_NOTED.record(key, by, body=opinion.body, agrees=agrees)
    return keep(opinion)


@action(rules.may_decide_key, first="proposal")
def decide_key(
    key: KeyCase,
    *,
    by: Person,
    meeting: str,
    decided_on: date,
    due_on: date,
    leader: Person | None = None,
    leader_name: str = "",
) -> KeyCase:
    """Note that the chair's meeting (主席会议) made it a key case, who leads its supervision, and until when.

    The leader is a member of the chair's meeting here, or somebody known by name alone. The clock runs from
    the day of the decision; a last day that is a day off moves to the next working day.
    """
    _check_decision(meeting, decided_on, due_on)
    key.leader, key.leader_name = _led_by(key, leader, leader_name)
    KEY_LIFE.advance(key, "decide_key")
    key.meeting, key.decided_on = meeting.strip(), decided_on
    length = Length((due_on - decided_on).days, Unit.DAYS, turns.SUPERVISE.default.source)
    key.due_on = deadlines.start(key.proposal, turns.SUPERVISE.code, from_on=decided_on, length=length).due_on
    keep(key)
    events.KEY_DECIDED.record(
        key.proposal, by, meeting=key.meeting, leader=key.leader_id, leader_name=key.leader_name, due_on=key.due_on
    )
    return key


def _check_decision(meeting: str, decided_on: date, due_on: date) -> None:
    if not meeting.strip():
        raise Refused(_("请填写哪一次主席会议。"), field="meeting")
    if decided_on > clock.today():
        raise Refused(_("确定的日期不能晚于今天。"), field="decided_on")
    if due_on <= clock.today():
        raise Refused(_("督办期限要晚于今天。"), field="due_on")


def _led_by(key: KeyCase, leader: Person | None, leader_name: str) -> tuple[Person | None, str]:
    if leader is None:
        if not leader_name.strip():
            raise Refused(_("请选定领衔督办的领导，或者填写姓名。"), field="leader")
        return None, leader_name.strip()
    if not queries.leaders_of(key.proposal.assembly, on=clock.today()).filter(pk=leader.pk).exists():
        raise Refused(_("%(name)s不是主席会议成员；其他领导请填写姓名。") % {"name": leader.name}, field="leader")
    return leader, leader.name


@action(rules.may_drop_key, first="proposal")
def drop_key(key: KeyCase, *, by: Person, reason: str) -> KeyCase:
    """Note that the candidate does not become a key case, and why."""
    if not reason.strip():
        raise Refused(_("请写明为什么不列入。"), field="reason")
    KEY_LIFE.advance(key, "drop_key")
    events.KEY_DROPPED.record(key, by, reason=reason.strip())
    return keep(key)


@action(rules.may_plan_supervision, first="proposal")
def plan_supervision(key: KeyCase, *, by: Person, plan: str) -> KeyCase:
    """Write how it is supervised (督办方案); written again, the new plan stands in place of the old one."""
    if not plan.strip():
        raise Refused(_("请写督办方案。"), field="plan")
    if key.state != KeyState.SUPERVISED:
        KEY_LIFE.advance(key, "plan_supervision")
    key.plan, key.planned_at = plan.strip(), clock.now()
    events.SUPERVISION_PLANNED.record(key, by)
    return keep(key)


@action(rules.may_note_visit, first="proposal")
def note_visit(
    key: KeyCase, *, by: Person, kind: VisitKind, on: date, place: str, people: str, content: str
) -> KeyVisit:
    """Note a forum, research, an inspection or a call at the bureau: the forms of supervision (2020 年修订)."""
    if on > clock.today():
        raise Refused(_("日期不能晚于今天。"), field="on")
    if key.decided_on is not None and on < key.decided_on:
        raise Refused(_("日期不能早于确定为重点提案之日。"), field="on")
    if not content.strip():
        raise Refused(_("请写明督办的内容。"), field="content")
    noted = {"place": place.strip(), "people": people.strip(), "content": content.strip()}
    if key.visits.filter(kind=kind, on=on, **noted).exists():
        raise Refused(_("这次督办活动已经登记过。"), field="content")
    visit = KeyVisit(key=key, kind=kind, on=on, **noted, noted_by=by, noted_at=clock.now())
    events.VISIT_NOTED.record(key, by, way=kind, on=on, place=visit.place)
    return keep(visit)


@action(rules.may_report_key, first="proposal")
def report_key(key: KeyCase, *, by: Person, report: str) -> KeyCase:
    """Report what came of the supervision (督办报告); its clock stops."""
    if not report.strip():
        raise Refused(_("请写督办报告。"), field="report")
    KEY_LIFE.advance(key, "report_key")
    key.report, key.reported_at = report.strip(), clock.now()
    deadlines.meet(key.proposal, turns.SUPERVISE.code, on=clock.today())
    events.KEY_REPORTED.record(key.proposal, by)
    return keep(key)
