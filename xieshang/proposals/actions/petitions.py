"""What bureaus ask of the office, and its ruling: released, given more time, a disagreement settled."""

from datetime import date
from typing import Any, cast

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.deadlines import actions as deadlines
from xieshang.proposals import events, rules, turns
from xieshang.proposals.actions.clocks import restart, stop
from xieshang.proposals.actions.handling import charge, check_bureau, settle, with_the_others
from xieshang.proposals.actions.writing import reasoned
from xieshang.proposals.models import Assignment, Petition, Proposal
from xieshang.proposals.queries import charges
from xieshang.proposals.states import HandlingRole, PetitionKind, Ruling
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep
from xieshang.spine.rule import Refused
from xieshang.ui.show import day


@action(rules.may_petition, first="proposal")
def petition(
    assignment: Assignment,
    *,
    by: Person,
    kind: PetitionKind,
    reason: str,
    other_bureau: Bureau | None = None,
    until_on: date | None = None,
) -> Petition:
    """The bureau asks the office: to be released and who should handle it, for time until a day, or for a ruling.

    The case stays with the bureau until it is ruled. Where it asks to be released its clock to accept
    stands still; in every case one runs for the office (调整意见七日内答复).
    """
    verdict = rules.may_petition_for(kind, by, assignment)
    if not verdict:
        raise Refused(verdict.reason)
    reason = reasoned(reason)
    _check_asked(assignment, kind, other_bureau, until_on)
    proposal, on, part = assignment.proposal, clock.today(), assignment.bureau_id
    if kind == PetitionKind.RELEASE:
        deadlines.drop(proposal, turns.ACCEPT.code, on=on, part=part)
    rule_by = deadlines.start(proposal, turns.RULE.code, from_on=on, part=part).due_on
    petition = keep(
        Petition(
            proposal=proposal,
            assignment=assignment,
            bureau=assignment.bureau,
            kind=kind,
            reason=reason,
            other_bureau=other_bureau if kind == PetitionKind.RELEASE else None,
            until_on=until_on if kind == PetitionKind.EXTENSION else None,
            asked_by=by,
            asked_at=clock.now(),
            rule_by=rule_by,
        )
    )
    settle(proposal, with_the_others(assignment))
    events.PETITIONED.record(proposal, by, **_named(petition), reason=reason, rule_by=rule_by)
    return petition


def _named(petition: Petition) -> dict[str, Any]:
    return {
        "bureau": petition.bureau_id,
        "bureau_name": petition.bureau.name,
        "petition": petition.pk,
        "what": PetitionKind(petition.kind),
    }


def _check_asked(assignment: Assignment, kind: str, other_bureau: Bureau | None, until_on: date | None) -> None:
    if kind == PetitionKind.RELEASE:
        _check_other(assignment, other_bureau, field="other_bureau")
    if kind == PetitionKind.EXTENSION:
        check_until(assignment, until_on)


def _check_other(assignment: Assignment, bureau: Bureau | None, *, field: str) -> Bureau:
    """Another bureau, which can be charged with the case and is not yet."""
    if bureau is None:
        raise Refused(_("请写明建议由哪个单位办理。"), field=field)
    if bureau.pk == assignment.bureau_id:
        raise Refused(_("请选别的单位。"), field=field)
    check_bureau(assignment.proposal, bureau, field=field)
    if any(one.bureau_id == bureau.pk for one in assignment.proposal.assignments.all()):
        raise Refused(_("%(bureau)s已经在办理这件提案。") % {"bureau": bureau.name}, field=field)
    return bureau


def check_until(assignment: Assignment, until_on: date | None) -> date:
    """A day after the present one, and no later than the regulation allows (最迟不超过六个月)."""
    if until_on is None:
        raise Refused(_("请写明延期到哪一天。"), field="until_on")
    if until_on <= assignment.reply_by:
        due = {"due": day(assignment.reply_by)}
        raise Refused(_("现在的答复期限是 %(due)s，请选这以后的日子。") % due, field="until_on")
    latest = charges.latest_reply(assignment)
    if until_on > latest:
        words: dict[str, Any] = {"latest": day(latest), "months": turns.LONGEST_MONTHS}
        raise Refused(_("交办后最迟 %(months)s 个月内答复，最晚可以延到 %(latest)s。") % words, field="until_on")
    return until_on


@action(rules.may_rule_on, first="proposal")
def rule_on(
    petition: Petition,
    *,
    by: Person,
    ruling: Ruling,
    reason: str,
    bureau: Bureau | None = None,
    until_on: date | None = None,
) -> Petition:
    """The office rules, with a reason. Another bureau, or another day, than the one asked for may be named.

    Released: the bureau named is charged in its place, in the same role, with clocks of its own. Not
    released: it accepts, and the time for that starts anew. Extended: the time to reply counts from the
    same day, and longer.
    """
    if ruling not in (Ruling.GRANTED, Ruling.DENIED):
        raise Refused(_("请选同意或者不同意。"), field="ruling")
    reason, proposal = reasoned(reason), petition.proposal
    assignment = _charge_of(petition)
    petition.ruling, petition.ruling_reason = ruling, reason
    petition.ruled_by, petition.ruled_at = by, clock.now()
    deadlines.meet(proposal, turns.RULE.code, on=clock.today(), part=petition.bureau_id)
    keep(petition)
    events.RULED.record(
        proposal,
        by,
        **_named(petition),
        ruling=ruling,
        reason=reason,
    )
    if petition.kind == PetitionKind.RELEASE and ruling == Ruling.GRANTED:
        _replace(assignment, _check_other(assignment, bureau or petition.other_bureau, field="bureau"), by=by)
        return petition
    if petition.kind == PetitionKind.RELEASE:
        _accept_anew(assignment)
    if petition.kind == PetitionKind.EXTENSION and ruling == Ruling.GRANTED:
        extend(assignment, check_until(assignment, until_on or petition.until_on), by=by, reason=reason)
    settle(proposal, with_the_others(assignment))
    return petition


def _charge_of(petition: Petition) -> Assignment:
    """The charge it is about, held, and knowing the held case."""
    assignment = hold(cast(Assignment, petition.assignment))
    assignment.proposal = petition.proposal
    return assignment


def _replace(assignment: Assignment, bureau: Bureau, *, by: Person) -> None:
    """Charge another bureau in this one's place. The charge goes; its petition stays with the case."""
    proposal: Proposal = assignment.proposal
    others = [one for one in proposal.assignments.all() if one.pk != assignment.pk]
    code = turns.JOINT.code if assignment.role == HandlingRole.CO else turns.REPLY.code
    deadlines.drop(proposal, code, on=clock.today(), part=assignment.bureau_id)
    role = HandlingRole(assignment.role)
    assignment.delete()
    settle(proposal, [charge(proposal, bureau, role, by=by), *others])


def _accept_anew(assignment: Assignment) -> None:
    on = clock.today()
    started = deadlines.start(assignment.proposal, turns.ACCEPT.code, from_on=on, part=assignment.bureau_id)
    assignment.accept_by = started.due_on
    keep(assignment)


def extend(assignment: Assignment, until_on: date, *, by: Person, reason: str) -> None:
    """Let the time to reply count from the same day until a later one, inside an action on the charge."""
    before_on, stopped = assignment.reply_by, stop(assignment)
    restart(assignment, stopped, from_on=stopped.from_on, until_on=until_on, source=turns.EXTENDED)
    assignment.extended = True
    keep(assignment)
    bureau: dict[str, Any] = {"bureau": assignment.bureau_id, "bureau_name": assignment.bureau.name}
    events.EXTENDED.record(
        assignment.proposal, by, **bureau, before_on=before_on, reply_by=assignment.reply_by, reason=reason
    )


@action(rules.may_take_back_petition, first="proposal")
def take_back_petition(petition: Petition, *, by: Person) -> Petition:
    """The bureau takes its petition back; where it had asked to be released, the time to accept starts anew."""
    proposal, assignment = petition.proposal, _charge_of(petition)
    petition.ruling, petition.ruled_by, petition.ruled_at = Ruling.TAKEN, by, clock.now()
    deadlines.drop(proposal, turns.RULE.code, on=clock.today(), part=petition.bureau_id)
    keep(petition)
    if petition.kind == PetitionKind.RELEASE:
        _accept_anew(assignment)
    settle(proposal, with_the_others(assignment))
    events.PETITION_TAKEN_BACK.record(proposal, by, **_named(petition))
    return petition
