"""Who hears of votes: those in the hall that they may vote, and who belongs there what came out."""

from django.urls import reverse

from xieshang.accounts.models import Person
from xieshang.meetings import events
from xieshang.meetings.models import Cast, Vote
from xieshang.meetings.queries import votes as queries
from xieshang.meetings.states import ELECTRONIC, VoteState
from xieshang.notices import telling
from xieshang.notices.states import Kind
from xieshang.spine.errand import on
from xieshang.spine.models import Entry


@on(events.VOTE_OPENED)
def vote_opened(entry: Entry) -> None:
    """Those in the hall who have not voted, where they vote on their own devices, as long as it is open."""
    vote = _vote(entry)
    if vote.state != VoteState.OPEN or vote.way not in ELECTRONIC or vote.sitting is None:
        return
    cast = Cast.objects.filter(vote=vote).values("attendee")
    there = queries.in_hall(vote.sitting).exclude(attendee__in=cast).values("attendee__person")
    link = reverse("meetings:ballot", args=[vote.meeting_id, vote.pk])
    people = Person.objects.filter(pk__in=there)
    telling.tell(entry, Kind.TO_VOTE, people, link=link, title=vote.title, meeting=vote.meeting.title)


@on(events.VOTE_ANNOUNCED)
def vote_announced(entry: Entry) -> None:
    """Everybody who belongs to the occasion by right."""
    vote = _vote(entry)
    people = Person.objects.filter(pk__in=queries.entitled_to(vote.meeting).values("person"))
    link = reverse("meetings:vote", args=[vote.meeting_id, vote.pk])
    telling.tell(entry, Kind.VOTE_RESULT, people, link=link, title=vote.title, conclusion=entry.payload["conclusion"])


def _vote(entry: Entry) -> Vote:
    return Vote.objects.select_related("meeting", "sitting").get(pk=entry.payload["vote"])
