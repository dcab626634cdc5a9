"""What happens to occasions."""

from xieshang.meetings.events.meeting import KINDS_FOUNDED
from xieshang.meetings.events.votes import (
    COUNTED_BY_HAND,
    VOTE_ANNOUNCED,
    VOTE_CANCELLED,
    VOTE_CLOSED,
    VOTE_DRAFTED,
    VOTE_OPENED,
    VOTED,
)

__all__ = [
    "COUNTED_BY_HAND",
    "KINDS_FOUNDED",
    "VOTED",
    "VOTE_ANNOUNCED",
    "VOTE_CANCELLED",
    "VOTE_CLOSED",
    "VOTE_DRAFTED",
    "VOTE_OPENED",
]
