"""Who hears what of a proposal. Each reaction owes one notice set; people are found when it is done."""

from xieshang.notices.reactions import answering, assigning, charges, door, honours, life, proposing, review

__all__ = ["answering", "assigning", "charges", "door", "honours", "life", "proposing", "review"]
