"""Rules of the roster's own people: answering, asking for leave, deciding it, and one's calendar."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.meetings import queries
from xieshang.meetings.models import Attendee, Feed, Leave, Meeting
from xieshang.meetings.rules.meeting import may_draw_roster
from xieshang.meetings.states import Answer, LeaveState, Part, State
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, Verdict, first_refusal, refuse

ASKING = frozenset({State.NOTIFIED, State.OPEN})
"""The notice is out, and the occasion is not over."""


def may_take_off_roster(actor: Person | Visitor, attendee: Attendee) -> Verdict:
    """Who arranges the occasion, until it is over; not somebody who signed in already."""
    verdict = may_draw_roster(actor, attendee.meeting)
    if verdict and attendee.attendances.filter(in_at__isnull=False).exists():
        return refuse(_("这个人已经签到，不能移出名单。"))
    return verdict


def _own(actor: Person | Visitor, attendee: Attendee) -> Verdict:
    return ALLOWED if attendee.person_id == actor.pk else refuse(_("只能由本人回复和请假。"))


def may_note_read(actor: Person | Visitor, attendee: Attendee) -> Verdict:
    """The person whose notice it is."""
    return _own(actor, attendee)


def may_answer(actor: Person | Visitor, attendee: Attendee) -> Verdict:
    """The person, between the notice and the beginning, where the kind asks for answers."""
    meeting = attendee.meeting
    if not meeting.kind.needs_answer:
        return first_refusal(_own(actor, attendee), refuse(_("这类活动不用回复，请按时参加。")))
    return first_refusal(_own(actor, attendee), _before_it_begins(meeting))


def _before_it_begins(meeting: Meeting) -> Verdict:
    if meeting.state == State.NOTIFIED:
        return ALLOWED
    if meeting.state == State.CANCELLED:
        return refuse(_("这次会议活动已经取消，不用回复。"))
    return refuse(_("已经开会，不用再回复；来不了的可以请假。") if meeting.state == State.OPEN else _("会议已经结束。"))


def is_free_to_stay_away(attendee: Attendee) -> bool:
    """May somebody say "not coming" without asking for leave? Not where absence counts for those entitled."""
    return attendee.part != Part.ENTITLED or not attendee.meeting.kind.absence_counts


def may_say_not_coming(actor: Person | Visitor, attendee: Attendee) -> Verdict:
    """Whoever may answer and is not held to ask for leave."""
    verdict = may_answer(actor, attendee)
    if verdict and not is_free_to_stay_away(attendee):
        return refuse(_("缺席这类会议计入履职记录，来不了的请请假。"))
    return verdict


def may_ask_leave(actor: Person | Visitor, attendee: Attendee) -> Verdict:
    """The person, once a leave, until the occasion is over; not who has signed in to all that is left."""
    if (refused := _own(actor, attendee)) == ALLOWED and attendee.meeting.state not in ASKING:
        over = attendee.meeting.state == State.CLOSED
        return refuse(
            _("会议已经结束，请与会务人员联系更正出席情况。") if over else _("这次会议活动已经取消，不用请假。")
        )
    if refused == ALLOWED and attendee.answer == Answer.LEAVE:
        return refuse(_("已经请过假，请先撤回。"))
    if refused == ALLOWED and attendee.meeting.state == State.OPEN and queries.is_there_to_the_end(attendee):
        return refuse(_("您已经签到。要提前离开，请向会务人员说明并签退。"))
    return refused


def may_decide_leave(actor: Person | Visitor, leave: Leave) -> Verdict:
    """The secretary general; for the occasions of a sector or group its convenor too (field.md §3 H); for the leave of
    the secretary general the chair. Nobody decides on the own leave.

    Until the attendance of every half-day is settled: after the close, too.
    """
    meeting = leave.attendee.meeting
    if leave.attendee.person_id == actor.pk:
        return refuse(_("自己的请假由别人审批。"))
    if not _decides(actor, leave):
        return refuse(_("请假由秘书长审批，界别、小组的活动也可以由召集人审批；秘书长的请假由主席审批。"))
    if leave.state != LeaveState.ASKED:
        return refuse(_("这次请假现在是“%(state)s”，不用再批。") % {"state": leave.get_state_display()})
    if meeting.state == State.CANCELLED:
        return refuse(_("这次会议活动已经取消，不用再批。"))
    if not meeting.sittings.filter(settled_at__isnull=True).exists():
        return refuse(_("出席已经核定，请会务人员在签到里更正。"))
    return ALLOWED


def _decides(actor: Person | Visitor, leave: Leave) -> bool:
    meeting, on = leave.attendee.meeting, clock.today()
    scope = meeting.assembly.scope_id
    if actor.can(Permission.MEETINGS_GRANT_LEAVE, scope) or queries.is_convenor(actor, meeting, on=on):
        return True
    granters = holders(Permission.MEETINGS_GRANT_LEAVE, scope, on=on)
    above = actor.can(Permission.MEETINGS_GRANT_GRANTERS_LEAVE, scope)
    return above and granters.filter(pk=leave.attendee.person_id or 0).exists()


def may_withdraw_leave(actor: Person | Visitor, leave: Leave) -> Verdict:
    """The person who asked, while it stands and the occasion is not over."""
    verdict = _own(actor, leave.attendee)
    if verdict and leave.state not in {LeaveState.ASKED, LeaveState.GRANTED}:
        return refuse(_("这次请假现在是“%(state)s”，不用撤回。") % {"state": leave.get_state_display()})
    if verdict and leave.attendee.meeting.state not in ASKING:
        return refuse(_("会议已经结束或取消，请假不能再撤回。"))
    return verdict


def may_open_feed(actor: Person | Visitor, person: Person) -> Verdict:
    """Everybody their own calendar."""
    return ALLOWED if actor.pk == person.pk else refuse(_("只能开通自己的日历订阅。"))


def may_revoke_feed(actor: Person | Visitor, feed: Feed) -> Verdict:
    """Likewise, while it is open."""
    if feed.person_id != actor.pk:
        return refuse(_("只能收回自己的日历订阅。"))
    return ALLOWED if feed.revoked_at is None else refuse(_("这个订阅地址已经收回。"))
