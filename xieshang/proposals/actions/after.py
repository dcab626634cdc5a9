"""After closing: promises of class B followed up until they are done or explained, effects asked for."""

from datetime import date

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.proposals import events, queries, rules, turns
from xieshang.proposals.models import Assignment, FollowUp, Proposal
from xieshang.proposals.states import EFFECT_OUTCOMES, PROMISE_OUTCOMES, FollowUpKind, FollowUpOutcome, ReplyClass
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused


@action(rules.may_arrange_follow_ups)
def arrange_follow_ups(proposal: Proposal, *, by: None) -> list[FollowUp]:
    """Lay down what will be asked after closing (跟踪回访), counted from today: once for a case.

    Each bureau whose standing reply is of class B reports on its promise (B 类次年回访), and the first author
    tells of the effect after three and after twelve months.
    """
    promised = [one.assignment for one in queries.standing_replies(proposal) if one.reply_class == ReplyClass.B]
    found = [_ask(proposal, FollowUpKind.PROMISE, assignment) for assignment in promised]
    found += [_ask(proposal, kind) for kind in (FollowUpKind.EFFECT_3, FollowUpKind.EFFECT_12)]
    events.FOLLOW_UPS_ARRANGED.record(proposal, by, count=len(found))
    return found


def _ask(proposal: Proposal, kind: FollowUpKind, assignment: Assignment | None = None, *, number: int = 1) -> FollowUp:
    part = assignment.bureau_id if assignment else 0
    due_on = deadlines.start(proposal, turns.FOLLOWED_UP[kind].code, from_on=clock.today(), part=part).due_on
    return keep(FollowUp(proposal=proposal, assignment=assignment, kind=kind, number=number, due_on=due_on))


@action(rules.may_answer_follow_up, first="proposal")
def answer_follow_up(follow_up: FollowUp, *, by: Person, outcome: FollowUpOutcome, text: str) -> FollowUp:
    """Tell what became of a promise, or of the effect, in words. A promise still under way is asked for again."""
    _check(follow_up, outcome, text)
    proposal, kind = follow_up.proposal, FollowUpKind(follow_up.kind)
    part = follow_up.assignment.bureau_id if follow_up.assignment else 0
    deadlines.meet(proposal, turns.FOLLOWED_UP[kind].code, on=clock.today(), part=part)
    follow_up.outcome, follow_up.text = outcome, text.strip()
    follow_up.answered_by, follow_up.answered_at = by, clock.now()
    keep(follow_up)
    if outcome == FollowUpOutcome.UNDER_WAY:
        _ask(proposal, kind, follow_up.assignment, number=follow_up.number + 1)
    _told(follow_up, by)
    return follow_up


def _told(follow_up: FollowUp, by: Person) -> None:
    events.FOLLOWED_UP.record(
        follow_up.proposal,
        by,
        follow_up=follow_up.pk,
        asked=FollowUpKind(follow_up.kind),
        outcome=FollowUpOutcome(follow_up.outcome),
        bureau_name=follow_up.assignment.bureau.name if follow_up.assignment else "",
        remark=follow_up.text,
    )


def _check(follow_up: FollowUp, outcome: FollowUpOutcome, text: str) -> None:
    if outcome not in (PROMISE_OUTCOMES if follow_up.is_promise else EFFECT_OUTCOMES):
        raise Refused(_("请从列出的几种情况里选一种。"), field="outcome")
    if not text.strip():
        raise Refused(_("请写明具体情况。"), field="text")


def move_follow_ups(proposal: Proposal, code: str, due_on: date, part: int) -> None:
    """Let the open questions of this period follow their deadline, which the working calendar has moved."""
    kinds = [kind for kind, period in turns.FOLLOWED_UP.items() if period.code == code]
    waiting = proposal.follow_ups.filter(kind__in=kinds, answered_at__isnull=True).select_related("assignment")
    for one in waiting:
        if (one.assignment.bureau_id if one.assignment else 0) == part:
            one.due_on = due_on
            keep(one)
