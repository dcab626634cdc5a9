"""The one objection to a proposal's not being filed, and what the committee decides on it."""

from xieshang.accounts.models import Person
from xieshang.deadlines import actions as deadlines
from xieshang.proposals import events, rules, turns
from xieshang.proposals.actions.review import number
from xieshang.proposals.actions.writing import reasoned
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import LIFE
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep


@action(rules.may_object_to)
def object_to(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """Object, once and in time, to its not being filed (申请复议): it comes before the committee."""
    reason = reasoned(reason)
    LIFE.advance(proposal, "object_to")
    proposal.objection = reason
    proposal.objected_at = proposal.changed_at = clock.now()
    proposal.turn_due_on = deadlines.start(proposal, turns.CONTEST.code, from_on=clock.today()).due_on
    keep(proposal)
    events.OBJECTED.record(proposal, by, reason=reason)
    return proposal


@action(rules.may_uphold)
def uphold(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """Let it stand that it is not filed, on the same ground; the author reads why, and nothing comes after that."""
    reason = reasoned(reason)
    LIFE.advance(proposal, "uphold")
    _ruled(proposal, by, reason)
    proposal.turn_due_on = None
    keep(proposal)
    events.UPHELD.record(proposal, by, reason=reason)
    return proposal


@action(rules.may_overrule)
def overrule(proposal: Proposal, *, by: Person, reason: str) -> Proposal:
    """File it after all (复议立案), with the next number of its session; the author reads why."""
    reason = reasoned(reason)
    LIFE.advance(proposal, "overrule")
    _ruled(proposal, by, reason)
    proposal.ground = ""
    given = number(proposal)
    keep(proposal)
    events.OVERRULED.record(proposal, by, number=given, year=proposal.session.year, reason=reason)
    return proposal


def _ruled(proposal: Proposal, by: Person, reason: str) -> None:
    deadlines.meet(proposal, turns.CONTEST.code, on=clock.today())
    proposal.reviewed_at = proposal.changed_at = clock.now()
    proposal.reviewed_by, proposal.review_reason = by, reason
