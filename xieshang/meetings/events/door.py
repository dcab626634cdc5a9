"""What happens at the door. An event of a person names the member, so that the record of duty is drawn from it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.meetings.states import Presence
from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`name` of who came; `member` is the member's key, None for guests; `way` is one of `SignInWay`."""

    name: str
    member: int | None
    way: str
    presence: str


@dataclass(frozen=True, slots=True)
class SignedOut:
    """`presence` says whether it was early."""

    name: str
    member: int | None
    presence: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """From which presence to which, and why."""

    name: str
    member: int | None
    before: str
    presence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A device's record changed how somebody stands who was known already: from which presence to which."""

    name: str
    member: int | None
    device: int
    before: str
    presence: str


@dataclass(frozen=True, slots=True)
class Sent:
    """How many records a device sent: taken, known already, refused."""

    device: str
    taken: int
    known: int
    refused: int


@dataclass(frozen=True, slots=True)
class Attended:
    """How somebody was at an occasion until now: `halves` attended `of_halves` that were settled. What they did at its
    parts (opening, panels, closing) is within its half-days.

    `about` is the code of the kind of occasion, `on` the day that it began; `counts`: would absence count? Not by every
    kind, nor with every type of leave; of which type it was is not told. What was told before of the same occasion
    (`undoes`, None at first) counts no more.
    """

    name: str
    member: int | None
    title: str
    about: str
    on: str
    presence: Presence
    halves: int
    of_halves: int
    attended: bool
    counts: bool
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Settled:
    """How many were there, on leave and absent, of those entitled."""

    number: int
    there: int
    on_leave: int
    absent: int


@dataclass(frozen=True, slots=True)
class DeviceNamed:
    """A clerk's device; its key is in no event."""

    device: str


@dataclass(frozen=True, slots=True)
class GateRenewed:
    """The secret itself is in no event."""


SIGNED_IN = Event("meetings.signed_in", _("%(name)s签到"), SignedIn)
SIGNED_OUT = Event("meetings.signed_out", _("%(name)s离场"), SignedOut)
ATTENDANCE_CORRECTED = Event("meetings.attendance_corrected", _("更正了%(name)s的出席情况：%(reason)s"), Corrected)
RECORD_MERGED = Event("meetings.record_merged", _("并入了%(name)s的离线记录"), Merged)
RECORDS_SENT = Event(
    "meetings.records_sent",
    _("设备“%(device)s”补传了记录：并入 %(taken)s 条，已有 %(known)s 条，不收 %(refused)s 条"),
    Sent,
)
ATTENDED = Event(
    "meetings.attended",
    _("核定%(name)s在“%(title)s”的出席：%(presence)s（%(halves)s / %(of_halves)s 个半天）"),
    Attended,
    credits=True,
)
SITTING_SETTLED = Event(
    "meetings.sitting_settled",
    _("核定了第 %(number)s 个半天的出席：到会 %(there)s 人，请假 %(on_leave)s 人，缺席 %(absent)s 人"),
    Settled,
)
DEVICE_REGISTERED = Event("meetings.device_registered", _("登记了签到设备“%(device)s”"), DeviceNamed)
DEVICE_REVOKED = Event("meetings.device_revoked", _("停用了签到设备“%(device)s”"), DeviceNamed)
GATE_RENEWED = Event("meetings.gate_renewed", _("更换了会场码"), GateRenewed)
