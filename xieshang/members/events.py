"""What can happen to the roll. No payload holds a person's name, number or birth."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshang.members.states import ExportedList, PostKind
from xieshang.spine.event import Event, Facts


@dataclass(frozen=True, slots=True)
class Named:
    """The name of an assembly or of something in it."""

    name: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """What it is called from now on, and what it was called."""

    name: str
    before: str


@dataclass(frozen=True, slots=True)
class TermOpened:
    """Which term, and its half-open period as known then."""

    number: int
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class TermClosed:
    """`on` is the first day after the term."""

    number: int
    on: date


@dataclass(frozen=True, slots=True)
class TermFrozen:
    """`seal` is the SHA-256 over `parts`: of each what it is, how many lines it has and their SHA-256. The ledger's
    part holds the entries of all transactions before `until_tx`."""

    number: int
    seal: str
    until_tx: int
    parts: list[list[str | int]]


@dataclass(frozen=True, slots=True)
class Convened:
    """Which session of its term, and its first and last day."""

    number: int
    year: int
    opens_on: date
    closes_on: date


@dataclass(frozen=True, slots=True)
class Ended:
    """`on` is the first day on which it is no more."""

    name: str
    on: date


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a member was placed, and from which day on."""

    sector: str
    committee: str
    on: date


@dataclass(frozen=True, slots=True)
class Corrected:
    """The names of the fields that were corrected, separated by commas; never their values."""

    fields: str


@dataclass(frozen=True, slots=True)
class Left:
    """`on` is the first day without membership; `reason` one of `LeaveReason`."""

    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class OfPost:
    """The post, the organ or sector where it is held, if in one, and the day on which it began or from which it is
    no more held."""

    post: PostKind
    place: str
    on: date


def _whole(payload: Facts) -> Facts:
    """The post with its place, which an older entry has in the post itself."""
    if not payload.get("place"):
        return {}
    return {"post": gettext("%(place)s%(post)s") % {"place": payload["place"], "post": PostKind(payload["post"]).label}}


@dataclass(frozen=True, slots=True)
class Imported:
    """What a roll's import did: people admitted, members changed, members found as they were."""

    admitted: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Exported:
    """Which list, how many rows of it, and by what it was narrowed ("sector=3&tab=standing"), without search words."""

    list: ExportedList
    count: int
    narrowed: str


ASSEMBLY_ESTABLISHED = Event("members.assembly_established", _("设立%(name)s"), Named)
TERM_OPENED = Event("members.term_opened", _("第 %(number)s 届开始"), TermOpened)
TERM_CLOSED = Event("members.term_closed", _("第 %(number)s 届届满"), TermClosed)
TERM_FROZEN = Event("members.term_frozen", _("第 %(number)s 届封存"), TermFrozen)
SESSION_CONVENED = Event("members.session_convened", _("召开第 %(number)s 次会议"), Convened)
SECTOR_FORMED = Event("members.sector_formed", _("设置界别“%(name)s”"), Named)
SECTOR_RENAMED = Event("members.sector_renamed", _("界别“%(before)s”更名为“%(name)s”"), Renamed)
ORGAN_FORMED = Event("members.organ_formed", _("设立%(name)s"), Named)
ORGAN_DISSOLVED = Event("members.organ_dissolved", _("撤销%(name)s"), Ended)
MEMBER_ADMITTED = Event("members.member_admitted", _("列入委员名册（%(sector)s，%(committee)s）"), Placed)
MEMBER_CORRECTED = Event("members.member_corrected", _("更正委员资料"), Corrected)
MEMBER_TRANSFERRED = Event("members.member_transferred", _("调整到%(sector)s、%(committee)s"), Placed)
MEMBER_LEFT = Event("members.member_left", _("不再担任委员"), Left)
POST_GIVEN = Event("members.post_given", _("任%(post)s"), OfPost, words=_whole)
POST_ENDED = Event("members.post_ended", _("不再任%(post)s"), OfPost, words=_whole)
ROLL_IMPORTED = Event("members.roll_imported", _("导入名册：新增 %(admitted)s 名，更改 %(changed)s 名"), Imported)
LIST_EXPORTED = Event("members.list_exported", _("导出“%(list)s”，共 %(count)s 条"), Exported)
