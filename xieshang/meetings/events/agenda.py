"""What happens to the agenda of an occasion, and on the speaking list in the hall."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class OfItem:
    """`number` is the item's at that time."""

    item: int
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class ItemMoved:
    """From one number to another."""

    item: int
    title: str
    was: int
    number: int


@dataclass(frozen=True, slots=True)
class OfPaper:
    """A paper of an item; `file` is its key."""

    item: int
    title: str
    file: str
    name: str


@dataclass(frozen=True, slots=True)
class PaperAttached:
    """Likewise; `late` where fewer working days were left than the kind of the occasion asks."""

    item: int
    title: str
    file: str
    name: str
    late: bool


@dataclass(frozen=True, slots=True)
class OfTurn:
    """A turn on the speaking list. `member` is the speaker's key on the roll; None for a guest. `body`: in whose name,
    "" for themselves."""

    turn: int
    item: int
    title: str
    name: str
    member: int | None
    body: str = ""


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """`seconds` is how long they spoke."""

    turn: int
    item: int
    title: str
    name: str
    member: int | None
    seconds: int
    body: str = ""


def in_name_of(body: str, name: str) -> str:
    """Somebody who speaks in the name of a body."""
    return gettext("%(body)s（%(name)s）") % {"body": body, "name": name}


def _who(said: dict[str, Any]) -> dict[str, Any]:
    """Who it is, with the body; what was recorded before there was one says none."""
    return {"who": in_name_of(said["body"], said["name"]) if said.get("body") else said["name"]}


ITEM_ADDED = Event("meetings.item_added", _("加入了议程 %(number)s《%(title)s》"), OfItem)
ITEM_CHANGED = Event("meetings.item_changed", _("修改了议程 %(number)s《%(title)s》"), OfItem)
ITEM_MOVED = Event("meetings.item_moved", _("把议程《%(title)s》从第 %(was)s 项移到第 %(number)s 项"), ItemMoved)
ITEM_REMOVED = Event("meetings.item_removed", _("移去了议程 %(number)s《%(title)s》"), OfItem)
ITEM_STARTED = Event("meetings.item_started", _("开始了议程 %(number)s《%(title)s》"), OfItem)
ITEM_ENDED = Event("meetings.item_ended", _("结束了议程 %(number)s《%(title)s》"), OfItem)
ITEM_SKIPPED = Event("meetings.item_skipped", _("跳过了议程 %(number)s《%(title)s》"), OfItem)
ITEM_NOTED = Event("meetings.item_noted", _("记录了议程 %(number)s《%(title)s》的结果"), OfItem)
PAPER_ATTACHED = Event("meetings.paper_attached", _("给议程《%(title)s》加了材料“%(name)s”"), PaperAttached)
PAPER_REMOVED = Event("meetings.paper_removed", _("从议程《%(title)s》移去了材料“%(name)s”"), OfPaper)
TURN_ASKED = Event("meetings.turn_asked", _("%(who)s在议程《%(title)s》申请发言"), OfTurn, words=_who)
TURN_NAMED = Event("meetings.turn_named", _("同意%(name)s代表%(body)s发言（议程《%(title)s》）"), OfTurn)
TURN_CALLED = Event("meetings.turn_called", _("请%(who)s发言（议程《%(title)s》）"), OfTurn, words=_who)
TURN_ENDED = Event(
    "meetings.turn_ended", _("%(who)s在议程《%(title)s》发言 %(seconds)s 秒"), TurnEnded, credits=True, words=_who
)
TURN_WITHDRAWN = Event("meetings.turn_withdrawn", _("%(who)s不再发言（议程《%(title)s》）"), OfTurn, words=_who)
