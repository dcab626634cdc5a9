"""What occasions still owe after their own news."""

from xieshang.meetings import actions, events
from xieshang.meetings.models import Vote
from xieshang.meetings.states import VoteState
from xieshang.spine.errand import on
from xieshang.spine.models import Entry


@on(events.VOTE_CLOSED)
def who_voted(entry: Entry) -> None:
    """The ledger hears of each who voted, unless the vote was cancelled meanwhile."""
    vote = Vote.objects.select_related("meeting").get(pk=entry.payload["vote"])
    if vote.state != VoteState.CANCELLED:
        actions.note_who_voted(vote, by=None)
