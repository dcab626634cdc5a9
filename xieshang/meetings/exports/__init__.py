"""Papers of occasions, in their official layout."""

from xieshang.meetings.exports.minutes import letter_of, name_of, number_of, paper_of

__all__ = [
    "letter_of",
    "name_of",
    "number_of",
    "paper_of",
]

"""What leaves the room as a file."""
