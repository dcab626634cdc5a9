"""Rules of the agenda and its papers."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.documents.models import File
from xieshang.meetings import queries
from xieshang.meetings.models import Item, Meeting
from xieshang.meetings.rules.meeting import is_arranger
from xieshang.meetings.states import ITEM_LIFE, ItemKind, ItemState, PaperAccess, Part, State
from xieshang.members import queries as members
from xieshang.spine import clock
from xieshang.spine.batch import once
from xieshang.spine.rule import ALLOWED, Verdict, first_refusal, refuse

Actor = Person | Visitor


def may_add_item(actor: Actor, meeting: Meeting) -> Verdict:
    """Whoever arranges the occasion, until it is over: also while it is on."""
    return first_refusal(_arranges(actor, meeting), _not_over(meeting))


def _arranges(actor: Actor, meeting: Meeting) -> Verdict:
    if is_arranger(actor, meeting):
        return ALLOWED
    return refuse(_("议程由筹备这次会议的工作人员安排，需要调整请联系办公室。"))


def _not_over(meeting: Meeting) -> Verdict:
    if meeting.state == State.CANCELLED:
        return refuse(_("会议已经取消，议程不能再改。"))
    if meeting.state == State.CLOSED:
        return refuse(_("会议已经结束，议程不能再改；要补充情况，请写进纪要。"))
    return ALLOWED


def _not_begun(item: Item) -> Verdict:
    if item.state in {ItemState.AHEAD, ItemState.SKIPPED}:
        return ALLOWED
    words = {"number": item.number, "state": item.get_state_display()}
    return refuse(_("第 %(number)s 项议程%(state)s，不能再改；讨论的结果请写在“记录结果”里。") % words)


def may_change_item(actor: Actor, item: Item) -> Verdict:
    """Whoever arranges the occasion, until the item begins."""
    return first_refusal(may_add_item(actor, item.meeting), _not_begun(item))


def may_move_item(actor: Actor, item: Item) -> Verdict:
    """As it is changed; the first topic stays the first (第一议题)."""
    verdict = may_change_item(actor, item)
    if verdict and item.kind == ItemKind.FIRST_TOPIC:
        return refuse(_("第一议题总是第一项，不能移动。"))
    return verdict


def may_remove_item(actor: Actor, item: Item) -> Verdict:
    """As it is changed, and while nothing is to be voted on under it."""
    verdict = may_change_item(actor, item)
    if verdict and item.votes.exists():
        return refuse(_("这项议程下有表决事项，请先移去表决，再移去议程。"))
    return verdict


def may_begin_item(actor: Actor, item: Item) -> Verdict:
    """Whoever arranges it, while the occasion is open and no other item is on; the first topic before all others."""
    moves = first_refusal(_runs(actor, item), ITEM_LIFE.may(item, "begin_item"), _no_other_on(item))
    return moves and _first_topic_was(item)


def _first_topic_was(item: Item) -> Verdict:
    """Of a kind that opens with a first topic (第一议题), it comes first, or was skipped on purpose."""
    if not item.meeting.kind.opens_with_first_topic or item.kind == ItemKind.FIRST_TOPIC:
        return ALLOWED
    states = once(queries.first_topic_states, item.meeting)
    if not states:
        return refuse(_("这类会议从第一议题开始，请先在议程里加上第一议题。"))
    if states == {ItemState.AHEAD}:
        return refuse(_("这类会议从第一议题开始，请先进行第一议题；这次不学习的，先跳过它。"))
    return ALLOWED


def _runs(actor: Actor, item: Item) -> Verdict:
    verdict = _arranges(actor, item.meeting)
    if verdict and item.meeting.state != State.OPEN:
        words = {"state": item.meeting.get_state_display()}
        return refuse(_("会议现在的状态是“%(state)s”；开会以后才能进行议程。") % words)
    return verdict


def _no_other_on(item: Item) -> Verdict:
    other = once(queries.item_on, item.meeting)
    if other is None or other.pk == item.pk:
        return ALLOWED
    return refuse(
        _("第 %(number)s 项“%(title)s”正在进行，请先结束它。") % {"number": other.number, "title": other.title}
    )


def may_end_item(actor: Actor, item: Item) -> Verdict:
    """Whoever arranges it, once nobody speaks any more."""
    verdict = first_refusal(_runs(actor, item), ITEM_LIFE.may(item, "end_item"))
    speaking = queries.speaking_of(item) if verdict else None
    if speaking is not None:
        return refuse(_("%(name)s正在发言，请先结束发言。") % {"name": speaking.attendee.name})
    return verdict


def may_skip_item(actor: Actor, item: Item) -> Verdict:
    """Whoever arranges it, before it begins."""
    return first_refusal(_runs(actor, item), ITEM_LIFE.may(item, "skip_item"))


def may_note_item(actor: Actor, item: Item) -> Verdict:
    """Whoever arranges it writes down what came of an item that has begun, also after the occasion."""
    if not (verdict := _arranges(actor, item.meeting)):
        return verdict
    if item.state not in {ItemState.ON, ItemState.DONE}:
        return refuse(_("这项议程还没有进行，没有结果可以记录。"))
    return ALLOWED


def may_attach_paper(actor: Actor, item: Item) -> Verdict:
    """Whoever arranges the occasion, also after it, unless it was cancelled."""
    if not (verdict := _arranges(actor, item.meeting)):
        return verdict
    return refuse(_("会议已经取消，不用再加材料。")) if item.meeting.state == State.CANCELLED else ALLOWED


def may_remove_paper(actor: Actor, item: Item) -> Verdict:
    """As it is attached."""
    return may_attach_paper(actor, item)


def may_see_paper(actor: Actor, file: File) -> bool:
    """Who reads a paper: whoever reads all occasions of the place; of the others, those whom its item names, once
    the notice is out and unless the occasion was cancelled."""
    item = Item.objects.filter(pk=file.subject_id or 0).select_related("meeting__assembly", "meeting__organ").first()
    return item is not None and is_reader(actor, item)


def is_reader(actor: Actor, item: Item) -> bool:
    """Does the actor read the papers of this item?"""
    meeting = item.meeting
    organ = meeting.organ.scope_id if meeting.organ else None
    if actor.can(Permission.MEETINGS_READ_ALL, meeting.assembly.scope_id, organ):
        return True
    if meeting.notified_at is None or meeting.state == State.CANCELLED:
        return False
    return _is_named(actor, item)


def _is_named(actor: Actor, item: Item) -> bool:
    attendee = queries.attendee_of(item.meeting, actor)
    parts = {Part.ENTITLED} if item.access == PaperAccess.ENTITLED else {Part.ENTITLED, Part.INVITED}
    if attendee is not None and attendee.part in parts:
        return True
    if item.access != PaperAccess.ASSEMBLY:
        return False
    seats = members.memberships_of(actor, on=clock.today())
    return seats.filter(assembly=item.meeting.assembly_id).exists()
