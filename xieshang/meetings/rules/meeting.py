"""Rules of occasions as a whole."""

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.meetings import queries
from xieshang.meetings.models import Kind, Meeting
from xieshang.meetings.states import AHEAD, LIFE, State
from xieshang.members.models import Assembly
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, Verdict, first_refusal, refuse
from xieshang.ui.show import moment

P = Permission


def is_arranger(actor: Person | Visitor, meeting: Meeting) -> bool:
    """Does the actor look after this occasion: as the assembly's office, or as the officer of its organ?"""
    organ = meeting.organ.scope_id if meeting.organ else None
    return actor.can(P.MEETINGS_ARRANGE, meeting.assembly.scope_id, organ)


def may_found_kinds(actor: Person | Visitor, assembly: Assembly) -> Verdict:
    """Whoever sets the kinds, once."""
    if not actor.can(P.MEETINGS_SET_KINDS, assembly.scope_id):
        return refuse(_("设定会议活动的种类由办公室办理。"))
    if assembly.meeting_kinds.exists():
        return refuse(_("种类已经设定，可以逐个修改。"))
    return ALLOWED


def may_add_kind(actor: Person | Visitor, assembly: Assembly) -> Verdict:
    """Whoever sets the kinds."""
    if not actor.can(P.MEETINGS_SET_KINDS, assembly.scope_id):
        return refuse(_("设定会议活动的种类由办公室办理。"))
    return ALLOWED


def may_change_kind(actor: Person | Visitor, kind: Kind) -> Verdict:
    """Whoever sets the kinds; what was drawn up already keeps its half-days and its roster."""
    return may_add_kind(actor, kind.assembly)


def may_end_kind(actor: Person | Visitor, kind: Kind) -> Verdict:
    """Likewise; a kind of which there are occasions is never deleted, only no longer offered."""
    ended = ALLOWED if kind.until_on is None else refuse(_("这个种类已经停用。"))
    return first_refusal(may_add_kind(actor, kind.assembly), ended)


def may_draw_up(actor: Person | Visitor, assembly: Assembly) -> Verdict:
    """The office, for the whole assembly; an officer, for the own organ."""
    if not queries.arranged_assemblies(actor).filter(pk=assembly.pk).exists():
        return refuse(_("草拟会议活动由办公室或专委会工作人员办理。"))
    return ALLOWED


def _arranges(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    return ALLOWED if is_arranger(actor, meeting) else refuse(_("这次会议活动由筹备它的工作人员办理。"))


def _stands(meeting: Meeting) -> Verdict:
    if meeting.state == State.CANCELLED:
        return refuse(_("这次会议活动已经取消。需要再开的，请复制一份。"))
    if meeting.state not in AHEAD:
        return refuse(_("已经开会，时间、地点和名称不能再改。"))
    return ALLOWED


def may_change(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it, until it begins; whoever was told hears of the change."""
    return first_refusal(_arranges(actor, meeting), _stands(meeting), _not_approved(meeting))


def _not_approved(meeting: Meeting) -> Verdict:
    if meeting.state == State.APPROVED and meeting.kind.needs_approval:
        return refuse(_("通知已经批准，要修改的请先收回。"))
    if meeting.state == State.PROPOSED:
        return refuse(_("通知已经送请批准，要修改的请先收回。"))
    return ALLOWED


def may_set_sittings(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it, until it begins."""
    return first_refusal(_arranges(actor, meeting), _stands(meeting))


def may_copy(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it; in any state."""
    return _arranges(actor, meeting)


def may_repeat(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it; not a part of another occasion, which is repeated with the whole."""
    verdict = _arranges(actor, meeting)
    if verdict and meeting.whole_id is not None:
        return refuse(_("这是一次全体会议的一部分，请从整个会议复制。"))
    return verdict


def may_save_template(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it; in any state."""
    return _arranges(actor, meeting)


def may_add_part(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges the whole; a part has no parts of its own."""
    verdict = _arranges(actor, meeting)
    if verdict and meeting.whole_id is not None:
        return refuse(_("分组会议下面不再分，请到整个会议的页面上增加。"))
    if verdict and meeting.state in {State.CANCELLED, State.CLOSED}:
        return refuse(_("会议已经结束或取消，不能再增加分会。"))
    return verdict


def may_act_together(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges a plenary with parts, or approves its notice; of each part its own rule is asked."""
    approves = actor.can(P.MEETINGS_APPROVE, meeting.assembly.scope_id)
    verdict = ALLOWED if approves else _arranges(actor, meeting)
    if verdict and not queries.parts_standing(meeting).exists():
        return refuse(_("这次会议活动没有分会。"))
    return verdict


def may_draw_roster(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it, until it is over; late additions are told at once."""
    return first_refusal(_arranges(actor, meeting), _not_over(meeting))


def _not_over(meeting: Meeting) -> Verdict:
    if meeting.state == State.CANCELLED:
        return refuse(_("这次会议活动已经取消。需要再开的，请复制一份。"))
    if meeting.state == State.CLOSED:
        return refuse(_("会议已经结束，名单不能再改；需要更正的，请先继续开会。"))
    return ALLOWED


def may_put_on_roster(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Likewise."""
    return may_draw_roster(actor, meeting)


def may_ask_approval(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it, where its kind needs approval, once the roster is there."""
    needed = ALLOWED if meeting.kind.needs_approval else refuse(_("这类活动的通知不用批准，可以直接发出。"))
    return first_refusal(_arranges(actor, meeting), needed, LIFE.may(meeting, "ask_approval"), _complete(meeting))


def _complete(meeting: Meeting) -> Verdict:
    if not meeting.roster.exists():
        return refuse(_("名单还是空的，请先列出名单。"))
    if not meeting.place:
        return refuse(_("还没有写地点，请先补上。"))
    return ALLOWED


def may_approve(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """The secretary general (秘书长)."""
    return first_refusal(_approves(actor, meeting), LIFE.may(meeting, "approve"), _complete(meeting))


def _approves(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    if actor.can(P.MEETINGS_APPROVE, meeting.assembly.scope_id):
        return ALLOWED
    return refuse(_("会议通知由秘书长批准。"))


def may_return_notice(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """The secretary general, while it waits for approval."""
    return first_refusal(_approves(actor, meeting), LIFE.may(meeting, "return_notice"))


def may_take_back(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it, or who approved it; nobody has been told yet."""
    approves = actor.can(P.MEETINGS_APPROVE, meeting.assembly.scope_id)
    return first_refusal(ALLOWED if approves else _arranges(actor, meeting), LIFE.may(meeting, "take_back"))


def may_notify(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it, once it is approved where its kind needs that, with place and roster, before it begins."""
    unapproved = meeting.state == State.DRAFT and meeting.kind.needs_approval
    return first_refusal(
        _arranges(actor, meeting),
        LIFE.may(meeting, "notify"),
        refuse(_("通知要经秘书长批准才能发出，请先送请批准。")) if unapproved else ALLOWED,
        _complete(meeting),
        ALLOWED if meeting.starts_at > clock.now() else refuse(_("开始时间已经过去，请先改时间。")),
    )


def may_cancel(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it, or who approves notices; until it begins."""
    approves = actor.can(P.MEETINGS_APPROVE, meeting.assembly.scope_id)
    return first_refusal(ALLOWED if approves else _arranges(actor, meeting), LIFE.may(meeting, "cancel"))


def may_open(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it; on the day it begins, not before."""
    early = clock.today() < timezone.localdate(meeting.starts_at)
    return first_refusal(
        _arranges(actor, meeting),
        LIFE.may(meeting, "open"),
        refuse(_("还没有到开会的日子，开始时间是%(at)s。") % {"at": moment(meeting.starts_at)}) if early else ALLOWED,
    )


def may_close(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it."""
    return first_refusal(_arranges(actor, meeting), LIFE.may(meeting, "close"))


def may_reopen(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges it."""
    return first_refusal(_arranges(actor, meeting), LIFE.may(meeting, "reopen"))


def may_remind(actor: Person | Visitor | None, meeting: Meeting) -> Verdict:
    """Who arranges it, by hand, or the clock (no person); while the notice is out and answers are asked for."""
    if actor is not None and not is_arranger(actor, meeting):
        return _arranges(actor, meeting)
    if meeting.state != State.NOTIFIED:
        return refuse(_("只有通知发出以后、开会以前才提醒回复。"))
    if not meeting.kind.needs_answer:
        return refuse(_("这类活动不用回复。"))
    if not queries.unanswered(meeting).exists():
        return refuse(_("名单上的人都已经回复。"))
    return ALLOWED


def may_read_roster(actor: Person | Visitor, meeting: Meeting) -> Verdict:
    """Who arranges or reads all occasions of the assembly or organ, and a convenor those of the own sector or group."""
    organ = meeting.organ.scope_id if meeting.organ else None
    if is_arranger(actor, meeting) or actor.can(P.MEETINGS_READ_ALL, meeting.assembly.scope_id, organ):
        return ALLOWED
    if queries.is_convenor(actor, meeting, on=clock.today()):
        return ALLOWED
    return refuse(_("名单和回复情况由筹备的工作人员查看。"))
