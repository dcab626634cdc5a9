"""Rules of the speaking list in the hall."""

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.meetings import queries
from xieshang.meetings.models import Item, Turn
from xieshang.meetings.rules.meeting import is_arranger
from xieshang.meetings.states import ItemState, Part, TurnState
from xieshang.spine.rule import ALLOWED, Verdict, first_refusal, refuse

Actor = Person | Visitor


def may_ask_to_speak(actor: Actor, item: Item) -> Verdict:
    """Whoever is entitled or invited, while the item is on, and not on its list yet."""
    attendee = queries.attendee_of(item.meeting, actor)
    if attendee is None or attendee.part == Part.STAFF:
        return refuse(_("只有应出席和列席的人员可以申请发言。"))
    return first_refusal(_on(item), _once(queries.own_turn(item, attendee)))


def _on(item: Item) -> Verdict:
    if item.state == ItemState.ON:
        return ALLOWED
    return refuse(_("这项议程现在没有进行，开始以后才能申请发言。"))


def _once(turn: Turn | None) -> Verdict:
    return ALLOWED if turn is None else refuse(_("已经在发言名单上。"))


def may_list_speaker(actor: Actor, item: Item) -> Verdict:
    """Whoever runs the occasion puts others on the list, while the item is on."""
    return first_refusal(_runs(actor, item), _on(item))


def _runs(actor: Actor, item: Item) -> Verdict:
    if is_arranger(actor, item.meeting):
        return ALLOWED
    return refuse(_("发言名单由会议的工作人员掌握。"))


def may_call_up(actor: Actor, turn: Turn) -> Verdict:
    """Whoever runs the occasion, of those who wait, while nobody else speaks."""
    verdict = first_refusal(_runs(actor, turn.item), _on(turn.item), _is(turn, TurnState.WAITING))
    speaking = queries.speaking_of(turn.item) if verdict else None
    if speaking is not None:
        return refuse(_("%(name)s正在发言，请先结束。") % {"name": speaking.attendee.name})
    return verdict


def _is(turn: Turn, state: TurnState) -> Verdict:
    if turn.state == state:
        return ALLOWED
    words = {"name": turn.attendee.name, "state": turn.get_state_display()}
    return refuse(_("%(name)s的发言现在是“%(state)s”，可能刚有别人处理过，请刷新页面。") % words)


def may_grant_name(actor: Actor, turn: Turn) -> Verdict:
    """Whoever runs the occasion, of those who wait and asked to speak for a body."""
    return first_refusal(_runs(actor, turn.item), _is(turn, TurnState.WAITING), _asks_for_a_name(turn))


def _asks_for_a_name(turn: Turn) -> Verdict:
    words = {"name": turn.attendee.name}
    if turn.asked_for is None:
        return refuse(_("%(name)s以本人的名义发言。") % words)
    return refuse(_("%(name)s已经可以代表%(body)s发言。") % {**words, "body": turn.body.name}) if turn.body else ALLOWED


def may_end_turn(actor: Actor, turn: Turn) -> Verdict:
    """Whoever runs the occasion, of who speaks."""
    return first_refusal(_runs(actor, turn.item), _is(turn, TurnState.SPEAKING))


def may_withdraw_turn(actor: Actor, turn: Turn) -> Verdict:
    """Whoever asked, or runs the occasion, until they speak."""
    own = actor.pk is not None and turn.attendee.person_id == actor.pk
    if not own and not is_arranger(actor, turn.item.meeting):
        return refuse(_("只有本人和会议的工作人员可以从发言名单上移去。"))
    return _is(turn, TurnState.WAITING)
