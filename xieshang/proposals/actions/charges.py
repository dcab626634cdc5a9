"""What a bureau does in its charge before it replies: plan, opinion, question; and the office reminds it."""

from datetime import date, timedelta
from typing import cast

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.deadlines import queries as deadline_queries
from xieshang.proposals import events, rules, turns
from xieshang.proposals.actions.clocks import CODES, restart, stop
from xieshang.proposals.actions.handling import settle, with_the_others
from xieshang.proposals.models import Assignment, JointOpinion, Pause, Plan
from xieshang.proposals.queries import charges as charge_queries
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep
from xieshang.spine.rule import Refused
from xieshang.ui.show import day


def _said(text: str, words: str, *, field: str) -> str:
    """What was written, without space around it; Refused with these words where nothing was."""
    if not text.strip():
        raise Refused(words, field=field)
    return text.strip()


@action(rules.may_write_plan, first="proposal")
def write_plan(
    assignment: Assignment, *, by: Person, text: str, ready_on: date, officer: str, officer_phone: str, leader: str
) -> Plan:
    """Write how the bureau means to handle the case (办理方案), who is in charge and which leader answers for it.

    It may be written anew until the reply.
    """
    parts = {
        "text": _said(text, _("请写明准备怎样办理。"), field="text"),
        "officer": _said(officer, _("请写明经办人。"), field="officer"),
        "officer_phone": _said(officer_phone, _("请写明经办人电话，提案者要能找到人。"), field="officer_phone"),
        "leader": _said(leader, _("请写明分管领导。"), field="leader"),
    }
    _check_ready(assignment, ready_on)
    before = Plan.objects.filter(assignment=assignment).first()
    plan = before or Plan(assignment=assignment)
    for name, value in parts.items():
        setattr(plan, name, value)
    plan.ready_on, plan.written_by, plan.written_at = ready_on, by, clock.now()
    keep(plan)
    event = events.PLAN_REVISED if before else events.PLANNED
    event.record(assignment.proposal, by, bureau=assignment.bureau_id, bureau_name=assignment.bureau.name)
    return plan


def _check_ready(assignment: Assignment, ready_on: date) -> None:
    if ready_on < clock.today():
        raise Refused(_("预计办结的日子已经过去，请重新填写。"), field="ready_on")
    if ready_on > assignment.reply_by:
        words = {"due": day(assignment.reply_by)}
        raise Refused(_("预计办结的日子不能晚于期限 %(due)s；确实来不及的，先申请延期。") % words, field="ready_on")


@action(rules.may_give_joint_opinion, first="proposal")
def give_joint_opinion(assignment: Assignment, *, by: Person, text: str, agrees: bool) -> JointOpinion:
    """A co-handler tells the lead its opinion (会办意见), which the lead gathers into the one reply."""
    text = _said(text, _("请写明会办意见。"), field="text")
    deadlines.meet(assignment.proposal, turns.JOINT.code, on=clock.today(), part=assignment.bureau_id)
    opinion = keep(JointOpinion(assignment=assignment, text=text, agrees=agrees, given_by=by, given_at=clock.now()))
    name = assignment.bureau.name
    events.OPINION_GIVEN.record(assignment.proposal, by, bureau=assignment.bureau_id, bureau_name=name, agrees=agrees)
    return opinion


@action(rules.may_ask_author, first="proposal")
def ask_author(assignment: Assignment, *, by: Person, question: str) -> Pause:
    """Ask the author, and let the clock to reply stand still until the answer; the days left are kept."""
    question = _said(question, _("请写明要问提案者什么。"), field="question")
    proposal, on = assignment.proposal, clock.today()
    days_left = (assignment.reply_by - on).days
    stop(assignment)
    answer_by = deadlines.start(proposal, turns.ASK.code, from_on=on, part=assignment.bureau_id).due_on
    pause = keep(
        Pause(
            assignment=assignment,
            from_on=on,
            days_left=days_left,
            question=question,
            asked_by=by,
            answer_by=answer_by,
        )
    )
    settle(proposal, with_the_others(assignment))
    name = assignment.bureau.name
    events.AUTHOR_ASKED.record(
        proposal, by, bureau=assignment.bureau_id, bureau_name=name, question=question, answer_by=answer_by
    )
    return pause


@action(rules.may_answer_question, first="proposal")
def answer_question(assignment: Assignment, *, by: Person, answer: str) -> Pause:
    """The author answers; from this day on the clock runs for the days that were left."""
    answer = _said(answer, _("请写下您的答复。"), field="answer")
    deadlines.meet(assignment.proposal, turns.ASK.code, on=clock.today(), part=assignment.bureau_id)
    pause = _end_pause(assignment, answer=answer, by=by)
    name = assignment.bureau.name
    events.QUESTION_ANSWERED.record(
        assignment.proposal, by, bureau=assignment.bureau_id, bureau_name=name, reply_by=assignment.reply_by
    )
    return pause


@action(rules.may_resume, first="proposal")
def resume(assignment: Assignment, *, by: Person) -> Pause:
    """The bureau goes on without an answer, once the author's time for it has passed."""
    deadlines.drop(assignment.proposal, turns.ASK.code, on=clock.today(), part=assignment.bureau_id)
    pause = _end_pause(assignment)
    name = assignment.bureau.name
    events.RESUMED.record(
        assignment.proposal, by, bureau=assignment.bureau_id, bureau_name=name, reply_by=assignment.reply_by
    )
    return pause


def _end_pause(assignment: Assignment, *, answer: str = "", by: Person | None = None) -> Pause:
    """Close the pause today and let the clock run on, at most to the last day that an extension could reach.

    A last day on which was asked is given again.
    """
    on = clock.today()
    pause = hold(Pause.objects.get(assignment=assignment, until_on__isnull=True))
    pause.until_on, pause.answer, pause.answered_by = on, answer, by
    keep(pause)
    proposal, part = assignment.proposal, assignment.bureau_id
    stopped = deadline_queries.of(proposal).filter(code__in=CODES, part=part).latest("from_on", "pk")
    until_on = min(on + timedelta(days=pause.days_left), charge_queries.latest_reply(assignment))
    restart(assignment, stopped, from_on=on, until_on=until_on, source=turns.PAUSED)
    keep(assignment)
    settle(proposal, with_the_others(assignment))
    return pause


@action(rules.may_remind, first="proposal")
def remind(assignment: Assignment, *, by: Person, words: str) -> Assignment:
    """The office reminds the bureau (催办); its staff read the words. At most once a day."""
    words = _said(words, _("请写明催办什么，承办单位会看到。"), field="words")
    assignment.reminded += 1
    assignment.reminded_at = clock.now()
    keep(assignment)
    times, name = assignment.reminded, assignment.bureau.name
    events.REMINDED.record(
        assignment.proposal,
        by,
        bureau=assignment.bureau_id,
        bureau_name=name,
        times=times,
        words=words,
        owes_by=cast(date, assignment.owes_by),
    )
    return assignment
