"""What happens to those who are proposed as outstanding members."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class Put:
    """`of` is "year" or "term"; `year` the year, or the last year of the term that was looked at."""

    of: str
    year: int
    name: str


@dataclass(frozen=True, slots=True)
class Awarded:
    of: str
    year: int
    name: str
    meeting: str
    on: date
    certificate: str


@dataclass(frozen=True, slots=True)
class Declined:
    of: str
    year: int
    name: str
    meeting: str
    on: date


AWARD_PROPOSED = Event("duties.award_proposed", _("推荐%(name)s为优秀委员"), Put)
AWARD_GRANTED = Event("duties.awarded", _("%(meeting)s审定，%(name)s评为优秀委员（%(certificate)s）"), Awarded)
AWARD_DECLINED = Event("duties.award_declined", _("%(meeting)s审定，%(name)s未评为优秀委员"), Declined)
