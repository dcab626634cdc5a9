"""What can be done with a vote by whoever runs it, and why not."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.meetings import rules
from xieshang.meetings.models import Vote
from xieshang.meetings.states import BY_HAND, VoteState
from xieshang.ui.verbs import Verb, Verbs


def verbs_of(who: Person | Visitor, vote: Vote) -> Verbs:
    """The verbs of a vote in the order of its life; none for whoever does not run it."""
    return Verbs.of(_every(who, vote) if rules.is_arranger(who, vote.meeting) else ())


def _every(who: Person | Visitor, vote: Vote) -> Iterator[Verb]:
    at = f"/meetings/{vote.meeting_id}/votes/{vote.pk}"
    if vote.state == VoteState.DRAFT:
        yield Verb(_("开始投票"), f"{at}/opening", rules.may_open_vote(who, vote), main=True, at_once=True)
        yield Verb(_("修改"), f"{at}/question", rules.may_change_vote(who, vote))
        yield Verb(_("移去"), f"{at}/removal", rules.may_remove_vote(who, vote), at_once=True)
    if vote.state == VoteState.OPEN:
        yield Verb(_("截止并计票"), f"{at}/closing", rules.may_close_vote(who, vote), main=True)
        if vote.way in BY_HAND:
            yield Verb(_("录入计票结果"), f"{at}/count", rules.may_count_by_hand(who, vote), main=True)
    if vote.state == VoteState.CLOSED:
        yield Verb(_("宣布结果"), f"{at}/announcement", rules.may_announce(who, vote), main=True, at_once=True)
    if vote.state in (VoteState.OPEN, VoteState.CLOSED):
        yield Verb(_("作废"), f"{at}/cancellation", rules.may_cancel_vote(who, vote))
