"""What happens in the judging of duty."""

from xieshang.duties.events.by_hand import CONFIRMED, CORRECTED, EXEMPTED, NOTED_BY_HAND, REJECTED
from xieshang.duties.events.objections import DISMISSED, OBJECTED, UPHELD, WITHDRAWN
from xieshang.duties.events.schemes import EDITION_ADOPTED, EDITION_DRAFTED
from xieshang.duties.events.years import GRADE_PROPOSED, GRADES_DECIDED, YEAR_FROZEN, YEAR_OPENED, YEAR_THAWED

__all__ = [
    "CONFIRMED",
    "CORRECTED",
    "DISMISSED",
    "EDITION_ADOPTED",
    "EDITION_DRAFTED",
    "EXEMPTED",
    "GRADES_DECIDED",
    "GRADE_PROPOSED",
    "NOTED_BY_HAND",
    "OBJECTED",
    "REJECTED",
    "UPHELD",
    "WITHDRAWN",
    "YEAR_FROZEN",
    "YEAR_OPENED",
    "YEAR_THAWED",
]
