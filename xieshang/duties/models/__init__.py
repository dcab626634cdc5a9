"""What the room keeps: schemes in their versions, what the ledger says of each member, and what was judged by it."""

from xieshang.duties.models.credit import Credit, Exemption, HandEntry, Objection
from xieshang.duties.models.judged import Award, DutyReport, Exit, Grade, Year
from xieshang.duties.models.scheme import Edition

__all__ = [
    "Award",
    "Credit",
    "DutyReport",
    "Edition",
    "Exemption",
    "Exit",
    "Grade",
    "HandEntry",
    "Objection",
    "Year",
]
