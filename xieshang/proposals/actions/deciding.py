"""One outcome of review for many cases: each by its own action and event, all in one transaction."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.proposals import queries
from xieshang.proposals.actions import review
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import Destination, Ground, Outcome, State
from xieshang.spine.batch import batch
from xieshang.spine.rule import Refused


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided on all of them; what follows `reason` is for the outcomes that need it."""

    outcome: str
    reason: str = ""
    advice: Outcome = Outcome.FILE
    ground: Ground | None = None
    destination: Destination = Destination.NONE
    into: Proposal | None = None


def decide(chosen: QuerySet[Proposal], *, by: Person, decision: Decision) -> tuple[int, dict[int, str]]:
    """How many were decided, and by key why the others were not."""
    refused: dict[int, str] = {}
    with batch(queries.to_decide(chosen)) as cases:
        for case in cases:
            try:
                _one(case, by, decision)
            except Refused as no:
                refused[case.pk] = no.reason
    return len(cases) - len(refused), refused


def _one(case: Proposal, by: Person, decision: Decision) -> object:
    reason = decision.reason
    if decision.outcome == "check":
        return review.check(case, by=by, advice=decision.advice, reason=reason)
    if decision.outcome == "return":
        return review.send_back(case, by=by, reason=reason)
    if decision.outcome == "file":
        return review.file(case, by=by)
    if decision.outcome == "refuse":
        if decision.ground is None:
            raise Refused(_("不予立案的，要选定是哪一种情形。"), field="ground")
        return review.refuse(case, by=by, ground=decision.ground, reason=reason, destination=decision.destination)
    if decision.outcome == "letter":
        return review.turn_into_letter(case, by=by, reason=reason)
    if decision.outcome == "merge":
        if decision.into is None:
            raise Refused(_("并案的，要写明主案案号。"), field="into")
        return review.merge(case, by=by, into=decision.into, reason=reason)
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
        raise Refused(_("初审建议并案：请另选“并入一件主案”，写明主案案号。"))
    raise Refused(_("初审建议不予立案：请另选“不予立案”，写明情形和理由。"))
