"""What people on the roster say to the notice: coming, not coming, leave; and reminding those who said nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import events, queries, rules
from xieshang.meetings.models import Attendee, Leave, Meeting, Sitting
from xieshang.meetings.states import Answer, LeaveKind, LeaveState, Presence
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.event import Event
from xieshang.spine.rule import Actor, Refused


@action(rules.may_note_read, records=False)
def note_read(attendee: Attendee, *, by: Person) -> Attendee:
    """Note when the person first opened the notice. Reading is no deed: the ledger does not hear of it."""
    if attendee.read_at is None:
        attendee.read_at = clock.now()
        keep(attendee)
    return attendee


@action(rules.may_answer, first="meeting")
def answer(attendee: Attendee, *, by: Person, coming: bool) -> Attendee:
    """Say whether one is coming; said anew, the last counts and the record keeps both.

    Whoever says they are coming withdraws the leave they asked for. Not coming without leave is open only to those
    whose absence does not count.
    """
    if not coming and not (verdict := rules.may_say_not_coming(by, attendee)):
        raise Refused(verdict.reason)
    said = Answer.COMING if coming else Answer.NOT_COMING
    if attendee.answer == said:
        raise Refused(_("您已经这样回复过。"))
    if (leave := queries.standing_leave(attendee)) is not None:
        _withdraw(leave, attendee, by)
    before, attendee.answer, attendee.answered_at = attendee.answer, said, clock.now()
    events.ANSWERED.record(
        attendee.meeting,
        by,
        attendee=attendee.pk,
        member=attendee.member_id,
        name=attendee.name,
        answer=said,
        before=str(before),
        late=_is_late(attendee),
    )
    return keep(attendee)


def _is_late(attendee: Attendee) -> bool:
    until: datetime | None = attendee.meeting.answer_by
    return until is not None and clock.now() > until


@action(rules.may_ask_leave, first="meeting")
def ask_leave(attendee: Attendee, *, by: Person, kind: LeaveKind, reason: str, halves: Sequence[Sitting] = ()) -> Leave:
    """Ask for leave, with its type and why: from some half-days that follow each other, else from all of them.

    Who decides is told; late ones are kept as such.
    """
    if not reason.strip():
        raise Refused(_("请写明请假的事由。"), field="reason")
    from_at, until_at = _hours_of(attendee.meeting, halves)
    leave = keep(Leave(attendee=attendee, kind=kind, reason=reason.strip(), from_at=from_at, until_at=until_at))
    attendee.answer, attendee.answered_at = Answer.LEAVE, clock.now()
    keep(attendee)
    _record(events.LEAVE_ASKED, leave, attendee, by)
    return leave


def _hours_of(meeting: Meeting, halves: Sequence[Sitting]) -> tuple[datetime | None, datetime | None]:
    """From when until when; None where it is all of it."""
    every = list(meeting.sittings.order_by("number"))
    chosen = [at for at, one in enumerate(every) if one in halves]
    if not chosen or len(chosen) == len(every):
        return None, None
    if chosen != list(range(chosen[0], chosen[-1] + 1)):
        raise Refused(_("请选连着的半天；中间要参加的，请和会务人员联系。"), field="halves")
    return every[chosen[0]].starts_at, every[chosen[-1]].ends_at


def _record(event: Event[Any], leave: Leave, attendee: Attendee, by: Actor) -> None:
    known = {"attendee": attendee.pk, "member": attendee.member_id, "name": attendee.name}
    event.record(
        attendee.meeting, by, leave=leave.pk, late=_is_late(attendee), sittings=queries.numbers_of(leave), **known
    )


@action(rules.may_decide_leave, first="attendee")
def decide_leave(leave: Leave, *, by: Person, granted: bool, remark: str = "") -> Leave:
    """Grant a leave or not; a refusal says why. A granted one shows in every half-day that it is for
    and that is not settled, of the parts of a plenary, too.

    Whoever is not granted leave is expected, and has to answer anew.
    """
    if not granted and not remark.strip():
        raise Refused(_("请写明不准假的理由。"), field="remark")
    attendee = leave.attendee
    leave.state = LeaveState.GRANTED if granted else LeaveState.REFUSED
    leave.decided_at, leave.decided_by, leave.remark = clock.now(), by, remark.strip()
    keep(leave)
    if granted:
        queries.held_by(leave, attendee).filter(presence=Presence.EXPECTED).update(presence=Presence.ON_LEAVE)
        queries.parts_left(leave, attendee).update(answer=Answer.LEAVE)
    else:
        attendee.answer = Answer.NONE
        keep(attendee)
    _record(events.LEAVE_GRANTED if granted else events.LEAVE_REFUSED, leave, attendee, by)
    return leave


@action(rules.may_withdraw_leave, first="attendee")
def withdraw_leave(leave: Leave, *, by: Person) -> Leave:
    """Take back a leave that is asked or granted; the person is expected again and answers anew."""
    attendee = leave.attendee
    attendee.answer, attendee.answered_at = Answer.NONE, None
    keep(attendee)
    return _withdraw(leave, attendee, by)


def _withdraw(leave: Leave, attendee: Attendee, by: Person) -> Leave:
    leave.state = LeaveState.WITHDRAWN
    keep(leave)
    queries.left_by(leave, attendee).filter(presence=Presence.ON_LEAVE).update(presence=Presence.EXPECTED)
    queries.parts_left(leave, attendee).filter(answer=Answer.LEAVE).exclude(
        leaves__state__in=queries.STANDING_LEAVES
    ).update(answer=Answer.NONE)
    _record(events.LEAVE_WITHDRAWN, leave, attendee, by)
    return leave


@action(rules.may_remind)
def remind(meeting: Meeting, *, by: Person | None) -> int:
    """Remind those who have not answered, by hand or by the clock; how many they are."""
    silent = list(queries.unanswered(meeting).values_list("pk", flat=True))
    events.REMINDED.record(meeting, by, attendees=silent, count=len(silent))
    return len(silent)
