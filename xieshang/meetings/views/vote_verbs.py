"""What can be done with a vote by whoever runs it, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.meetings import rules
from xieshang.meetings.models import Vote
from xieshang.meetings.states import BY_HAND, VoteState
from xieshang.spine.rule import Verdict


@dataclass(frozen=True, slots=True)
class VoteVerb:
    """Something that can be done here, or why not. `at_once`: it needs no page of its own."""

    label: str
    address: str
    verdict: Verdict
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class VoteVerbs:
    """What moves the vote on, what else there is, and what is refused now with its reason."""

    main: VoteVerb | None
    others: list[VoteVerb]
    refused: list[VoteVerb]


def verbs_of(who: Person | Visitor, vote: Vote) -> VoteVerbs:
    """The verbs of a vote in the order of its life; none for whoever does not run it."""
    if not rules.is_arranger(who, vote.meeting):
        return VoteVerbs(None, [], [])
    every = list(_every(who, vote))
    allowed = [verb for verb in every if verb.verdict]
    return VoteVerbs(next(iter(allowed), None), allowed[1:], [verb for verb in every if not verb.verdict])


def _every(who: Person | Visitor, vote: Vote) -> Iterator[VoteVerb]:
    at = f"/meetings/{vote.meeting_id}/votes/{vote.pk}"
    if vote.state == VoteState.DRAFT:
        yield VoteVerb(_("开始投票"), f"{at}/opening", rules.may_open_vote(who, vote), at_once=True)
    if vote.state == VoteState.OPEN:
        yield VoteVerb(_("截止并计票"), f"{at}/closing", rules.may_close_vote(who, vote))
        if vote.way in BY_HAND:
            yield VoteVerb(_("录入计票结果"), f"{at}/count", rules.may_count_by_hand(who, vote))
    if vote.state == VoteState.CLOSED:
        yield VoteVerb(_("宣布结果"), f"{at}/announcement", rules.may_announce(who, vote), at_once=True)
    if vote.state not in (VoteState.ANNOUNCED, VoteState.CANCELLED):
        yield VoteVerb(_("作废"), f"{at}/cancellation", rules.may_cancel_vote(who, vote))
