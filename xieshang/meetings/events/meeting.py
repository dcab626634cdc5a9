"""What happens to an occasion as a whole."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class KindsFounded:
    """`kinds` are the codes."""

    kinds: list[str]


@dataclass(frozen=True, slots=True)
class OfKind:
    """A kind by its code and its name then; `changed` names the fields that have another value."""

    code: str
    name: str
    changed: list[str]


@dataclass(frozen=True, slots=True)
class Titled:
    """The title of the occasion then."""

    title: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """`kind` is the code; `source` is the key of the occasion it is a copy or a part of."""

    title: str
    kind: str
    source: int | None


@dataclass(frozen=True, slots=True)
class Changed:
    """`fields` have another value; `told` says whether people had the notice already."""

    title: str
    fields: list[str]
    told: bool


@dataclass(frozen=True, slots=True)
class SittingsSet:
    """How many half-days."""

    count: int


@dataclass(frozen=True, slots=True)
class Notified:
    """`days_before` working days before the occasion, of which `days_asked` are asked; a late one has its reason."""

    title: str
    listed: int
    days_before: int
    days_asked: int
    reason: str


@dataclass(frozen=True, slots=True)
class NoticeReturned:
    """With the reason that those who arrange it read."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """`told` says whether people had the notice already."""

    title: str
    reason: str
    told: bool


@dataclass(frozen=True, slots=True)
class TemplateSaved:
    """The template's name."""

    name: str


KINDS_FOUNDED = Event("meetings.kinds_founded", _("设定了会议活动的种类"), KindsFounded)
KIND_ADDED = Event("meetings.kind_added", _("增加了会议活动的种类：%(name)s"), OfKind)
KIND_CHANGED = Event("meetings.kind_changed", _("修改了会议活动的种类：%(name)s"), OfKind)
KIND_ENDED = Event("meetings.kind_ended", _("停用了会议活动的种类：%(name)s"), OfKind)
DRAFTED = Event("meetings.drafted", _("草拟了会议活动《%(title)s》"), Drafted)
CHANGED = Event("meetings.changed", _("修改了会议活动《%(title)s》"), Changed)
SITTINGS_SET = Event("meetings.sittings_set", _("排定了 %(count)s 个半天"), SittingsSet)
APPROVAL_ASKED = Event("meetings.approval_asked", _("送请批准《%(title)s》"), Titled)
APPROVED = Event("meetings.approved", _("批准了《%(title)s》的通知"), Titled)
NOTICE_RETURNED = Event("meetings.notice_returned", _("退回修改《%(title)s》的通知：%(reason)s"), NoticeReturned)
TAKEN_BACK = Event("meetings.taken_back", _("收回修改《%(title)s》"), Titled)
NOTIFIED = Event("meetings.notified", _("发出了《%(title)s》的通知，名单 %(listed)s 人"), Notified)
CANCELLED = Event("meetings.cancelled", _("取消了《%(title)s》：%(reason)s"), Cancelled)
OPENED = Event("meetings.opened", _("《%(title)s》开会"), Titled)
CLOSED = Event("meetings.closed", _("《%(title)s》散会"), Titled)
REOPENED = Event("meetings.reopened", _("《%(title)s》继续开会"), Titled)
TEMPLATE_SAVED = Event("meetings.template_saved", _("存为模板：%(name)s"), TemplateSaved)

__all__ = [
    "APPROVAL_ASKED",
    "APPROVED",
    "CANCELLED",
    "CHANGED",
    "CLOSED",
    "DRAFTED",
    "KINDS_FOUNDED",
    "KIND_ADDED",
    "KIND_CHANGED",
    "KIND_ENDED",
    "NOTICE_RETURNED",
    "NOTIFIED",
    "OPENED",
    "REOPENED",
    "SITTINGS_SET",
    "TAKEN_BACK",
    "TEMPLATE_SAVED",
]
