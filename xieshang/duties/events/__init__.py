"""What happens in the judging of duty."""

from xieshang.duties.events.awards import AWARD_DECLINED, AWARD_GRANTED, AWARD_PROPOSED
from xieshang.duties.events.by_hand import CONFIRMED, CORRECTED, EXEMPTED, NOTED_BY_HAND, REJECTED
from xieshang.duties.events.exits import (
    EXIT_ANSWERED,
    EXIT_DECIDED,
    EXIT_DROPPED,
    EXIT_PROPOSED,
    FOUND_SHORT,
    INTERVIEWED,
)
from xieshang.duties.events.objections import DISMISSED, OBJECTED, UPHELD, WITHDRAWN
from xieshang.duties.events.reports import (
    REPORT_CONSENT,
    REPORT_DRAFTED,
    REPORT_PUBLISHED,
    REPORT_READ,
    REPORT_RETURNED,
    REPORT_SUBMITTED,
    REPORT_WITHHELD,
)
from xieshang.duties.events.schemes import EDITION_ADOPTED, EDITION_DRAFTED, EDITION_REVISED
from xieshang.duties.events.years import GRADE_PROPOSED, GRADES_DECIDED, YEAR_FROZEN, YEAR_OPENED, YEAR_THAWED

__all__ = [
    "AWARD_DECLINED",
    "AWARD_GRANTED",
    "AWARD_PROPOSED",
    "CONFIRMED",
    "CORRECTED",
    "DISMISSED",
    "EDITION_ADOPTED",
    "EDITION_DRAFTED",
    "EDITION_REVISED",
    "EXEMPTED",
    "EXIT_ANSWERED",
    "EXIT_DECIDED",
    "EXIT_DROPPED",
    "EXIT_PROPOSED",
    "FOUND_SHORT",
    "GRADES_DECIDED",
    "GRADE_PROPOSED",
    "INTERVIEWED",
    "NOTED_BY_HAND",
    "OBJECTED",
    "REJECTED",
    "REPORT_CONSENT",
    "REPORT_DRAFTED",
    "REPORT_PUBLISHED",
    "REPORT_READ",
    "REPORT_RETURNED",
    "REPORT_SUBMITTED",
    "REPORT_WITHHELD",
    "UPHELD",
    "WITHDRAWN",
    "YEAR_FROZEN",
    "YEAR_OPENED",
    "YEAR_THAWED",
]
