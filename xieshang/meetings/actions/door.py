"""Signing in and out, putting right, settling: see `door.attendance` for what records come to."""

from datetime import datetime
from secrets import token_hex
from typing import Any

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import events, queries, rules
from xieshang.meetings.actions.attended import tell_again, tell_attended
from xieshang.meetings.door import attendance as reckoning
from xieshang.meetings.door import fence, gate
from xieshang.meetings.models import Attendance, DoorRecord, Meeting, Sitting
from xieshang.meetings.states import THERE, Direction, Part, Presence, SignInWay
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import batch, keep
from xieshang.spine.rule import Refused


@action(rules.may_sign_in)
def sign_in(attendance: Attendance, *, by: Person, word: str) -> Attendance:
    """Sign oneself in by the code on the hall's screen, or by the pass that it became when the page was opened.

    Refused where the code has changed since, on the field `word`.
    """
    secret, now = attendance.sitting.meeting.gate, clock.now()
    if not (gate.is_pass(secret, word, by.pk, now) or gate.is_current(secret, word, now)):
        raise Refused(_("会场码不对，或者已经换了。请再扫一次屏幕上的码，或输入屏幕上现在的 8 位码。"), field="word")
    return _came(attendance, by, SignInWay.HALL, now)


@action(rules.may_sign_in)
def sign_in_by_position(
    attendance: Attendance, *, by: Person, latitude: float, longitude: float, accuracy: float
) -> Attendance:
    """Sign oneself in by being near the place, which the person chose to show. Of the position nothing is kept but
    that it was inside, and how many metres from the place; nothing at all where it was not.
    """
    meeting = attendance.sitting.meeting
    if meeting.latitude is None or meeting.longitude is None:
        raise Refused(_("这次会议不用定位签到。请扫会场屏幕上的码，或请会务人员签到。"))
    if accuracy > fence.WORST:
        raise Refused(_("这次定位不够准。请到窗边再试，或扫会场屏幕上的码。"))
    metres = fence.distance(latitude, longitude, float(meeting.latitude), float(meeting.longitude))
    if not fence.is_inside(metres, meeting.radius):
        known = {"metres": metres, "radius": meeting.radius}
        raise Refused(_("您离会场约 %(metres)s 米，要在 %(radius)s 米以内才能签到。到会场后再试，或扫会场码。") % known)
    return _came(attendance, by, SignInWay.FENCE, clock.now(), inside=True, distance=metres)


@action(rules.may_admit)
def admit(attendance: Attendance, *, by: Person, way: SignInWay) -> Attendance:
    """Sign somebody in whose card was scanned (CARD) or who was ticked on the list (LIST)."""
    return _came(attendance, by, way, clock.now())


@action(rules.may_sign_out)
def sign_out(attendance: Attendance, *, by: Person) -> Attendance:
    """Somebody goes; early, where it is long before the end. Signing in again is coming back."""
    keep(_record(attendance, Direction.OUT, by=by, at=clock.now()))
    renew(attendance)
    events.SIGNED_OUT.record(attendance, by, **named(attendance), presence=attendance.presence)
    return attendance


@action(rules.may_correct, first="sitting")
def correct(attendance: Attendance, *, by: Person, presence: Presence, reason: str) -> Attendance:
    """Put an attendance right by a new entry, which wins over all before it; nothing is taken away."""
    before = attendance.presence
    if before == presence:
        raise Refused(_("现在记的就是“%(presence)s”，不用更正。") % {"presence": presence.label}, field="presence")
    keep(_record(attendance, Direction.CORRECTION, by=by, at=clock.now(), presence=presence, reason=reason))
    renew(attendance)
    events.ATTENDANCE_CORRECTED.record(
        attendance, by, **named(attendance), before=before, presence=presence, reason=reason
    )
    tell_again(attendance, by)
    return attendance


@action(rules.may_settle)
def settle(sitting: Sitting, *, by: Person) -> Sitting:
    """End a half-day's counting: whoever is expected still becomes absent, or on leave where it was granted.

    Staff are not counted. Of each is told how many half-days of the whole occasion were attended until now.
    """
    sitting.settled_at = clock.now()
    keep(sitting)
    leave = queries.on_leave(sitting)
    seen = queries.presences(sitting)
    with batch(queries.attendances(sitting).exclude(attendee__part=Part.STAFF)) as rows:
        for attendance in rows:
            attendance.sitting = sitting
            has_leave = attendance.attendee_id in leave
            attendance.presence = reckoning.settled(attendance.presence, has_leave=has_leave)
            keep(attendance)
        tell_attended(sitting, rows, by)
    entitled = (one for one in rows if one.attendee.part == Part.ENTITLED)
    of = [reckoning.best({one.presence, seen.get(one.attendee_id, one.presence)}) for one in entitled]
    counts = {"on_leave": of.count(Presence.ON_LEAVE), "absent": of.count(Presence.ABSENT)}
    there = sum(presence in THERE for presence in of)
    events.SITTING_SETTLED.record(sitting, by, number=sitting.number, there=there, **counts)
    return sitting


@action(rules.may_renew_gate)
def renew_gate(meeting: Meeting, *, by: Person) -> Meeting:
    """A new secret for the door: every code, pass and card that was given before ends."""
    meeting.gate = token_hex(16)
    keep(meeting)
    events.GATE_RENEWED.record(meeting, by)
    return meeting


def _came(attendance: Attendance, by: Person, way: SignInWay, at: datetime, **seen: Any) -> Attendance:
    record = _record(attendance, Direction.IN, by=by, at=at, way=way, **seen)
    if attendance.presence == Presence.EXPECTED:
        _let_be(attendance, reckoning.fold([record], attendance.sitting))
        said = {**named(attendance), "way": way, "presence": attendance.presence}
        events.SIGNED_IN.record_with(record, attendance, by, **said)
        return attendance
    keep(record)
    renew(attendance)
    events.SIGNED_IN.record(attendance, by, **named(attendance), way=way, presence=attendance.presence)
    return attendance


def _record(attendance: Attendance, direction: Direction, *, at: datetime, **parts: Any) -> DoorRecord:
    return DoorRecord(attendance=attendance, direction=direction, at=at, received_at=at, **parts)


def renew(attendance: Attendance) -> reckoning.Standing:
    """Let a held attendance be what its records come to."""
    standing = reckoning.fold(attendance.records.all(), attendance.sitting)
    _let_be(attendance, standing)
    if attendance.sitting.settled_at is not None and attendance.presence == Presence.EXPECTED:
        has_leave = attendance.attendee_id in queries.on_leave(attendance.sitting)
        attendance.presence = reckoning.settled(attendance.presence, has_leave=has_leave)
    keep(attendance)
    return standing


def _let_be(attendance: Attendance, standing: reckoning.Standing) -> None:
    attendance.presence, attendance.way = standing.presence, standing.way
    attendance.in_at, attendance.out_at = standing.in_at, standing.out_at


def named(attendance: Attendance) -> dict[str, Any]:
    """Of whom an event of the door speaks."""
    return {"name": attendance.attendee.name, "member": attendance.attendee.member_id}
