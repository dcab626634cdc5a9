"""Who hears what of a proposal or an occasion. Each reaction owes one notice set; people are found when it is done."""

from xieshang.notices.reactions import answering, assigning, charges, honours, life, occasions, proposing, review

__all__ = ["answering", "assigning", "charges", "honours", "life", "occasions", "proposing", "review"]
