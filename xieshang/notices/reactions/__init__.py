"""Who hears what of a proposal. Each reaction owes one notice set; people are found when it is done."""

from xieshang.notices.reactions import assigning, honours, life

__all__ = ["assigning", "honours", "life"]
