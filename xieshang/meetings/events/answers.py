"""What happens between the notice of an occasion and its beginning, for each person on the roster.

Why somebody asks for leave is in no entry: the ledger is read by more people than may know it.
"""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshang.meetings.states import Answer
from xieshang.spine.event import Event, Facts, Plain


@dataclass(frozen=True, slots=True)
class Listed:
    """Who was put on the roster: the keys of their lines; `told`: people had the notice already."""

    attendees: list[int]
    count: int
    told: bool


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Who was taken off the roster: person and member by their keys, where they have any."""

    name: str
    person: int | None
    member: int | None
    told: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person on the roster said; `late`: after the day that the notice asked for."""

    attendee: int
    member: int | None
    name: str
    answer: Answer
    before: str
    late: bool


@dataclass(frozen=True, slots=True)
class OfLeave:
    """Whose leave; `late`: asked for after the day that the notice asked for an answer by; `sittings`: the numbers of
    the half-days that it is for, none where it is for all of them."""

    leave: int
    attendee: int
    member: int | None
    name: str
    late: bool
    sittings: list[int]


@dataclass(frozen=True, slots=True)
class Reminded:
    """Who had not answered: the keys of their lines."""

    attendees: list[int]
    count: int


def _which(payload: Facts) -> Facts:
    """For which half-days a leave was, where it was for some of them."""
    numbers = gettext("、").join(map(str, payload.get("sittings", ())))
    return {"which": gettext("（第 %(numbers)s 个半天）") % {"numbers": numbers} if numbers else ""}


ROSTER_DRAWN = Event("meetings.roster_filled", _("按种类列出了名单，新列入 %(count)s 人"), Listed)
LISTED = Event("meetings.listed", _("把 %(count)s 人列入名单"), Listed)
UNLISTED = Event("meetings.unlisted", _("把%(name)s移出名单"), Unlisted)
ANSWERED = Event("meetings.answered", _("%(name)s回复通知：%(answer)s"), Answered)
LEAVE_ASKED = Event("meetings.leave_asked", _("%(name)s请假%(which)s"), OfLeave, words=_which)
LEAVE_GRANTED = Event("meetings.leave_granted", _("准%(name)s的假%(which)s"), OfLeave, words=_which)
LEAVE_REFUSED = Event("meetings.leave_refused", _("没有准%(name)s的假%(which)s"), OfLeave, words=_which)
LEAVE_WITHDRAWN = Event("meetings.leave_withdrawn", _("%(name)s撤回请假%(which)s"), OfLeave, words=_which)
REMINDED = Event("meetings.reminded", _("提醒了 %(count)s 位还没有回复的人"), Reminded)
FEED_OPENED = Event("meetings.feed_opened", _("开通了日历订阅"), Plain)
FEED_REVOKED = Event("meetings.feed_revoked", _("收回了日历订阅地址"), Plain)
