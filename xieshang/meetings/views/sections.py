"""The doors on the page of an occasion: each area of the room puts its own here, at its natural place."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person, Visitor
from xieshang.meetings import queries, rules
from xieshang.meetings.models import Meeting
from xieshang.spine.rule import ALLOWED, Verdict, refuse


@dataclass(frozen=True, slots=True)
class Section:
    """A door: its words, the name of its address (which takes the occasion's `pk`), its icon, and who may go in."""

    label: str | Promise
    name: str
    icon: str
    rule: Callable[[Person | Visitor, Meeting], Verdict]
    note: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Door:
    """A section as a page draws it."""

    label: str
    href: str
    icon: str
    note: str


def _everybody(_who: Person | Visitor, _meeting: Meeting) -> Verdict:
    """Whoever sees the occasion."""
    return ALLOWED


def _of_speeches(_who: Person | Visitor, meeting: Meeting) -> Verdict:
    """Where speeches are collected before it."""
    return ALLOWED if queries.takes_speeches(meeting) else refuse(gettext("这次会议不征集大会发言。"))


SECTIONS = (
    Section(_("现在"), "meetings:now", "clock", _everybody, _("此刻可以做的事")),
    Section(_("名单"), "meetings:roster", "users", rules.may_read_roster, _("谁来、谁不来、谁还没回复")),
    Section(_("回复情况"), "meetings:answers", "chart-bar", rules.may_read_roster, _("按界别")),
    Section(_("座位表"), "meetings:seats", "users-group", rules.may_read_plan, _("排座、公布、打印")),
    Section(_("我的座位"), "meetings:own_seat", "map-pin", rules.may_see_own_seat),
    Section(_("签到"), "meetings:door", "qrcode", _everybody, _("签到、到会情况")),
    Section(_("议程"), "meetings:agenda", "list", _everybody, _("议题和材料")),
    Section(_("大会发言"), "meetings:speeches", "microphone", _of_speeches),
    Section(_("表决"), "meetings:votes", "clipboard-check", _everybody),
    Section(_("纪要"), "meetings:minutes", "file-text", _everybody),
)
"""In the order of an occasion's life. An area adds its lines where they belong."""


def sections_of(who: Person | Visitor, meeting: Meeting) -> list[Door]:
    """The doors through which this person may go."""
    return [
        Door(str(one.label), reverse(one.name, args=[meeting.pk]), one.icon, str(one.note))
        for one in SECTIONS
        if one.rule(who, meeting)
    ]
