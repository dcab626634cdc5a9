"""The speaking list in the hall: asked, in whose name, called up, ended, given up."""

from typing import Any

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import events, queries, rules
from xieshang.meetings.actions.speeches import deliver
from xieshang.meetings.models import Attendee, Item, Turn
from xieshang.meetings.queries import order
from xieshang.meetings.states import Part, TurnState
from xieshang.members.models import Organ, Sector
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import hold, keep
from xieshang.spine.event import Event
from xieshang.spine.rule import Refused

LEAST_LIMIT, MOST_LIMIT = 1, 60
"""Minutes that somebody may be given."""


@action(rules.may_ask_to_speak)
def ask_to_speak(item: Item, *, by: Person, body: Organ | Sector | None = None) -> Turn:
    """Put oneself on the list, at the place that the rule gives; who gives a speech that was taken speaks it here.

    In the name of a `body` whose spokesperson one is; of another that one belongs to once the name is granted."""
    attendee = queries.attendee_of(item.meeting, by)
    if attendee is None:
        raise Refused(_("只有应出席和列席的人员可以申请发言。"))
    is_named = body in queries.bodies_spoken_for(by, item.meeting, on=clock.today()) if body else False
    if body and not is_named and body not in queries.bodies_belonged_to(by, item.meeting, on=clock.today()):
        words = {"body": body.name}
        raise Refused(_("名册上您不属于%(body)s，不能代表它发言；可以以本人的名义申请。") % words, field="whom")
    return _listed(item, attendee, by, body, is_named=is_named)


@action(rules.may_list_speaker)
def list_speaker(item: Item, *, by: Person, attendee: Attendee, body: Organ | Sector | None = None) -> Turn:
    """Put somebody else on the list, who asked by hand or is asked by the chair; for themselves, or for a `body`."""
    if attendee.meeting_id != item.meeting_id or attendee.part == Part.STAFF:
        raise Refused(_("这个人不在这次会议的应出席和列席名单上。"), field="attendee")
    if queries.own_turn(item, attendee) is not None:
        raise Refused(_("%(name)s已经在发言名单上。") % {"name": attendee.name}, field="attendee")
    if body is not None and body not in queries.bodies_of(item.meeting, on=clock.today()):
        raise Refused(_("这次会议没有这个党派、团体、界别或者专委会。"), field="whom")
    return _listed(item, attendee, by, body, is_named=True)


def _listed(item: Item, attendee: Attendee, by: Person, body: Organ | Sector | None, *, is_named: bool) -> Turn:
    """A speech that was taken is given in the name in which it was handed in."""
    turn = Turn(item=item, attendee=attendee, speech=queries.speech_for(item, attendee), asked_at=clock.now())
    if turn.speech is not None and (turn.speech.organ or turn.speech.sector):
        body, is_named = turn.speech.organ or turn.speech.sector, True
    turn.organ = body if isinstance(body, Organ) else None
    turn.sector = body if isinstance(body, Sector) else None
    turn.named_at = turn.asked_at if body and is_named else None
    _put_in_line(turn, queries.waiting_of(item))
    _record(events.TURN_ASKED, turn, by)
    return turn


def _put_in_line(turn: Turn, others: list[Turn]) -> None:
    """At the place among those who wait that the rule gives."""
    first = turn.item.meeting.kind.parties_first
    places = [order.place_of_turn(one, parties_first=first) for one in others]
    at = order.slot(order.place_of_turn(turn, parties_first=first), places)
    for position, one in enumerate([*others[:at], turn, *others[at:]], start=1):
        if one.position != position:
            one.position = position
            keep(one)


def _record(event: Event[Any], turn: Turn, by: Person) -> None:
    event.record(turn.item.meeting, by, **_plain(turn))


def _plain(turn: Turn) -> dict[str, Any]:
    """What every event of a turn says."""
    who = {"name": turn.attendee.name, "member": turn.attendee.member_id}
    body = turn.body.name if turn.body else ""
    return {"turn": turn.pk, "item": turn.item_id, "title": turn.item.title, "body": body, **who}


@action(rules.may_grant_name, first="item")
def grant_name(turn: Turn, *, by: Person) -> Turn:
    """Let somebody speak in the name of the body that they asked for; they go to the place that the rule gives it."""
    turn.named_at = clock.now()
    _put_in_line(turn, [one for one in queries.waiting_of(turn.item) if one.pk != turn.pk])
    keep(turn)
    _record(events.TURN_NAMED, turn, by)
    return turn


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
