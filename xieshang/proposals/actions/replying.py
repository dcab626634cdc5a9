"""A reply sent back by the office, a case handled again, and the bureau's mark for the proposal."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.deadlines import queries as lengths
from xieshang.proposals import events, rules, turns
from xieshang.proposals.actions.handling import settle, with_the_others
from xieshang.proposals.actions.writing import reasoned
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.states import LIFE, Level, State
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep
from xieshang.spine.rule import Refused

MARKS = range(1, 6)
"""What a bureau can give a proposal for its quality."""


@action(rules.may_send_back_reply, first="proposal")
def send_back_reply(assignment: Assignment, *, by: Person, reason: str) -> Assignment:
    """Send a bureau's reply back to it (退回答复), with the reason; the case waits for another one.

    The letter stays on the case as one that was sent back. The bureau has the time of a case handled again.
    """
    reason, proposal = reasoned(reason), assignment.proposal
    deadlines.drop(proposal, turns.FEEDBACK.code, on=clock.today())
    LIFE.advance(proposal, "send_back_reply")
    _reopen(assignment, reason)
    proposal.replied_at = None
    settle(proposal, with_the_others(assignment))
    bureau = assignment.bureau
    events.REPLY_SENT_BACK.record(
        proposal, by, bureau=bureau.pk, bureau_name=bureau.name, reply_by=assignment.reply_by, reason=reason
    )
    return assignment


@action(rules.may_handle_again)
def handle_again(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """Have a case handled again with which a voice is not satisfied (重新办理), one level higher.

    All replies to the author are given anew, with a clock of their own; what was replied and judged before
    stays on the case as its earlier round.
    """
    reason, on = reasoned(reason), clock.today()
    running = turns.FEEDBACK if proposal.state == State.REPLIED else turns.CLOSE
    end = deadlines.drop if proposal.state == State.REPLIED else deadlines.meet
    end(proposal, running.code, on=on)
    LIFE.advance(proposal, "handle_again")
    proposal.handled_again += 1
    proposal.level = Level(proposal.level).above
    proposal.replied_at = None
    assignments = [hold(one) for one in proposal.assignments.select_related("bureau")]
    answering = [one for one in assignments if one.answers_the_author]
    for assignment in answering:
        _reopen(assignment, "")
    settle(proposal, assignments)
    events.HANDLED_AGAIN.record(
        proposal,
        by,
        time=proposal.handled_again,
        level=proposal.level,
        reply_by=max(one.reply_by for one in answering),
        reason=reason,
    )
    return proposal


def _reopen(assignment: Assignment, reason: str) -> None:
    """The bureau's reply stands no longer, and its clock to reply runs anew."""
    proposal, standing = assignment.proposal, assignment.reply
    if standing is not None:
        standing = hold(standing)
        standing.superseded_at, standing.sent_back_reason = clock.now(), reason
        keep(standing)
    again = lengths.length_of(proposal.assembly_id, turns.AGAIN.code)
    started = deadlines.start(
        proposal, turns.REPLY.code, from_on=clock.today(), length=again, part=assignment.bureau_id
    )
    assignment.replied_at, assignment.reply_by = None, started.due_on
    keep(assignment)


@action(rules.may_mark_quality, first="proposal")
def mark_quality(assignment: Assignment, *, by: Person, quality: int, remark: str = "") -> Assignment:
    """The bureau says how good a proposal it was, from one to five; it may think again until the case is closed."""
    if quality not in MARKS:
        raise Refused(_("请从 1 到 5 打分。"), field="quality")
    assignment.quality, assignment.quality_remark = quality, remark.strip()
    keep(assignment)
    bureau = assignment.bureau
    events.QUALITY_MARKED.record(assignment.proposal, by, bureau=bureau.pk, bureau_name=bureau.name)
    return assignment
