"""Which bureaus shall handle a case, what they say to it, and more time."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.deadlines import actions as deadlines
from xieshang.proposals import events, rules, turns
from xieshang.proposals.actions.clocks import restore, stop
from xieshang.proposals.actions.handling import charge, charges_of, check_bureau, settle, with_the_others
from xieshang.proposals.actions.petitions import check_until, extend
from xieshang.proposals.actions.writing import reasoned
from xieshang.proposals.models import Assignment, HandOver, Proposal, ProposedAssignment
from xieshang.proposals.states import LIFE, HandlingRole
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep, keep_all, remove_all
from xieshang.spine.rule import Refused


@action(rules.may_propose_assignment)
def propose_assignment(
    proposal: Proposal,
    *,
    by: Person,
    lead: Bureau | None = None,
    co: Sequence[Bureau] = (),
    separate: Sequence[Bureau] = (),
    hand_over: HandOver | None = None,
    remark: str = "",
) -> list[ProposedAssignment]:
    """Say which bureaus shall handle the case (拟交办), in place of those said before; each may answer ahead.

    With a `hand_over` it is assigned when that meeting is held. `remark` says why these.
    """
    charges = charges_of(lead, co, separate)
    for bureau, _role in charges:
        check_bureau(proposal, bureau, field="lead")
    if hand_over is not None and (hand_over.assembly_id != proposal.assembly_id or hand_over.held_at is not None):
        raise Refused(_("这次交办会已经开过，请选择还没有召开的交办会，或者直接交办。"), field="hand_over")
    remove_all(list(proposal.proposed.all()))
    proposed = [
        ProposedAssignment(proposal=proposal, hand_over=hand_over, bureau=bureau, role=role, proposed_by=by)
        for bureau, role in charges
    ]
    keep_all(proposed)
    events.ASSIGNMENT_PROPOSED.record(
        proposal,
        by,
        bureaus=[bureau.pk for bureau, _role in charges],
        names=[bureau.name for bureau, _role in charges],
        remark=remark,
    )
    return proposed


@action(rules.may_take_back_proposed)
def take_back_proposed(proposal: Proposal, *, by: Person) -> Proposal:
    """Take back who shall handle the case (收回拟交办), whatever the bureaus said to it: nobody is proposed now."""
    proposed = sorted(proposal.proposed.all(), key=lambda one: one.pk)
    names = [one.bureau.name for one in proposed]
    remove_all(proposed)
    events.PROPOSED_TAKEN_BACK.record(proposal, by, bureaus=[one.bureau_id for one in proposed], names=names)
    return proposal


@action(rules.may_answer_proposed, first="proposal")
def accept_ahead(proposed: ProposedAssignment, *, by: Person) -> ProposedAssignment:
    """The bureau takes on what it is to be assigned (预签收); assigned as proposed, it is accepted at once."""
    proposed.accepted_at, proposed.accepted_by = clock.now(), by
    keep(proposed)
    bureau = proposed.bureau
    events.ACCEPTED_AHEAD.record(proposed.proposal, by, bureau=bureau.pk, bureau_name=bureau.name)
    return proposed


@action(rules.may_answer_proposed, first="proposal")
def object_ahead(proposed: ProposedAssignment, *, by: Person, reason: str) -> ProposedAssignment:
    """The bureau says why it should not be assigned the case; the office decides."""
    proposed.objection, proposed.objected_by = reasoned(reason), by
    keep(proposed)
    bureau = proposed.bureau
    events.OBJECTED_AHEAD.record(
        proposed.proposal, by, bureau=bureau.pk, bureau_name=bureau.name, reason=proposed.objection
    )
    return proposed


@action(rules.may_assign)
def assign_as_proposed(proposal: Proposal, *, by: Person) -> list[Assignment]:
    """Charge the bureaus that were proposed; who accepted ahead has accepted."""
    proposed = sorted(proposal.proposed.all(), key=lambda one: one.pk)
    if not proposed:
        raise Refused(_("还没有拟定承办单位，请先选定。"), field="lead")
    for one in proposed:
        check_bureau(proposal, one.bureau, field="lead")
    LIFE.advance(proposal, "assign")
    deadlines.meet(proposal, turns.ASSIGN.code, on=clock.today())
    assignments = [
        charge(proposal, one.bureau, HandlingRole(one.role), by=by, accepted_by=one.accepted_by) for one in proposed
    ]
    settle(proposal, assignments)
    remove_all(proposed)
    return assignments


@action(rules.may_take_back_assignment)
def take_back_assignment(proposal: Proposal, *, by: Person, reason: str) -> list[ProposedAssignment]:
    """Take the charges back (收回交办) that nobody has accepted; their bureaus are proposed ones again."""
    reason, on = reasoned(reason), clock.today()
    charges = sorted(proposal.assignments.all(), key=lambda one: one.pk)
    for one in charges:
        for step in (turns.ACCEPT, turns.RULE):
            deadlines.drop(proposal, step.code, on=on, part=one.bureau_id)
        deadlines.drop(
            proposal, (turns.REPLY if one.answers_the_author else turns.JOINT).code, on=on, part=one.bureau_id
        )
    LIFE.advance(proposal, "take_back_assignment")
    proposal.turn_due_on = deadlines.start(proposal, turns.ASSIGN.code, from_on=on).due_on
    proposal.changed_at = clock.now()
    keep(proposal)
    again = [
        ProposedAssignment(proposal=proposal, bureau_id=one.bureau_id, role=one.role, proposed_by=by) for one in charges
    ]
    remove_all(charges)
    keep_all(again)
    events.ASSIGNMENT_TAKEN_BACK.record(proposal, by, reason=reason)
    return again


@action(rules.may_prolong, first="proposal")
def prolong(assignment: Assignment, *, by: Person, until_on: date, reason: str) -> Assignment:
    """Give a bureau until a day for its reply: once, and no longer than six months from its assignment."""
    extend(assignment, check_until(assignment, until_on), by=by, reason=reasoned(reason))
    settle(assignment.proposal, with_the_others(assignment))
    return assignment


@action(rules.may_take_back_extension, first="proposal")
def take_back_extension(assignment: Assignment, *, by: Person) -> Assignment:
    """Let the reply be due when it was before it was extended."""
    proposal, bureau = assignment.proposal, assignment.bureau
    restore(assignment, stop(assignment))
    assignment.extended = False
    keep(assignment)
    settle(proposal, with_the_others(assignment))
    events.EXTENSION_TAKEN_BACK.record(proposal, by, bureau=bureau.pk, bureau_name=bureau.name)
    return assignment
