"""What is entered by hand, and confirmed by a second person."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class Noted:
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """To the credit of `member`, for the item `about`, on the day of the deed; `amount` in hundredths of a point."""

    member: int
    title: str
    about: str
    amount: int
    on: date


@dataclass(frozen=True, slots=True)
class Corrected:
    """The same in place of the entry that it `undoes`."""

    member: int
    title: str
    about: str
    amount: int
    on: date
    undoes: int


@dataclass(frozen=True, slots=True)
class Rejected:
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exempted:
    """`item` is the title of the item or gate, as the scheme of the year calls it."""

    year: int
    item: str
    reason: str


NOTED_BY_HAND = Event("duties.hand_noted", _("录入“%(title)s”，待核实"), Noted)
CONFIRMED = Event("duties.entered", _("%(title)s"), Confirmed, credits=True)
CORRECTED = Event("duties.corrected", _("%(title)s（更正）"), Corrected, credits=True)
REJECTED = Event("duties.hand_rejected", _("“%(title)s”未通过核实：%(reason)s"), Rejected)
EXEMPTED = Event("duties.exempted", _("免除 %(year)s 年的“%(item)s”：%(reason)s"), Exempted)
