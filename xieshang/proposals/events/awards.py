"""What happens in a round of awards: opened, nominated, marked, decided; and who is honoured."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshang.proposals.events.life import ByBureau
from xieshang.proposals.states import HonourKind
from xieshang.spine.event import Event, Facts


@dataclass(frozen=True, slots=True)
class RoundOpened:
    title: str
    nominations_until_on: date
    marks_until_on: date


@dataclass(frozen=True, slots=True)
class Nominated:
    """`whom` is the title of the case, the bureau, or the bureau and the person."""

    kind: HonourKind
    whom: str


def _quoted(payload: Facts) -> Facts:
    """A title in quotation marks, which an older entry has already."""
    is_title = payload.get("kind") == HonourKind.PROPOSAL
    return {"whom": gettext("《%(title)s》") % {"title": payload["whom"]}} if is_title else {}


@dataclass(frozen=True, slots=True)
class MarkingStarted:
    title: str
    nominations: int
    marks_until_on: date


@dataclass(frozen=True, slots=True)
class Marked:
    """The score is nobody's affair but the marker's and the clerk's: it stands in the mark."""

    nomination: int


@dataclass(frozen=True, slots=True)
class RoundDecided:
    title: str
    proposals: int
    bureaus: int
    people: int


@dataclass(frozen=True, slots=True)
class Honoured:
    """`round` is the key of the round that honours, `title` its title."""

    round: int
    title: str


@dataclass(frozen=True, slots=True)
class StaffHonoured:
    person: int
    name: str
    bureau_name: str


ROUND_OPENED = Event("proposals.award_round_opened", _("开始%(title)s，推荐到 %(nominations_until_on)s"), RoundOpened)
NOMINATED = Event("proposals.nominated", _("推荐%(whom)s为%(kind)s"), Nominated, words=_quoted)
MARKING_STARTED = Event("proposals.marking_started", _("%(title)s开始评分，到 %(marks_until_on)s"), MarkingStarted)
MARKED = Event("proposals.nomination_marked", _("为一项推荐评了分"), Marked)
ROUND_DECIDED = Event(
    "proposals.award_round_decided",
    _("%(title)s公布：优秀提案 %(proposals)s 件，先进承办单位 %(bureaus)s 个，先进个人 %(people)s 名"),
    RoundDecided,
)
HONOURED = Event("proposals.honoured", _("在%(title)s中评为优秀提案"), Honoured, credits=True)
BUREAU_HONOURED = Event("proposals.bureau_honoured", _("%(bureau_name)s评为先进承办单位"), ByBureau)
STAFF_HONOURED = Event("proposals.staff_honoured", _("%(bureau_name)s %(name)s评为先进个人"), StaffHonoured)
