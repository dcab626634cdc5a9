"""The doors on the page of an occasion: each area of the room puts its own here, at its natural place."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person, Visitor
from xieshang.meetings import rules
from xieshang.meetings.models import Meeting
from xieshang.spine.rule import Verdict


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


SECTIONS = (
    Section(_("名单"), "meetings:roster", "users", rules.may_read_roster, _("谁来、谁不来、谁还没回复")),
    Section(_("回复情况"), "meetings:answers", "chart-bar", rules.may_read_roster, _("按界别")),
)
"""In the order of an occasion's life. An area adds its lines where they belong."""


def sections_of(who: Person | Visitor, meeting: Meeting) -> list[Door]:
    """The doors through which this person may go."""
    return [
        Door(str(one.label), reverse(one.name, args=[meeting.pk]), one.icon, str(one.note))
        for one in SECTIONS
        if one.rule(who, meeting)
    ]
