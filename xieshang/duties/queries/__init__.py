"""Reads of duty that are worth a name."""

from xieshang.duties.queries.awards import awards_visible_to, candidates, looked_at, not_put_yet
from xieshang.duties.queries.days import Day, day_of, members_by, was_sealed
from xieshang.duties.queries.exits import Finding, exits_visible_to, findings, undecided_before
from xieshang.duties.queries.facts import confirmation_of, fact_of, facts_of, members_of, standing_of, standings_of
from xieshang.duties.queries.home import Line, line_of
from xieshang.duties.queries.quality import done_by, qualities_in, qualities_of
from xieshang.duties.queries.ranking import is_ranked, ranking_of, rankings_visible_to
from xieshang.duties.queries.reach import (
    grades_visible_to,
    hand_entries_visible_to,
    objections_visible_to,
    records_visible_to,
    year_of,
    years_of,
    years_visible_to,
)
from xieshang.duties.queries.record import (
    Record,
    Spread,
    Undone,
    cases_seen,
    counted_over,
    credits_of,
    entries,
    record_of,
    score_by,
    spreads_of,
    years_of_member,
)
from xieshang.duties.queries.reports import (
    TO_WRITE,
    drafted,
    is_standing_in,
    published_reports,
    report_of,
    reports_visible_to,
    was_ever_standing,
)
from xieshang.duties.queries.schemes import abouts_of, edition_of, editions_visible_to, in_force, scheme_of
from xieshang.duties.queries.terms import open_objections_in, term_of, waiting_entries_in, waiting_in, years_in
from xieshang.duties.queries.waiting import waiting_for

__all__ = [
    "TO_WRITE",
    "Day",
    "Finding",
    "Line",
    "Record",
    "Spread",
    "Undone",
    "abouts_of",
    "awards_visible_to",
    "candidates",
    "cases_seen",
    "confirmation_of",
    "counted_over",
    "credits_of",
    "day_of",
    "done_by",
    "drafted",
    "edition_of",
    "editions_visible_to",
    "entries",
    "exits_visible_to",
    "fact_of",
    "facts_of",
    "findings",
    "grades_visible_to",
    "hand_entries_visible_to",
    "in_force",
    "is_ranked",
    "is_standing_in",
    "line_of",
    "looked_at",
    "members_by",
    "members_of",
    "not_put_yet",
    "objections_visible_to",
    "open_objections_in",
    "published_reports",
    "qualities_in",
    "qualities_of",
    "ranking_of",
    "rankings_visible_to",
    "record_of",
    "records_visible_to",
    "report_of",
    "reports_visible_to",
    "scheme_of",
    "score_by",
    "spreads_of",
    "standing_of",
    "standings_of",
    "term_of",
    "undecided_before",
    "waiting_entries_in",
    "waiting_for",
    "waiting_in",
    "was_ever_standing",
    "was_sealed",
    "year_of",
    "years_in",
    "years_of",
    "years_of_member",
    "years_visible_to",
]
