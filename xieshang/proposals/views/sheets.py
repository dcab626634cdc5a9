"""What stands on the page of a case about its handling, as the person may see it."""

from dataclasses import dataclass
from typing import Any

from xieshang.accounts.privacy import mask_phone
from xieshang.proposals import queries, rules
from xieshang.proposals.models import Assignment, JointOpinion, Pause, Petition, Plan, Proposal
from xieshang.spine import clock
from xieshang.spine.rule import Actor


@dataclass(frozen=True, slots=True)
class Sheet:
    """One charge: its plan with the phone number as this person may read it, and what was asked of the author."""

    charge: Assignment
    plan: Plan | None
    phone: str
    pauses: list[Pause]

    @property
    def is_empty(self) -> bool:
        """Nothing to show of it."""
        return self.plan is None and not self.pauses


def sheets_of(who: Actor, proposal: Proposal) -> dict[str, Any]:
    """Plans, questions, opinions and petitions."""
    charges = list(proposal.assignments.all())
    near = bool(charges) and rules.is_near(who, proposal)
    sheets = [_sheet(charge, near=near) for charge in charges]
    opinions, missing = _opinions(who, proposal, charges)
    return {
        "near": near,
        "sheets": [sheet for sheet in sheets if not sheet.is_empty],
        "opinions": opinions,
        "missing": missing,
        "petitions": _petitions(who, proposal),
    }


def _sheet(charge: Assignment, *, near: bool) -> Sheet:
    plan = charge.written_plan
    phone = plan.officer_phone if plan else ""
    return Sheet(charge, plan, phone if near else mask_phone(phone), list(charge.pauses.all()) if near else [])


def _opinions(who: Actor, proposal: Proposal, charges: list[Assignment]) -> tuple[list[JointOpinion], list[Assignment]]:
    """The opinions in one place, and the co-handlers whose opinion is still waited for."""
    if not any(not one.answers_the_author for one in charges) or not rules.may_read_opinions(who, proposal):
        return [], []
    given = [opinion for one in charges if (opinion := one.given_opinion) is not None]
    open_still = proposal.replied_at is None and proposal.closed_at is None
    return given, queries.opinions_missing(proposal, on=clock.today()) if open_still else []


def _petitions(who: Actor, proposal: Proposal) -> list[Petition]:
    return [one for one in proposal.petitions.all() if rules.may_read_petition(who, one)]
