"""The verbs of occasions."""

from xieshang.meetings.actions.ballots import cast_vote, note_who_voted
from xieshang.meetings.actions.hand_counts import count_by_hand
from xieshang.meetings.actions.kinds import found_kinds
from xieshang.meetings.actions.votes import announce, cancel_vote, close_vote, draw_up_vote, open_vote

__all__ = [
    "announce",
    "cancel_vote",
    "cast_vote",
    "close_vote",
    "count_by_hand",
    "draw_up_vote",
    "found_kinds",
    "note_who_voted",
    "open_vote",
]
