"""Who may sign in, out and others in, and when the door is open."""

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.meetings import queries
from xieshang.meetings.door.attendance import OPENS_BEFORE
from xieshang.meetings.models import Attendance, Device, Meeting, Sitting
from xieshang.meetings.rules.meeting import is_arranger
from xieshang.meetings.states import EDITABLE, State
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, Verdict, first_refusal, refuse

Actor = Person | Visitor


def may_sign_in(actor: Actor, attendance: Attendance) -> Verdict:
    """Oneself, while the door is open: from two hours before the half-day to its end. Once."""
    if actor.pk is None or actor.pk != attendance.attendee.person_id:
        return refuse(_("只能为自己签到。替别人签到由会务人员办理。"))
    return first_refusal(_open_door(attendance.sitting), _not_there_yet(attendance))


def may_admit(actor: Actor, attendance: Attendance) -> Verdict:
    """Whoever looks after the occasion signs others in, while the door is open."""
    sitting = attendance.sitting
    return first_refusal(_for_arranger(actor, sitting.meeting), _open_door(sitting), _not_there_yet(attendance))


def may_sign_out(actor: Actor, attendance: Attendance) -> Verdict:
    """Oneself, or whoever looks after the occasion, who signed in and has not gone, until the half-day is over."""
    is_own = actor.pk is not None and actor.pk == attendance.attendee.person_id
    if not is_own and not is_arranger(actor, attendance.sitting.meeting):
        return refuse(_("只能为自己登记离场。替别人登记由会务人员办理。"))
    return first_refusal(_open_door(attendance.sitting), _still_there(attendance))


def may_correct(actor: Actor, attendance: Attendance) -> Verdict:
    """Whoever looks after the occasion, once its door has opened; after the close, too."""
    sitting = attendance.sitting
    if not (verdict := _for_arranger(actor, sitting.meeting)):
        return verdict
    if sitting.meeting.state in {*EDITABLE, State.CANCELLED}:
        return _open_door(sitting)
    return _begun(sitting)


def may_settle(actor: Actor, sitting: Sitting) -> Verdict:
    """Whoever looks after the occasion, once a half-day is over or the meeting closed. Once."""
    if not (verdict := _for_arranger(actor, sitting.meeting)):
        return verdict
    if sitting.meeting.state not in {State.OPEN, State.CLOSED, State.NOTIFIED}:
        return _open_door(sitting)
    if sitting.settled_at is not None:
        return refuse(_("这半天的出席已经核定，个别人可以用“更正”改。"))
    if sitting.meeting.state != State.CLOSED and clock.now() < sitting.ends_at:
        return refuse(_("这半天还没有结束，%(time)s之后才能核定。") % {"time": _time(sitting.ends_at)})
    return ALLOWED


def may_register_device(actor: Actor, meeting: Meeting) -> Verdict:
    """Whoever looks after an occasion that is told and not over, for the device they hold."""
    return first_refusal(_for_arranger(actor, meeting), _stands(meeting))


def may_revoke_device(actor: Actor, device: Device) -> Verdict:
    """Whoever looks after the occasion. Once."""
    if not (verdict := _for_arranger(actor, device.meeting)):
        return verdict
    return refuse(_("这台设备已经停用。")) if device.revoked_at is not None else ALLOWED


def may_take_records(actor: Actor, device: Device) -> Verdict:
    """The person who registered the device, as long as it was not taken out of use."""
    if actor.pk != device.person_id or not is_arranger(actor, device.meeting):
        return refuse(_("这台设备是别人登记的。请用登记它的账号登录，再补传记录。"))
    if device.revoked_at is not None:
        return refuse(_("这台设备已经停用，它的记录不再接收。请在名单上补签。"))
    return ALLOWED


def may_renew_gate(actor: Actor, meeting: Meeting) -> Verdict:
    """Whoever looks after the occasion, until it is over."""
    if not (verdict := _for_arranger(actor, meeting)):
        return verdict
    is_over = meeting.state in {State.CLOSED, State.CANCELLED}
    return refuse(_("会议已经结束或者取消，会场码不再使用。")) if is_over else ALLOWED


def may_keep_door(actor: Actor, meeting: Meeting) -> Verdict:
    """Whoever looks after the occasion opens the list, the screen and the board with names."""
    return _for_arranger(actor, meeting)


def may_use_list(actor: Actor, sitting: Sitting) -> Verdict:
    """Likewise the list to tick, until the half-day is over; what a device has kept is sent after it, too."""
    verdict = first_refusal(_for_arranger(actor, sitting.meeting), _stands(sitting.meeting))
    return first_refusal(verdict, _not_ended(sitting))


def _for_arranger(actor: Actor, meeting: Meeting) -> Verdict:
    return ALLOWED if is_arranger(actor, meeting) else refuse(_("这件事由负责这次会议的会务人员办理。"))


def _stands(meeting: Meeting) -> Verdict:
    if meeting.state in EDITABLE:
        return refuse(_("会议通知还没有发出，发出以后才能签到。"))
    if meeting.state == State.CANCELLED:
        return refuse(_("会议已经取消，不用签到。"))
    if meeting.state == State.CLOSED:
        return refuse(_("会议已经散会，签到已截止。确实到会的，请会务人员更正。"))
    return ALLOWED


def _begun(sitting: Sitting) -> Verdict:
    opens_at = sitting.starts_at - OPENS_BEFORE
    if clock.now() < opens_at:
        return refuse(_("签到从 %(time)s开始，请到时再来。") % {"time": _moment(opens_at)})
    return ALLOWED


def _open_door(sitting: Sitting) -> Verdict:
    return first_refusal(_stands(sitting.meeting), _begun(sitting), _not_ended(sitting))


def _not_ended(sitting: Sitting) -> Verdict:
    if clock.now() >= sitting.ends_at:
        return refuse(
            _("这半天已在 %(time)s结束，签到已截止。确实到会的，请会务人员更正。") % {"time": _time(sitting.ends_at)}
        )
    return ALLOWED


def _not_there_yet(attendance: Attendance) -> Verdict:
    if not attendance.is_there:
        return ALLOWED
    known = {"name": attendance.attendee.name, "time": _time(attendance.in_at) if attendance.in_at else ""}
    if attendance.in_at is None:
        return refuse(_("%(name)s已经记为到会，不必再签。") % known)
    return refuse(_("%(name)s已在 %(time)s签到，不必再签。") % known)


def _still_there(attendance: Attendance) -> Verdict:
    if attendance.out_at is not None:
        return refuse(_("已在 %(time)s登记离场。") % {"time": _time(attendance.out_at)})
    if attendance.is_there:
        return ALLOWED
    if queries.appearance_of(attendance).by_part:
        return refuse(_("是在分会签到的，请在那个分会登记离场。"))
    return refuse(_("还没有签到，不用登记离场。"))


def _time(at: object) -> str:
    return timezone.localtime(at).strftime("%H:%M ")  # type: ignore[arg-type]


def _moment(at: object) -> str:
    local = timezone.localtime(at)  # type: ignore[arg-type]
    return _("%(month)s 月 %(day)s 日 %(time)s ") % {
        "month": local.month,
        "day": local.day,
        "time": local.strftime("%H:%M"),
    }
