"""Rules of the minutes (纪要)."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.documents.models import File
from xieshang.meetings import queries
from xieshang.meetings.models import Meeting, Minutes
from xieshang.meetings.rules.meeting import is_arranger
from xieshang.meetings.states import MINUTES_LIFE, MinutesState, Part, State
from xieshang.spine.rule import ALLOWED, Verdict, first_refusal, refuse

Actor = Person | Visitor


def may_make_minutes(actor: Actor, meeting: Meeting) -> Verdict:
    """Whoever arranges the occasion, once it has begun, and once alone."""
    if not (verdict := _arranges(actor, meeting)):
        return verdict
    if meeting.state not in {State.OPEN, State.CLOSED}:
        return refuse(_("会议还没有开始，没有记录可以生成纪要。"))
    if queries.minutes_of(meeting) is not None:
        return refuse(_("纪要已经生成，请在现有的稿子上修改。"))
    return ALLOWED


def _arranges(actor: Actor, meeting: Meeting) -> Verdict:
    if is_arranger(actor, meeting):
        return ALLOWED
    return refuse(_("纪要由筹备这次会议的工作人员起草。"))


def may_edit_minutes(actor: Actor, minutes: Minutes) -> Verdict:
    """Whoever arranges the occasion, while it is a draft."""
    return may_write_minutes(actor, minutes)


def may_write_minutes(actor: Actor, minutes: Minutes) -> Verdict:
    """Whoever arranges the occasion, while it is a draft."""
    verdict = _arranges(actor, minutes.meeting)
    if verdict and minutes.state == MinutesState.PROPOSED:
        return refuse(_("纪要正在审定，退回以后才能修改。"))
    if verdict and minutes.state != MinutesState.DRAFT:
        return refuse(_("纪要已经审定，要修改的请先点“修订”，改完重新送审。"))
    return verdict


def may_propose_minutes(actor: Actor, minutes: Minutes) -> Verdict:
    """Whoever arranges the occasion, once it is over."""
    verdict = first_refusal(_arranges(actor, minutes.meeting), MINUTES_LIFE.may(minutes, "propose_minutes"))
    if verdict and minutes.meeting.state != State.CLOSED:
        return refuse(_("会议还没有结束，散会以后再送审纪要。"))
    return verdict


def may_return_minutes(actor: Actor, minutes: Minutes) -> Verdict:
    """Whoever approves notices and minutes in the assembly."""
    return first_refusal(_approves(actor, minutes), MINUTES_LIFE.may(minutes, "return_minutes"))


def _approves(actor: Actor, minutes: Minutes) -> Verdict:
    if actor.can(Permission.MEETINGS_APPROVE, minutes.meeting.assembly.scope_id):
        return ALLOWED
    return refuse(_("纪要由秘书长审定。"))


def may_approve_minutes(actor: Actor, minutes: Minutes) -> Verdict:
    """Whoever approves notices and minutes in the assembly."""
    return first_refusal(_approves(actor, minutes), MINUTES_LIFE.may(minutes, "approve_minutes"))


def may_revise_minutes(actor: Actor, minutes: Minutes) -> Verdict:
    """Whoever arranges the occasion, once they were approved."""
    return first_refusal(_arranges(actor, minutes.meeting), MINUTES_LIFE.may(minutes, "revise_minutes"))


def may_issue_minutes(actor: Actor, minutes: Minutes) -> Verdict:
    """Whoever arranges the occasion, once they are approved."""
    return first_refusal(_arranges(actor, minutes.meeting), MINUTES_LIFE.may(minutes, "issue_minutes"))


def is_minutes_reader(actor: Actor, minutes: Minutes) -> bool:
    """May the actor read the text: whoever reads all of the place, and, of issued ones, who was to be there."""
    if queries.is_reading_all(actor, minutes.meeting):
        return True
    return minutes.state == MinutesState.ISSUED and _was_to_come(actor, minutes.meeting)


def _was_to_come(actor: Actor, meeting: Meeting) -> bool:
    attendee = queries.attendee_of(meeting, actor)
    return attendee is not None and attendee.part != Part.STAFF


def may_see_minutes_file(actor: Actor, file: File) -> bool:
    """Who reads the issued paper: as the text; it stays readable while a revision is being written."""
    rows = Minutes.objects.filter(pk=file.subject_id or 0).select_related("meeting__assembly", "meeting__organ")
    minutes = rows.first()
    if minutes is None:
        return False
    return queries.is_reading_all(actor, minutes.meeting) or _was_to_come(actor, minutes.meeting)
