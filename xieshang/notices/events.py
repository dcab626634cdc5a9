"""What the room itself does that is worth keeping."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class Reminded:
    """`on` is the morning; everything due before it had been told of by then."""

    on: date
    cases: int
    people: int


WARNED = Event("notices.warned", _("提醒 %(people)s 人：%(cases)s 项临近期限"), Reminded)


@dataclass(frozen=True, slots=True)
class FollowUpsReminded:
    """`on` is the morning; every question asked by then, and every one late before it, had been told of."""

    on: date
    follow_ups: int
    people: int


FOLLOW_UPS_REMINDED = Event(
    "notices.follow_ups_reminded", _("提醒 %(people)s 人：%(follow_ups)s 项跟踪回访待答复"), FollowUpsReminded
)
KEY_CASES_REMINDED = Event(
    "notices.key_cases_reminded", _("提醒 %(people)s 人：%(cases)s 件重点提案督办逾期"), Reminded
)
REMINDED = Event("notices.reminded", _("提醒 %(people)s 人：%(cases)s 件新逾期"), Reminded)
