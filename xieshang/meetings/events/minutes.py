"""What happens to the minutes of an occasion."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class OfMinutes:
    """`version` is the text's number at that time, `title` the occasion's."""

    title: str
    version: int


@dataclass(frozen=True, slots=True)
class MinutesReturned:
    """With the reason that the office reads."""

    title: str
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class MinutesIssued:
    """Under its number."""

    title: str
    version: int
    number: str


MINUTES_DRAFTED = Event("meetings.minutes_drafted", _("由会议记录生成了《%(title)s》的纪要"), OfMinutes)
MINUTES_CHANGED = Event("meetings.minutes_changed", _("修改了《%(title)s》的纪要，第 %(version)s 稿"), OfMinutes)
MINUTES_PROPOSED = Event("meetings.minutes_proposed", _("《%(title)s》的纪要送审"), OfMinutes)
MINUTES_RETURNED = Event("meetings.minutes_returned", _("《%(title)s》的纪要退回修改：%(reason)s"), MinutesReturned)
MINUTES_APPROVED = Event("meetings.minutes_approved", _("《%(title)s》的纪要已审定"), OfMinutes)
MINUTES_REVISED = Event("meetings.minutes_revised", _("《%(title)s》的纪要开始修订"), OfMinutes)
MINUTES_ISSUED = Event("meetings.minutes_issued", _("印发了《%(title)s》的纪要，%(number)s"), MinutesIssued)
