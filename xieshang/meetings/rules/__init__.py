"""Who may do what to an occasion, and why not."""

from xieshang.meetings.rules.meeting import is_arranger, may_found_kinds
from xieshang.meetings.rules.votes import (
    may_announce,
    may_cancel_vote,
    may_cast_vote,
    may_close_vote,
    may_count_by_hand,
    may_draw_up_vote,
    may_follow_vote,
    may_note_who_voted,
    may_open_vote,
    may_see_result,
)

__all__ = [
    "is_arranger",
    "may_announce",
    "may_cancel_vote",
    "may_cast_vote",
    "may_close_vote",
    "may_count_by_hand",
    "may_draw_up_vote",
    "may_follow_vote",
    "may_found_kinds",
    "may_note_who_voted",
    "may_open_vote",
    "may_see_result",
]
