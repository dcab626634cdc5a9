"""The floor of the demo city's plenaries: what was handed in to be said, what became of it, and what was resolved."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from random import Random

from xieshang.accounts.models import Person
from xieshang.demo.phrases import Author
from xieshang.demo.topics import TOPICS, Topic
from xieshang.meetings import actions
from xieshang.meetings.counting import Tally
from xieshang.meetings.models import Attendee, Meeting, Speech, Vote
from xieshang.meetings.queries import votes
from xieshang.meetings.states import Choice, Majority, Part, SpeechState, VoteKind, VoteWay
from xieshang.members.models import Member
from xieshang.spine import clock

HANDED_IN, CHOSEN = timedelta(days=14), timedelta(days=7)
"""So long before it opens speeches are handed in, and chosen."""
SAID, RESOLVED = timedelta(days=1, hours=2), timedelta(days=2, hours=2)
"""So long after it opened speeches are given, and the resolution is put to the vote."""
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
