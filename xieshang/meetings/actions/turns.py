"""The speaking list in the hall: asked, called up, ended, given up."""

from typing import Any

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import events, queries, rules
from xieshang.meetings.actions.speeches import deliver
from xieshang.meetings.models import Attendee, Item, Turn
from xieshang.meetings.queries import order
from xieshang.meetings.states import Part, TurnState
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep
from xieshang.spine.event import Event
from xieshang.spine.rule import Refused

LEAST_LIMIT, MOST_LIMIT = 1, 60
"""Minutes that somebody may be given."""


@action(rules.may_ask_to_speak)
def ask_to_speak(item: Item, *, by: Person) -> Turn:
    """Put oneself on the list, at the place that the rule gives; who gives a speech that was taken speaks it here."""
    attendee = queries.attendee_of(item.meeting, by)
    if attendee is None:
        raise Refused(_("只有应出席和列席的人员可以申请发言。"))
    return _listed(item, attendee, by)


@action(rules.may_list_speaker)
def list_speaker(item: Item, *, by: Person, attendee: Attendee) -> Turn:
    """Put somebody else on the list, who asked by hand or is asked by the chair."""
    if attendee.meeting_id != item.meeting_id or attendee.part == Part.STAFF:
        raise Refused(_("这个人不在这次会议的应出席和列席名单上。"), field="attendee")
    if queries.own_turn(item, attendee) is not None:
        raise Refused(_("%(name)s已经在发言名单上。") % {"name": attendee.name}, field="attendee")
    return _listed(item, attendee, by)


def _listed(item: Item, attendee: Attendee, by: Person) -> Turn:
    first = item.meeting.kind.parties_first
    turn = Turn(item=item, attendee=attendee, speech=queries.speech_for(item, attendee), asked_at=clock.now())
    waiting = queries.waiting_of(item)
    places = [order.place_of_turn(one, parties_first=first) for one in waiting]
    at = order.slot(order.place_of_turn(turn, parties_first=first), places)
    for position, one in enumerate([*waiting[:at], turn, *waiting[at:]], start=1):
        if one.position != position:
            one.position = position
            keep(one)
    _record(events.TURN_ASKED, turn, by)
    return turn


def _record(event: Event[Any], turn: Turn, by: Person) -> None:
    event.record(turn.item.meeting, by, **_plain(turn))


def _plain(turn: Turn) -> dict[str, Any]:
    """What every event of a turn says."""
    who = {"name": turn.attendee.name, "member": turn.attendee.member_id}
    return {"turn": turn.pk, "item": turn.item_id, "title": turn.item.title, **who}


@action(rules.may_call_up, first="item")
def call_up(turn: Turn, *, by: Person, minutes: int) -> Turn:
    """Give somebody the floor for so many minutes; the countdown begins."""
    if not LEAST_LIMIT <= minutes <= MOST_LIMIT:
        words = {"least": LEAST_LIMIT, "most": MOST_LIMIT}
        raise Refused(_("发言时间请填 %(least)s 到 %(most)s 分钟。") % words, field="minutes")
    turn.state, turn.limit, turn.began_at = TurnState.SPEAKING, minutes * 60, clock.now()
    keep(turn)
    _record(events.TURN_CALLED, turn, by)
    return turn


@action(rules.may_end_turn, first="item")
def end_turn(turn: Turn, *, by: Person) -> Turn:
    """They have spoken, and how long is kept. The speech that was taken, if it was one, counts as given that day."""
    turn.state, turn.ended_at = TurnState.SPOKEN, clock.now()
    keep(turn)
    seconds = round((turn.ended_at - turn.began_at).total_seconds()) if turn.began_at else 0
    events.TURN_ENDED.record(turn.item.meeting, by, **_plain(turn), seconds=seconds)
    if turn.speech is not None:
        deliver(hold(turn.speech), by, on=clock.today())
    return turn


@action(rules.may_withdraw_turn, first="item")
def withdraw_turn(turn: Turn, *, by: Person) -> Turn:
    """Off the list again; they may ask anew."""
    turn.state = TurnState.WITHDRAWN
    keep(turn)
    _record(events.TURN_WITHDRAWN, turn, by)
    return turn
