"""Who may do what to an occasion, and why not."""

from xieshang.meetings.rules.meeting import is_arranger, may_found_kinds

__all__ = ["is_arranger", "may_found_kinds"]
