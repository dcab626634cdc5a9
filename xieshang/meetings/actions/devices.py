"""Clerks' devices that sign in without a network, and the merging of what they send later."""

from collections import Counter
from collections.abc import Sequence
from secrets import token_hex
from uuid import UUID

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import events, rules
from xieshang.meetings.actions.attended import tell_again
from xieshang.meetings.actions.door import named, renew
from xieshang.meetings.door import gate, reasons
from xieshang.meetings.door.attendance import OPENS_BEFORE
from xieshang.meetings.door.offline import AHEAD, Outcome, SentRecord
from xieshang.meetings.models import Attendance, Device, DoorRecord, Meeting, Sitting
from xieshang.meetings.states import Direction, SignInWay
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep, remember
from xieshang.spine.rule import Refused


@action(rules.may_register_device, lock=False)
def register_device(meeting: Meeting, *, by: Person, name: str) -> Device:
    """A device that may keep records of this occasion without a network; it is given its key once."""
    device = keep(Device(meeting=meeting, person=by, name=name, key=token_hex(32), made_at=clock.now()))
    events.DEVICE_REGISTERED.record(device, by, device=name)
    return device


@action(rules.may_revoke_device)
def revoke_device(device: Device, *, by: Person) -> Device:
    """Take a device out of use: nothing that it sends from now on is taken."""
    device.revoked_at = clock.now()
    keep(device)
    events.DEVICE_REVOKED.record(device, by, device=device.name)
    return device


@action(rules.may_take_records, lock=False)
def take_records(device: Device, *, by: Person, records: Sequence[SentRecord]) -> list[Outcome]:
    """Merge what a device kept, each record once however often it is sent, by the rule of `door.attendance.fold`.

    A record that is not signed with the device's key, speaks of nobody on the roster or of a moment when the door was
    shut, or comes from a card that is not that person's, is refused with its reason and changes nothing; the others are
    taken all the same. Outcomes in the order of the records.
    """
    held = _held(device, {record.attendee for record in records})
    keys = [record.key for record in records]
    known = set(DoorRecord.objects.filter(record_key__in=keys).values_list("record_key", flat=True))
    outcomes = []
    for record in records:
        outcomes.append(_taken(device, by, record, held.get((record.sitting, record.attendee)), known))
        known.add(record.key)
    count = Counter(outcome.state for outcome in outcomes)
    said = {state: count[state] for state in ("taken", "known", "refused")}
    events.RECORDS_SENT.record(device, by, device=device.name, **said)
    return outcomes


def _held(device: Device, attendees: set[int]) -> dict[tuple[int, int], Attendance]:
    """The attendances that the records speak of, locked in the order of their keys, after their half-days: none of
    those is settled meanwhile.
    """
    list(Sitting.objects.select_for_update().filter(meeting=device.meeting_id).order_by("pk"))
    rows = Attendance.objects.filter(sitting__meeting=device.meeting_id, attendee__in=attendees)
    every = rows.select_related("sitting__meeting__kind", "attendee").select_for_update(of=("self",)).order_by("pk")
    for attendance in every:
        remember(attendance)
    return {(one.sitting_id, one.attendee_id): one for one in every}


def _taken(
    device: Device, by: Person, sent: SentRecord, attendance: Attendance | None, known: set[UUID | None]
) -> Outcome:
    try:
        if attendance is None:
            raise Refused(_("名单里没有这个人，或者没有这个半天。"))
        _require_sound(device, sent, attendance)
        if sent.key in known:
            return Outcome(sent.key, "known", _("%(name)s：这条已经收到过。") % {"name": attendance.attendee.name})
    except Refused as refused:
        return Outcome(sent.key, "refused", refused.reason)
    return Outcome(sent.key, "taken", _merge(device, by, sent, attendance))


def _require_sound(device: Device, sent: SentRecord, attendance: Attendance) -> None:
    """Raises Refused for a record that cannot be trusted."""
    name = {"name": attendance.attendee.name}
    if not gate.is_signed(device.key, sent.text(device.pk), sent.signature):
        raise Refused(_("%(name)s：记录不是用这台设备的密钥签的，不收。") % name)
    if sent.card and gate.attendee_on(attendance.sitting.meeting.gate, sent.card) != sent.attendee:
        raise Refused(_("%(name)s：离线时读到的委员码不对，没有算作签到。请核对是不是本人，再在名单里更正。") % name)
    if sent.at > clock.now() + AHEAD:
        raise Refused(_("%(name)s：记录的时间还没有到，请校准设备的时钟，再补签。") % name)
    sitting = attendance.sitting
    if not sitting.starts_at - OPENS_BEFORE <= sent.at < sitting.ends_at:
        raise Refused(_("%(name)s：记录的时间不在这半天的签到时间内，不收。") % name)


def _merge(device: Device, by: Person, sent: SentRecord, attendance: Attendance) -> str:
    """Keep the record, let the attendance be what all its records come to; says what was taken and why."""
    before = attendance.presence, attendance.in_at, attendance.way, attendance.out_at
    record = keep(
        DoorRecord(
            attendance=attendance,
            direction=sent.direction,
            way=SignInWay.OFFLINE if sent.direction == Direction.IN else "",
            at=sent.at,
            received_at=clock.now(),
            by=by,
            device=device,
            record_key=sent.key,
        )
    )
    standing = renew(attendance)
    if before != (attendance.presence, attendance.in_at, attendance.way, attendance.out_at):
        _tell(device, by, attendance, record, before[0], is_first=before[1] is None)
        tell_again(attendance, by)
    every = sorted(attendance.records.all(), key=lambda one: (one.at, one.pk))
    said = next(why for one, why in reasons.of(every, standing) if one.pk == record.pk)
    return _("%(name)s：%(why)s") % {"name": attendance.attendee.name, "why": said}


def _tell(
    device: Device, by: Person, attendance: Attendance, record: DoorRecord, before: str, *, is_first: bool
) -> None:
    who, presence = named(attendance), attendance.presence
    if record.direction == Direction.OUT:
        events.SIGNED_OUT.record(attendance, by, **who, presence=presence)
    elif is_first:
        events.SIGNED_IN.record(attendance, by, **who, way=record.way, presence=presence)
    else:
        events.RECORD_MERGED.record(attendance, by, **who, device=device.pk, before=before, presence=presence)
