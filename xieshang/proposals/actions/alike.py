"""What is decided about the likeness of two cases, kept so that nobody has to ask again."""

from decimal import Decimal

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.proposals import events, queries, rules
from xieshang.proposals.models import LikenessDecision, Proposal
from xieshang.proposals.states import LikenessOutcome
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep
from xieshang.spine.rule import Refused
from xieshang.texts import likeness


@action(rules.may_decide_likeness, lock=False)
def decide_likeness(
    proposal: Proposal, *, by: Person, other: Proposal, outcome: LikenessOutcome, remark: str = ""
) -> LikenessDecision:
    """Keep what the likeness of two cases means, and how alike they are today.

    Two cases have one decision, whichever was looked at first; a later one takes its place. It moves
    neither case, and so locks neither: to merge them is a verb of its own.
    """
    if other.pk == proposal.pk or other.assembly_id != proposal.assembly_id or other.submitted_at is None:
        raise Refused(_("只能与本级政协已经提交的另一件提案比较。"), field="other")
    coefficient = likeness.jaccard(proposal.body, other.body)
    decision = _decision(proposal, other)
    decision.coefficient = Decimal(round(coefficient, 3)).quantize(Decimal("0.001"))
    decision.outcome, decision.remark = outcome, remark.strip()
    decision.by, decision.at = by, clock.now()
    events.LIKENESS_DECIDED.record(
        proposal,
        by,
        other=other.pk,
        other_label=other.label,
        outcome=outcome,
        percent=round(coefficient * 100),
        note=remark.strip(),
    )
    return keep(decision)


def _decision(proposal: Proposal, other: Proposal) -> LikenessDecision:
    """The decision that stands between the two, under lock, or a new one."""
    standing = queries.decision_between(proposal, other)
    return hold(standing) if standing else LikenessDecision(proposal=proposal, other=other)
