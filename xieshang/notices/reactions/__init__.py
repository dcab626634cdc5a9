"""Who hears what of a proposal or an occasion. Each reaction owes one notice set; people are found when it is done."""

from xieshang.notices.reactions import (
    agenda,
    answering,
    assigning,
    charges,
    continuing,
    door,
    duty,
    honours,
    life,
    occasions,
    proposing,
    review,
    seats,
    votes,
)

__all__ = [
    "agenda",
    "answering",
    "assigning",
    "charges",
    "continuing",
    "door",
    "duty",
    "honours",
    "life",
    "occasions",
    "proposing",
    "review",
    "seats",
    "votes",
]
