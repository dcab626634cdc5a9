"""Reads of duty that are worth a name."""

from xieshang.duties.queries.facts import fact_of, facts_of, members_of, standing_of
from xieshang.duties.queries.reach import (
    grades_visible_to,
    hand_entries_visible_to,
    is_seen,
    objections_visible_to,
    records_visible_to,
    year_of,
    years_of,
    years_visible_to,
)
from xieshang.duties.queries.record import Record, Spread, cases_seen, record_of, spreads_of, years_of_member
from xieshang.duties.queries.schemes import edition_of, editions_visible_to

__all__ = [
    "Record",
    "Spread",
    "cases_seen",
    "edition_of",
    "editions_visible_to",
    "fact_of",
    "facts_of",
    "grades_visible_to",
    "hand_entries_visible_to",
    "is_seen",
    "members_of",
    "objections_visible_to",
    "record_of",
    "records_visible_to",
    "spreads_of",
    "standing_of",
    "year_of",
    "years_of",
    "years_of_member",
    "years_visible_to",
]
