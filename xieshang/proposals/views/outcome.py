"""What a review came to, as the page of a case shows it to whoever looks."""

from dataclasses import dataclass

from xieshang.accounts.permissions import Permission
from xieshang.proposals import queries, rules
from xieshang.proposals.models import LikenessDecision, Proposal
from xieshang.proposals.states import Outcome
from xieshang.proposals.views.rows import case_words
from xieshang.spine.rule import Actor
from xieshang.ui import show


@dataclass(frozen=True, slots=True)
class Check:
    """The first reviewer's advice."""

    advice: str
    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about the likeness of this case and another."""

    pk: int
    label: str
    title: str
    outcome: str
    percent: int
    remark: str
    by: str


@dataclass(frozen=True, slots=True)
class Result:
    """All of it: `check` and `decisions` for the office alone; `lead` of a merged case; `merged` of a lead."""

    check: Check | None
    decisions: list[Decided]
    lead: Proposal | None
    lead_number: str
    merged: list[Proposal]
    object_until: str


def outcome_of(who: Actor, proposal: Proposal, decisions: list[LikenessDecision]) -> Result:
    """What this person may read of it; asks for no more than the state of the case can have."""
    office = who.can(Permission.PROPOSALS_READ_ALL, proposal.assembly.scope_id)
    lead = queries.lead_of(proposal)
    handed_in = office and proposal.submitted_at is not None
    return Result(
        check=_check(proposal) if office and proposal.checked_at else None,
        decisions=[_decided(one, proposal) for one in decisions] if handed_in else [],
        lead=lead,
        lead_number=case_words(lead.session.year, lead.case_number) if lead else "",
        merged=queries.merged_for(who, proposal) if proposal.filed_at else [],
        object_until=_object_until(who, proposal),
    )


def _check(proposal: Proposal) -> Check:
    by = proposal.checked_by.name if proposal.checked_by else ""
    at = show.moment(proposal.checked_at) if proposal.checked_at else ""
    return Check(str(Outcome(proposal.advice).label), proposal.advice_reason, by, at)


def _decided(one: LikenessDecision, proposal: Proposal) -> Decided:
    other = one.other if one.proposal_id == proposal.pk else one.proposal
    percent = round(one.coefficient * 100)
    outcome = str(one.get_outcome_display())
    return Decided(other.pk, other.label, other.title, outcome, percent, one.remark, one.by.name)


def _object_until(who: Actor, proposal: Proposal) -> str:
    """Until when its author may still object; empty where nobody can, or it is not theirs."""
    if not rules.may_object_to(who, proposal):
        return ""
    until = queries.objection_until(proposal)
    return show.day(until.on) if until else ""
