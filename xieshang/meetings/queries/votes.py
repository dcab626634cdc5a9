"""Who sees which votes, who may vote, and what was counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from xieshang.accounts.models import Person, Visitor
from xieshang.accounts.permissions import Permission
from xieshang.engine.prepared import Prepared
from xieshang.meetings.counting import Outcome, Poll, Sheet, Tally, judge
from xieshang.meetings.models import Appearance, Attendee, Ballot, Cast, Count, Meeting, Option, Sitting, Vote
from xieshang.meetings.queries.reach import visible_to
from xieshang.meetings.states import ELECTRONIC, IN_HALL, THERE, Majority, Part, State, VoteKind, VoteState, VoteWay


def votes_visible_to(actor: Person | Visitor) -> QuerySet[Vote]:
    """The votes of the occasions an actor may see; those not open yet only to who reads all of them."""
    if actor.pk is None:
        return Vote.objects.none()
    scopes = actor.scopes_with(Permission.MEETINGS_READ_ALL)
    office = Q(meeting__assembly__scope__in=scopes) | Q(meeting__organ__scope__in=scopes)
    seen = Vote.objects.filter(meeting__in=visible_to(actor))
    return seen.filter(office | ~Q(state=VoteState.DRAFT))


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to a vote: their line on the roster, whether they are in the hall, and have voted."""

    vote: Vote
    person: int
    attendee: int
    part: str
    presence: str
    has_left: bool
    has_cast: bool

    @property
    def is_entitled(self) -> bool:
        """Do they belong to the occasion by right?"""
        return self.part == Part.ENTITLED

    @property
    def is_in_hall(self) -> bool:
        """Have they signed in, and not left?"""
        return self.presence in IN_HALL and not self.has_left


_APPEARANCE = Appearance.objects.filter(sitting=OuterRef("sitting"), attendee=OuterRef("meeting__roster__pk"))
_OPTIONS = (
    Option.objects.filter(vote=OuterRef("pk")).order_by("number").values(one=JSONObject(number="number", name="name"))
)
_STANDING = Prepared(
    lambda vote, person: (
        Vote.objects.filter(pk=vote, meeting__roster__person=person, meeting__state__in=[State.OPEN, State.CLOSED])
        .exclude(state=VoteState.DRAFT)
        .select_related("meeting")
        .annotate(
            attendee_key=F("meeting__roster__pk"),
            part=F("meeting__roster__part"),
            appeared=Subquery(_APPEARANCE.values(one=JSONObject(presence="presence", out_at="out_at"))[:1]),
            has_cast=Exists(Cast.objects.filter(vote=OuterRef("pk"), attendee=OuterRef("meeting__roster__pk"))),
            listed=ArraySubquery(_OPTIONS),
        )
    ),
    kinds=(int, int),
)


def standing(vote: int, person: Person | Visitor) -> Standing | None:
    """How somebody on the roster stands to a vote that has begun, with its options; one query, None for others."""
    key = person.pk
    found = None if key is None else _STANDING.first(vote, key)
    if key is None or found is None:
        return None
    row = vars(found)
    appeared = row["appeared"] or {"presence": "", "out_at": None}
    row["standing"] = Standing(
        found,
        key,
        row["attendee_key"],
        row["part"],
        appeared["presence"],
        appeared["out_at"] is not None,
        row["has_cast"],
    )
    return cast(Standing, row["standing"])


def standing_to(vote: Vote, person: Person | Visitor) -> Standing | None:
    """The same, as it was read together with this vote for this person, else now."""
    known: Standing | None = vars(vote).get("standing")
    return known if known is not None and known.person == person.pk else standing(vote.pk, person)


def forget_standing(vote: Vote) -> None:
    """Let the next who asks read it anew."""
    vars(vote).pop("standing", None)


def options_of(vote: Vote) -> dict[int, str]:
    """What is voted on, by number; read with the voter's standing already, else one query."""
    listed = vars(vote).get("listed")
    if listed is not None:
        return {one["number"]: one["name"] for one in listed}
    return dict(vote.options.order_by("number").values_list("number", "name"))


def poll_of(vote: Vote) -> Poll:
    """The vote as `counting` knows it; how many are entitled and present, once that has been counted."""
    seats = vote.seats if vote.kind == VoteKind.ELECTION else 0
    majority = Majority(vote.majority)
    return Poll(options_of(vote), majority, vote.entitled or 0, vote.present or 0, seats, vote.write_ins)


def sitting_of(meeting: Meeting, *, at: datetime) -> Sitting | None:
    """The half-day that is on, or was last; before the first one, the first."""
    sittings = list(meeting.sittings.order_by("number"))
    begun = [one for one in sittings if one.starts_at <= at]
    return begun[-1] if begun else next(iter(sittings), None)


def entitled_to(meeting: Meeting) -> QuerySet[Attendee]:
    """Those who belong to the occasion by right (应到)."""
    return Attendee.objects.filter(meeting=meeting, part=Part.ENTITLED)


def in_hall(sitting: Sitting) -> QuerySet[Appearance]:
    """Those entitled who have signed in, at whichever door, and not left."""
    there = Appearance.objects.filter(sitting=sitting, attendee__part=Part.ENTITLED)
    return there.filter(presence__in=IN_HALL, out_at__isnull=True)


def present_during(vote: Vote, *, until: datetime) -> QuerySet[Appearance]:
    """Those entitled who were in the hall between the opening of a vote and a moment (实到).

    Whoever leaves while it is open still counts, voted or not: leaving lowers no majority of those present.
    """
    there = Appearance.objects.filter(sitting=vote.sitting, attendee__part=Part.ENTITLED, presence__in=THERE)
    stayed = Q(presence__in=IN_HALL, out_at__isnull=True) | Q(out_at__gte=vote.opened_at)
    return there.filter(stayed, Q(in_at__isnull=True) | Q(in_at__lte=until))


@dataclass(frozen=True, slots=True)
class Progress:
    """How many have voted, of how many who were there. Never what."""

    cast: int
    present: int

    @property
    def missing(self) -> int:
        """How many could still vote, or went without."""
        return max(self.present - self.cast, 0)


def progress_of(vote: Vote, *, at: datetime) -> Progress:
    """How far an electronic vote is at a moment."""
    return Progress(Cast.objects.filter(vote=vote).count(), present_during(vote, until=at).count())


def sheets_of(vote: Vote) -> Iterator[Sheet]:
    """The ballots of an electronic vote, without whose they are."""
    for choices, written in Ballot.objects.filter(vote=vote).values_list("choices", "written"):
        yield Sheet({int(number): choice for number, choice in choices.items()}, [tuple(one) for one in written])


def named_ballots(vote: Vote) -> QuerySet[Ballot]:
    """Who voted what in a named vote, in the order of the roster; none of any other."""
    if vote.way != VoteWay.NAMED:
        return Ballot.objects.none()
    return Ballot.objects.filter(vote=vote).select_related("attendee").order_by("attendee__position", "attendee")


def counts_of(vote: Vote) -> list[Count]:
    """The counts by hand that stand, the first entered first."""
    standing_counts = Count.objects.filter(vote=vote, replaced_at__isnull=True).select_related("by")
    return list(standing_counts.order_by("at", "pk"))


def earlier_counts(vote: Vote) -> list[Count]:
    """The counts by hand that were corrected."""
    replaced = Count.objects.filter(vote=vote, replaced_at__isnull=False).select_related("by")
    return list(replaced.order_by("at", "pk"))


def agreed_tally(vote: Vote) -> Tally | None:
    """What was counted by hand: of raised hands the one count, of paper where two say the same; else None."""
    tallies = [Tally.from_json(one.tally) for one in counts_of(vote)]
    needed = 2 if vote.way == VoteWay.PAPER else 1
    agree = len(tallies) >= needed and all(one == tallies[0] for one in tallies)
    return tallies[0] if agree else None


@dataclass(frozen=True, slots=True)
class Counted:
    """A count that has been made: on what, how many votes, and what they came to."""

    poll: Poll
    tally: Tally
    outcome: Outcome


def counted(vote: Vote) -> Counted | None:
    """The result of a vote that has been counted, as it was counted then."""
    if not vote.result:
        return None
    poll, tally = poll_of(vote), Tally.from_json(vote.result["tally"])
    return Counted(poll, tally, judge(poll, tally))


def is_electronic(vote: Vote) -> bool:
    """Does each vote on their own device?"""
    return vote.way in ELECTRONIC
