"""Papers of occasions, in their official layout."""

from xieshang.meetings.exports.door import attendance_sheet
from xieshang.meetings.exports.minutes import letter_of, name_of, number_of, paper_of
from xieshang.meetings.exports.seats import SIZES, cards_name, cards_of, chart_name, chart_of

__all__ = [
    "SIZES",
    "attendance_sheet",
    "cards_name",
    "cards_of",
    "chart_name",
    "chart_of",
    "letter_of",
    "name_of",
    "number_of",
    "paper_of",
]

"""What leaves the room as a file."""
