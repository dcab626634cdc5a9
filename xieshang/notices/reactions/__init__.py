"""Who hears what of a proposal. Each reaction owes one notice set; people are found when it is done."""

from xieshang.notices.reactions import assigning, life, review

__all__ = ["assigning", "life", "review"]
