"""The verbs of occasions."""

from xieshang.meetings.actions.kinds import found_kinds

__all__ = ["found_kinds"]
