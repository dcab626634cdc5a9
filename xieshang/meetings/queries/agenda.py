"""Reads of the agenda: items in order, what is on, who speaks, what was studied first."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from xieshang.accounts.models import Person, Visitor
from xieshang.engine.prepared import Prepared
from xieshang.meetings.models import Attendee, Item, Meeting, Speech, Turn
from xieshang.meetings.queries.reach import visible_to
from xieshang.meetings.states import ItemKind, ItemState, SpeechState, TurnState

ON_LIST = (TurnState.WAITING, TurnState.SPEAKING)
_ON = Prepared(lambda meeting: Item.objects.filter(meeting=meeting, state=ItemState.ON).order_by("pk"))
_FIRST_TOPICS = Prepared(
    lambda meeting: Item.objects.filter(meeting=meeting, kind=ItemKind.FIRST_TOPIC).values_list("state")
)
_SPEAKING = Prepared(lambda item: turns_of(item).filter(state=TurnState.SPEAKING))


def items_of(meeting: Meeting) -> QuerySet[Item]:
    """The agenda in its order, each item with `listed`, how many wait to speak or do."""
    listed = Count("turns", filter=Q(turns__state__in=ON_LIST))
    return Item.objects.filter(meeting=meeting).annotate(listed=listed).order_by("number")


def item_on(meeting: Meeting) -> Item | None:
    """The item that is on; None between two."""
    return _ON.first(meeting.pk)


def first_topic_states(meeting: Meeting) -> set[str]:
    """The states of its first topics (第一议题): of one as a rule, of none where it has none."""
    return {state for (state,) in _FIRST_TOPICS(meeting.pk)}


def lacks_first_topic(meeting: Meeting) -> bool:
    """Does its kind open with a first topic (第一议题), and has its agenda none that is still to be or was?"""
    if not meeting.kind.opens_with_first_topic:
        return False
    return not first_topic_states(meeting) - {ItemState.SKIPPED}


def first_topics_visible_to(actor: Person | Visitor) -> QuerySet[Any]:
    """The first topics that were studied, or are being, at the occasions an actor may see."""
    begun = Item.objects.filter(kind=ItemKind.FIRST_TOPIC, state__in=[ItemState.ON, ItemState.DONE])
    return begun.filter(meeting__in=visible_to(actor)).select_related("meeting__kind")


def turns_of(item: Item | int) -> QuerySet[Turn]:
    """The speaking list of an item: who speaks, who waits in their order, who has spoken."""
    rows = Turn.objects.filter(item=item).select_related("attendee", "speech", "organ", "sector")
    return rows.order_by("position", "pk")


def waiting_of(item: Item) -> list[Turn]:
    """Those who wait, in their order."""
    return list(turns_of(item).filter(state=TurnState.WAITING))


def speaking_of(item: Item) -> Turn | None:
    """Who speaks; None where nobody does."""
    return _SPEAKING.first(item.pk)


def speaks_until(turn: Turn) -> datetime | None:
    """When the time of who speaks is over; None for who does not."""
    return turn.began_at + timedelta(seconds=turn.limit) if turn.began_at else None


def own_turn(item: Item, attendee: Attendee) -> Turn | None:
    """The attendee's standing place on the speaking list."""
    return Turn.objects.filter(item=item, attendee=attendee, state__in=ON_LIST).first()


def place_in_line(turn: Turn) -> int:
    """At which place somebody waits to speak, of those who wait still."""
    return Turn.objects.filter(item=turn.item_id, state=TurnState.WAITING, position__lt=turn.position).count() + 1


def speech_for(item: Item, attendee: Attendee) -> Speech | None:
    """The speech that was taken for oral and that this attendee gives here, if there is one that was not given yet."""
    if attendee.member_id is None:
        return None
    taken = Speech.objects.filter(meeting=item.meeting_id, speaker=attendee.member_id, state=SpeechState.ORAL)
    return taken.select_related("organ", "sector").order_by("position", "pk").first()


def with_turns(items: QuerySet[Item]) -> QuerySet[Item]:
    """The same items with the turns that were taken, in the order in which they were: for the minutes."""
    spoken = (
        Turn.objects.filter(state=TurnState.SPOKEN)
        .select_related("attendee", "organ", "sector")
        .order_by("began_at", "pk")
    )
    return items.prefetch_related(Prefetch("turns", spoken))
