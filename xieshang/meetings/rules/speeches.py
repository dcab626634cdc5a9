"""Rules of speeches before a plenary (大会发言)."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.meetings import queries
from xieshang.meetings.models import Meeting, Speech
from xieshang.meetings.rules.meeting import is_arranger
from xieshang.meetings.states import EDITABLE, SPEECH_LIFE, SpeechState, State
from xieshang.members import queries as members
from xieshang.members.models import Assembly
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, Verdict, first_refusal, refuse

Actor = Person | Visitor


def may_offer_speech(actor: Actor, meeting: Meeting) -> Verdict:
    """A member of the assembly, whoever speaks for a body, and the office for others: from the notice on until
    the occasion begins."""
    if not (_is_member(actor, meeting.assembly) or is_arranger(actor, meeting) or _speaks_for_others(actor, meeting)):
        return refuse(_("大会发言由本级政协委员，或者党派、团体、界别、专委会的负责人提交。"))
    return first_refusal(_collects(meeting), _collecting(meeting))


def _is_member(actor: Actor, assembly: Assembly) -> bool:
    return members.memberships_of(actor, on=clock.today()).filter(assembly=assembly).exists()


def _speaks_for_others(actor: Actor, meeting: Meeting) -> bool:
    on = clock.today()
    organs = queries.organs_spoken_for(actor, meeting.assembly, on=on)
    return organs.exists() or queries.sectors_spoken_for(actor, meeting, on=on).exists()


def _collects(meeting: Meeting) -> Verdict:
    if queries.takes_speeches(meeting):
        return ALLOWED
    return refuse(_("这次会议没有安排大会发言；可以在会上申请发言。"))


def _collecting(meeting: Meeting) -> Verdict:
    if meeting.state == State.NOTIFIED:
        return ALLOWED
    if meeting.state in EDITABLE:
        return refuse(_("会议通知还没有发出，发出以后再提交发言。"))
    if meeting.state == State.CANCELLED:
        return refuse(_("会议已经取消，不再征集发言。"))
    return refuse(_("会议已经开始，不再征集书面提交的发言；可以在会上申请发言。"))


def is_own_speech(actor: Actor, speech: Speech) -> bool:
    """Is the actor the speaker, or who offered it?"""
    if actor.pk is None:
        return False
    return speech.offered_by_id == actor.pk or (speech.speaker is not None and speech.speaker.person_id == actor.pk)


def _own(actor: Actor, speech: Speech) -> Verdict:
    return ALLOWED if is_own_speech(actor, speech) else refuse(_("只有发言人和提交的人可以这样做。"))


def may_change_speech(actor: Actor, speech: Speech) -> Verdict:
    """The speaker and whoever offered it, until it is decided on."""
    verdict = _own(actor, speech)
    if verdict and speech.state != SpeechState.OFFERED:
        words = {"state": speech.get_state_display()}
        return refuse(_("这件发言已经是“%(state)s”，不能再改；要改的请和会议工作人员联系。") % words)
    return first_refusal(verdict, _collecting(speech.meeting)) if speech.meeting else verdict


def may_withdraw_speech(actor: Actor, speech: Speech) -> Verdict:
    """The speaker and whoever offered it, until the occasion is over."""
    verdict = first_refusal(_own(actor, speech), SPEECH_LIFE.may(speech, "withdraw_speech"))
    if verdict and speech.meeting is not None and speech.meeting.state == State.CLOSED:
        return refuse(_("会议已经结束，发言不能再撤回。"))
    return verdict


def may_take_for_oral(actor: Actor, speech: Speech) -> Verdict:
    """Whoever arranges the occasion, unless it was cancelled."""
    return _may_select(actor, speech, "take_for_oral")


def may_take_for_written(actor: Actor, speech: Speech) -> Verdict:
    """Whoever arranges the occasion, unless it was cancelled."""
    return _may_select(actor, speech, "take_for_written")


def may_not_take(actor: Actor, speech: Speech) -> Verdict:
    """Whoever arranges the occasion, unless it was cancelled."""
    return _may_select(actor, speech, "not_take")


def _may_select(actor: Actor, speech: Speech, move: str) -> Verdict:
    verdict = first_refusal(_arranges(actor, speech.meeting), SPEECH_LIFE.may(speech, move))
    if verdict and speech.meeting is not None and speech.meeting.state == State.CANCELLED:
        return refuse(_("会议已经取消，不用再遴选发言。"))
    return verdict


def _arranges(actor: Actor, meeting: Meeting | None) -> Verdict:
    if meeting is None:
        return refuse(_("这是登记的上级会议发言，没有遴选。"))
    if is_arranger(actor, meeting):
        return ALLOWED
    return refuse(_("发言由筹备这次会议的工作人员遴选和排定次序。"))


def may_note_spoken(actor: Actor, speech: Speech) -> Verdict:
    """Whoever arranges the occasion, once it has begun."""
    verdict = first_refusal(_arranges(actor, speech.meeting), SPEECH_LIFE.may(speech, "note_spoken"))
    if verdict and speech.meeting is not None and speech.meeting.state not in {State.OPEN, State.CLOSED}:
        return refuse(_("会议还没有开始，发言还没有进行。"))
    return verdict


def may_move_speech(actor: Actor, speech: Speech) -> Verdict:
    """Whoever arranges the occasion, of what was taken for oral, until it is over."""
    verdict = _orders(actor, speech.meeting)
    if verdict and speech.state != SpeechState.ORAL:
        return refuse(_("只有选为口头发言、还没有发言的才排次序。"))
    return verdict


def _orders(actor: Actor, meeting: Meeting | None) -> Verdict:
    verdict = _arranges(actor, meeting)
    if verdict and meeting is not None and meeting.state in {State.CLOSED, State.CANCELLED}:
        return refuse(_("会议已经结束或者取消，不用再排次序。"))
    return verdict


def may_order_speeches(actor: Actor, meeting: Meeting) -> Verdict:
    """Whoever arranges the occasion, until it is over."""
    return _orders(actor, meeting)


def may_note_speech(actor: Actor, assembly: Assembly) -> Verdict:
    """The office notes what resident members (住本地委员) said before plenaries of other levels."""
    if actor.can(Permission.MEETINGS_ARRANGE, assembly.scope_id):
        return ALLOWED
    return refuse(_("上级会议上的发言由办公室登记。"))
