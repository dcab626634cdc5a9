"""Who hears what of a proposal. Each reaction owes one notice set; people are found when it is done."""

from xieshang.notices.reactions import life, proposing

__all__ = ["life", "proposing"]
