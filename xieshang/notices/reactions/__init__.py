"""Who hears what of a proposal. Each reaction owes one notice set; people are found when it is done."""

from xieshang.notices.reactions import charges, life

__all__ = ["charges", "life"]
