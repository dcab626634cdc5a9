"""Reads of review: what waits for it, what was advised and decided, and until when an author may object."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.deadlines import queries as deadlines
from xieshang.deadlines.due import Due
from xieshang.engine.prepared import Prepared
from xieshang.members.models import Assembly
from xieshang.proposals import turns
from xieshang.proposals.models import LikenessDecision, Practice, Proposal
from xieshang.proposals.queries.reach import visible_to
from xieshang.proposals.states import OPEN, REVIEWABLE
from xieshang.spine.rule import Actor


def waiting_for_review(person: Person) -> QuerySet[Proposal]:
    """What waits for the first or the second review in the assemblies where a person reviews."""
    scopes = person.scopes_with(Permission.PROPOSALS_REVIEW)
    return visible_to(person).filter(assembly__scope__in=scopes, state__in=REVIEWABLE)


def to_decide(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With all that the rules and actions of review read beside a case, so that many are decided in few queries."""
    return proposals.select_related("assembly__practice", "session", "author")


def practice_kept(assembly: Assembly) -> Practice | None:
    """The settings of an assembly as a row to be changed; None where it has set nothing."""
    return Practice.objects.filter(assembly=assembly).first()


def objection_until(proposal: Proposal) -> Due | None:
    """The last day on which its author may object to its not being filed, with the steps that led to it."""
    if proposal.reviewed_at is None:
        return None
    length = deadlines.length_of(proposal.assembly_id, turns.OBJECT.code)
    return deadlines.calendar().add(timezone.localdate(proposal.reviewed_at), length.amount, length.unit)


def lead_of(proposal: Proposal) -> Proposal | None:
    """The lead case that a merged one was taken into, with its session; None for any other."""
    if proposal.merged_into_id is None:
        return None
    return Proposal.objects.select_related("session").get(pk=proposal.merged_into_id)


def merged_for(actor: Actor, lead: Proposal) -> list[Proposal]:
    """The cases that were taken into a lead case and that the actor may see, as handed in; no query where none was."""
    if not lead.merged.all():
        return []
    return list(visible_to(actor).filter(merged_into=lead).order_by("submitted_at", "pk"))


def possible_leads(proposal: Proposal) -> QuerySet[Proposal]:
    """The cases that this one could be merged into: of the same assembly, filed and not closed."""
    return Proposal.objects.filter(assembly=proposal.assembly_id, state__in=OPEN).exclude(pk=proposal.pk)


def _decisions(key: int) -> QuerySet[LikenessDecision]:
    rows = LikenessDecision.objects.filter(Q(proposal=key) | Q(other=key))
    return rows.select_related("proposal__session", "other__session", "by").order_by("-at", "-pk")


DECISIONS = Prepared(_decisions)
"""What was decided about the likeness of the case with a key and others, the latest first."""


def decision_between(one: Proposal, other: Proposal) -> LikenessDecision | None:
    """What was decided about these two, whichever was looked at first."""
    either = Q(proposal=one, other=other) | Q(proposal=other, other=one)
    return LikenessDecision.objects.filter(either).first()


def decisions_among(proposal: Proposal, others: Iterable[int]) -> dict[int, LikenessDecision]:
    """The same with each of several others, by their key; one query."""
    keys: Any = list(others)
    either = Q(proposal=proposal, other__in=keys) | Q(other=proposal, proposal__in=keys)
    found = LikenessDecision.objects.filter(either).select_related("by")
    return {one.other_id if one.proposal_id == proposal.pk else one.proposal_id: one for one in found}
