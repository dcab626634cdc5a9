"""One outcome of review for many cases: each by its own action and event, all in one transaction."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.proposals import queries
from xieshang.proposals.actions import review
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import Outcome, State
from xieshang.spine.batch import batch
from xieshang.spine.rule import Refused


def decide(
    chosen: QuerySet[Proposal], *, by: Person, outcome: str, advice: Outcome, reason: str
) -> tuple[int, dict[int, str]]:
    """How many were decided, and by key why the others were not."""
    refused: dict[int, str] = {}
    with batch(queries.to_decide(chosen)) as cases:
        for case in cases:
            try:
                _one(case, by, outcome, advice, reason)
            except Refused as no:
                refused[case.pk] = no.reason
    return len(cases) - len(refused), refused


def _one(case: Proposal, by: Person, outcome: str, advice: Outcome, reason: str) -> object:
    if outcome == "check":
        return review.check(case, by=by, advice=advice, reason=reason)
    if outcome == "return":
        return review.send_back(case, by=by, reason=reason)
    if outcome == "file":
        return review.file(case, by=by)
    return _as_advised(case, by, reason)


def _as_advised(case: Proposal, by: Person, reason: str) -> object:
    """What the first reviewer advised. The author reads `reason`: the advice was written for the office alone."""
    if case.state != State.CHECKED:
        raise Refused(_("这一件还没有初审意见，请先初审，或直接决定。"))
    if case.advice == Outcome.FILE:
        return review.file(case, by=by)
    if case.advice == Outcome.RETURN:
        return review.send_back(case, by=by, reason=reason)
    if case.advice == Outcome.LETTER:
        return review.turn_into_letter(case, by=by, reason=reason)
    if case.advice == Outcome.MERGE:
        raise Refused(_("初审建议并案，要逐件选定主案，请打开这一件再决定。"))
    raise Refused(_("初审建议不予立案，要逐件写明情形和理由，请打开这一件再决定。"))
