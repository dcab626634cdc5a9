"""Reads of occasions that are worth a name."""

from xieshang.meetings.queries.reach import attendee_of, kinds_of, present, speeches_visible_to, visible_to
from xieshang.meetings.queries.votes import votes_visible_to

__all__ = ["attendee_of", "kinds_of", "present", "speeches_visible_to", "visible_to", "votes_visible_to"]
