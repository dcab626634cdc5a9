"""Reads of duty that are worth a name."""

from xieshang.duties.queries.facts import facts_of, standing_of
from xieshang.duties.queries.schemes import edition_of

__all__ = ["edition_of", "facts_of", "standing_of"]
