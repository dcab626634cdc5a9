"""What a member objects to, and what was answered."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class Objected:
    """`entry` is the ledger entry objected to, 0 where something is missing."""

    year: int
    entry: int


@dataclass(frozen=True, slots=True)
class Answered:
    year: int
    reason: str


@dataclass(frozen=True, slots=True)
class OfYear:
    year: int


OBJECTED = Event("duties.objected", _("对 %(year)s 年的履职得分提出异议"), Objected)
UPHELD = Event("duties.objection_upheld", _("异议成立：%(reason)s"), Answered)
DISMISSED = Event("duties.objection_dismissed", _("异议不成立：%(reason)s"), Answered)
WITHDRAWN = Event("duties.objection_withdrawn", _("撤回了对 %(year)s 年履职得分的异议"), OfYear)
