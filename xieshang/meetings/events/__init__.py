"""What happens to occasions."""

from xieshang.meetings.events.meeting import KINDS_FOUNDED

__all__ = ["KINDS_FOUNDED"]
