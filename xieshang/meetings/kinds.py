"""The kinds of occasion that every assembly begins with; an assembly changes them as data afterwards."""

from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext_noop

from xieshang.meetings.states import Entitled


@dataclass(frozen=True, slots=True)
class Standard:
    """What a kind begins with: see `models.Kind` for each field. Days are working days."""

    code: str
    name: str
    entitled: Entitled
    notice_days: int = 0
    papers_days: int = 0
    minutes_days: int = 7
    quorum_percent: int = 0
    opens_with_first_topic: bool = False
    needs_approval: bool = True
    absence_counts: bool = True
    parties_first: bool = False
    needs_answer: bool = True
    leaves_not_counted: list[str] = field(default_factory=list)


STANDARD: Final = (
    Standard("plenary", gettext_noop("全体会议"), Entitled.MEMBERS, 15, 10, 7, quorum_percent=50, parties_first=True),
    Standard(
        "party_group", gettext_noop("党组会议"), Entitled.PARTY_GROUP, opens_with_first_topic=True, absence_counts=False
    ),
    Standard("chairs", gettext_noop("主席会议"), Entitled.CHAIRS, 5, 3, 7, 50, opens_with_first_topic=True),
    Standard("standing", gettext_noop("常委会会议"), Entitled.STANDING, 15, 10, 7, 50, opens_with_first_topic=True),
    Standard("study", gettext_noop("集中学习研讨"), Entitled.CHOSEN, 3, opens_with_first_topic=True),
    Standard("forum", gettext_noop("座谈会"), Entitled.CHOSEN, 3),
    Standard("system", gettext_noop("全市政协系统会议"), Entitled.CHOSEN, 5, absence_counts=False),
    Standard("activity", gettext_noop("活动"), Entitled.CHOSEN, 3, minutes_days=0, needs_approval=False),
)
"""Notice 15, papers 10, minutes 7 working days: as consultation meetings are announced (field.md §5.1)."""
