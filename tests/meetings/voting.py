"""Votes in any state in a hall whose members have signed in, made through the verbs."""

from typing import Any

from tests.factories import meetings as factory
from tests.factories.meetings import Hall
from xieshang.accounts.models import Person
from xieshang.meetings import actions
from xieshang.meetings.counting import Tally
from xieshang.meetings.models import Meeting, Vote
from xieshang.meetings.states import Majority, State, VoteKind, VoteState, VoteWay

ELECTION = {"kind": VoteKind.ELECTION, "candidates": ["甲", "乙", "丙"], "seats": 2}


def session(place: Hall, **parts: Any) -> Meeting:
    """An occasion that is on, where everybody has signed in."""
    made = factory.meeting(place, State.OPEN, **parts)
    factory.sign_in_all(made)
    return made


def drawn_up(meeting: Meeting, by: Person, way: VoteWay = VoteWay.NAMED, **parts: Any) -> Vote:
    """A question, unless something else is said."""
    whole = {"title": "通过工作报告的决议", "kind": VoteKind.QUESTION, "majority": Majority.ENTITLED, **parts}
    return actions.draw_up_vote(meeting, by=by, question=actions.Question(way=way, **whole))


def vote_in(place: Hall, meeting: Meeting, state: str, way: VoteWay = VoteWay.NAMED, **parts: Any) -> Vote:
    """A vote in a state; counted by hand where that is its way, else with two votes for."""
    office = place.person("office")
    vote = drawn_up(meeting, office, way, **parts)
    if state == VoteState.DRAFT:
        return vote
    vote = actions.open_vote(vote, by=office)
    if state in (VoteState.CLOSED, VoteState.ANNOUNCED):
        fill(place, vote)
        vote = actions.close_vote(vote, by=office)
    if state == VoteState.ANNOUNCED:
        vote = actions.announce(vote, by=office)
    if state == VoteState.CANCELLED:
        vote = actions.cancel_vote(vote, by=office, reason="候选人名单有误")
    return vote


def fill(place: Hall, vote: Vote) -> None:
    """Two members vote for the first option, or it is counted so by hand."""
    if vote.way in (VoteWay.NAMED, VoteWay.SECRET):
        for name in ("member 1", "member 2"):
            actions.cast_vote(vote, by=place.person(name), choices={1: "for"})
        return
    names = ["office", "officer"] if vote.way == VoteWay.PAPER else ["office"]
    for name in names:
        actions.count_by_hand(vote, by=place.person(name), tally=two_for(vote))


def two_for(vote: Vote, votes_for: int = 2) -> Tally:
    """A count of four ballots, so many of which are for the first option."""
    options = {number: {"for": 0, "against": 0, "abstain": 4} for number in range(1, vote.options.count() + 1)}
    options[1] = {"for": votes_for, "against": 0, "abstain": 4 - votes_for}
    return Tally(options, {}, 4, 4, 0)
