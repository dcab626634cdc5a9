"""The floor of the demo city's plenaries and forums: what was handed in to be said and what became of it, who took the
floor, and what was voted on."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from django.db.models import Exists, F, OuterRef

from xieshang.accounts.models import Person
from xieshang.demo.phrases import Author
from xieshang.demo.topics import TOPICS, Topic
from xieshang.meetings import actions
from xieshang.meetings.counting import Tally
from xieshang.meetings.models import Attendee, Item, Meeting, Speech, Vote
from xieshang.meetings.queries import votes
from xieshang.meetings.states import IN_HALL, Choice, ItemKind, Majority, Part, SpeechState, VoteKind, VoteWay
from xieshang.members.models import Member, Post
from xieshang.members.states import PostKind
from xieshang.spine import clock

HANDED_IN, CHOSEN = timedelta(days=14), timedelta(days=7)
"""So long before it opens speeches are handed in, and chosen."""
SAID, RESOLVED = timedelta(days=1, hours=2), timedelta(days=2, hours=2)
"""So long after it opened speeches are given, and the resolution is put to the vote."""
LASTS, VOTING = timedelta(minutes=25), timedelta(minutes=5)
"""So long an item of a live agenda lasts, and a vote in it."""
SPEAKERS, MINUTES, PACE = 3, 8, timedelta(minutes=7)
"""So many take the floor in a discussion, for so many minutes; they need less."""
BALLOTS = ((1, 2), (1, 2), (1, 3), (1, 2), (2, 3), (1, 2), (1,))
"""For whom the ballots of an election are, by turns."""
SPOKEN, PRINTED, OFFERED = 4, 7, 9
"""Of those handed in the first so many are given in the hall, the next printed, the last not taken."""


def plenaries(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Those among them that are plenaries."""
    return [one for one in meetings if one.kind.code == "plenary"]


def collect(clerk: Person, meetings: Sequence[Meeting]) -> None:
    """Before each plenary members hand in speeches; the office says of each what becomes of it, and why."""
    for meeting in Meeting.objects.filter(pk__in=[one.pk for one in meetings]).order_by("starts_at"):
        chance = Random(meeting.starts_at.toordinal())  # noqa: S311 - a demo, not a secret
        entitled = _entitled(meeting)
        speakers = chance.sample(entitled, min(OFFERED, len(entitled)))
        topics = chance.sample(TOPICS, len(speakers))
        for place, (speaker, topic) in enumerate(zip(speakers, topics, strict=True)):
            with clock.at(meeting.starts_at - HANDED_IN + timedelta(hours=place)):
                offer(clerk, meeting, speaker, topic)
        for place, speech in enumerate(Speech.objects.filter(meeting=meeting).order_by("offered_at", "pk")):
            with clock.at(meeting.starts_at - CHOSEN + timedelta(minutes=place)):
                _choose(clerk, speech, place)


def _entitled(meeting: Meeting) -> list[Member]:
    lines = Attendee.objects.filter(meeting=meeting, part=Part.ENTITLED, member__isnull=False)
    return [line.member for line in lines.select_related("member").order_by("pk") if line.member is not None]


def offer(clerk: Person, meeting: Meeting, speaker: Member, topic: Topic) -> Speech:
    """A speech of a member about a topic, entered by the office."""
    text = Author(Random(f"{meeting.title} {speaker.number}")).proposal(topic)  # noqa: S311 - a demo, not a secret
    said = "\n".join([text.situation, text.analysis, *text.suggestions])
    title = f"{text.title.removesuffix('的提案').removesuffix('的建议')}的几点建议"
    return actions.offer_speech(meeting, by=clerk, offering=actions.Offering(title, said, speaker))


def _choose(clerk: Person, speech: Speech, place: int) -> None:
    if place < SPOKEN:
        actions.take_for_oral(speech, by=clerk, reason="选题紧扣中心工作，调研扎实，安排口头发言。")
    elif place < PRINTED:
        actions.take_for_written(speech, by=clerk, reason="口头发言名额已满，作书面发言印发。")
    else:
        actions.not_take(speech, by=clerk, reason="与已选发言选题相近，建议改为提案提交。")


def say(clerk: Person, meetings: Sequence[Meeting]) -> None:
    """What was taken for the hall is said there, one after another."""
    taken = Speech.objects.filter(meeting__in=[one.pk for one in meetings], state=SpeechState.ORAL)
    for speech in taken.select_related("meeting").order_by("meeting", "position"):
        if speech.meeting is not None:
            with clock.at(speech.meeting.starts_at + SAID + timedelta(minutes=8 * (speech.position or 0))):
                actions.note_spoken(speech, by=clerk, on=clock.today())


def resolve(clerk: Person, meetings: Sequence[Meeting]) -> None:
    """At the end of each a resolution is put to the vote by raised hands, counted and announced."""
    for meeting in Meeting.objects.filter(pk__in=[one.pk for one in meetings]).order_by("starts_at"):
        with clock.at(meeting.starts_at + RESOLVED):
            title, last = f"{meeting.title}决议（草案）", meeting.items.order_by("number").last()
            asked = actions.Question(title, VoteKind.QUESTION, VoteWay.HANDS, Majority.ENTITLED, item=last)
            vote = actions.open_vote(actions.draw_up_vote(meeting, by=clerk, question=asked), by=clerk)
        with clock.at(meeting.starts_at + RESOLVED + timedelta(minutes=3)):
            actions.count_by_hand(vote, by=clerk, tally=_raised(vote))
            actions.close_vote(vote, by=clerk)
            actions.announce(vote, by=clerk)


def _raised(vote: Vote) -> Tally:
    """Nearly all present are for it; one is against, and some abstain."""
    present = votes.present_during(vote, until=clock.now()).count()
    abstain = vote.meeting.starts_at.year % 4
    for_it = max(present - abstain - 1, 0)
    return Tally({1: {Choice.FOR: for_it, Choice.AGAINST: min(present, 1), Choice.ABSTAIN: abstain}})


def is_live(meeting: Meeting) -> bool:
    """Do its people take the floor or vote under its items: a forum, a part of a plenary?"""
    return meeting.whole_id is not None or meeting.kind.code == "forum"


def run(clerk: Person, meetings: Iterable[Meeting]) -> None:
    """Take one item after another, each for what it is: some of those who are there speak, all of them vote."""
    items = Item.objects.filter(meeting__in=[one.pk for one in meetings]).select_related("meeting__kind")
    for item in items.order_by("meeting", "number"):
        at = item.meeting.starts_at + LASTS * (item.number - 1)
        with clock.at(at):
            actions.begin_item(item, by=clerk)
        if item.kind == ItemKind.SPEECHES:
            for place, speaker in enumerate(some_there(item.meeting, SPEAKERS)):
                speak(clerk, item, speaker, at + timedelta(minutes=MINUTES * place))
        if item.kind == ItemKind.VOTE:
            vote(clerk, item, at + timedelta(minutes=5))
        with clock.at(at + LASTS):
            actions.end_item(item, by=clerk)


def some_there(meeting: Meeting, count: int) -> list[Attendee]:
    """So many of those who are in the hall."""
    there = Attendee.objects.filter(meeting=meeting, part=Part.ENTITLED, attendances__presence__in=IN_HALL)
    found = list(there.order_by("position"))
    return Random(meeting.title).sample(found, min(count, len(found)))  # noqa: S311 - a demo, not a secret


def speak(clerk: Person, item: Item, speaker: Attendee, at: datetime, *, until: timedelta | None = PACE) -> None:
    """Somebody is put on the list and called up; and ends, unless nothing is said of when."""
    with clock.at(at):
        turn = actions.list_speaker(item, by=clerk, attendee=speaker)
        turn = actions.call_up(turn, by=clerk, minutes=MINUTES)
    if until is not None:
        with clock.at(at + until):
            actions.end_turn(turn, by=clerk)


def vote(clerk: Person, item: Item, at: datetime) -> None:
    """In a part of a plenary an election by secret ballots, else a question by named ones; counted and announced."""
    with clock.at(at):
        asked = _election(item) if item.meeting.whole_id else _question(item)
        put = actions.open_vote(actions.draw_up_vote(item.meeting, by=clerk, question=asked), by=clerk)
    cast(put, at)
    with clock.at(at + VOTING):
        put = actions.announce(actions.close_vote(put, by=clerk), by=clerk)
        actions.note_who_voted(put, by=None)


def _election(item: Item) -> actions.Question:
    """Three stand for two seats on the standing committee."""
    standing = Post.objects.filter(kind=PostKind.STANDING, member=OuterRef("member"))
    lines = Attendee.objects.filter(~Exists(standing), meeting=item.meeting, label=F("sector__name"))
    names = list(lines.order_by("position").values_list("name", flat=True)[:3])
    way, kind = VoteWay.SECRET, VoteKind.ELECTION
    return actions.Question(item.title, kind, way, Majority.ENTITLED, candidates=names, seats=2, item=item)


def _question(item: Item) -> actions.Question:
    return actions.Question(item.title, VoteKind.QUESTION, VoteWay.NAMED, Majority.PRESENT, item=item)


def cast(put: Vote, at: datetime, *, but: Collection[int | None] = ()) -> None:
    """All who are in the hall vote, a few seconds one after another; `but` people of these keys."""
    there = votes.present_during(put, until=at).select_related("attendee__person").order_by("attendee__position")
    for place, one in enumerate(there):
        person = one.attendee.person
        standing = votes.standing(put.pk, person) if person and person.pk not in but else None
        if person and standing:
            with clock.at(at + timedelta(seconds=3 * place % 290)):
                actions.cast_vote(standing.vote, by=person, choices=_chosen(put, place))


def _chosen(put: Vote, place: int) -> dict[int, Choice]:
    """Most are for it, or for the first two who stand; some think otherwise, and now and then somebody abstains."""
    if put.kind == VoteKind.QUESTION:
        return {1: Choice.ABSTAIN if place % 9 == 8 else Choice.FOR}
    return dict.fromkeys(BALLOTS[place % len(BALLOTS)], Choice.FOR)
