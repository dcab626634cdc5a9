"""Holding a vote: drawn up, opened, closed and counted, announced, or cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.meetings import counting, events, rules
from xieshang.meetings.actions import ballots
from xieshang.meetings.models import Item, Meeting, Option, Vote
from xieshang.meetings.queries import votes as queries
from xieshang.meetings.states import BY_HAND, VOTE_LIFE, Choice, Majority, VoteKind, VoteState, VoteWay
from xieshang.members.models import Member
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep, keep_all
from xieshang.spine.rule import Refused


@dataclass(frozen=True, slots=True)
class Question:
    """What is voted on and how, and when it passes; of an election who stands, in the order of the ballot, for how many
    seats, and whether others may be written in. `item`: the item of the agenda under which it is put."""

    title: str
    kind: VoteKind
    way: VoteWay
    majority: Majority
    candidates: Sequence[str] = ()
    seats: int = 1
    write_ins: bool = False
    text: str = ""
    item: Item | None = None


@action(rules.may_draw_up_vote)
def draw_up_vote(meeting: Meeting, *, by: Person, question: Question) -> Vote:
    """Draw up a question, or an election. Nobody is told yet."""
    last = meeting.votes.aggregate(last=Max("number"))["last"] or 0
    vote = _put(Vote(meeting=meeting, number=last + 1), question)
    events.VOTE_DRAFTED.record(meeting, by, vote=vote.pk, title=vote.title)
    return vote


@action(rules.may_change_vote, first="meeting")
def change_vote(vote: Vote, *, by: Person, question: Question) -> Vote:
    """Draw it up anew, until it is opened."""
    vote.options.all().delete()
    _put(vote, question)
    events.VOTE_CHANGED.record(vote.meeting, by, vote=vote.pk, title=vote.title)
    return vote


@action(rules.may_remove_vote, first="meeting")
def remove_vote(vote: Vote, *, by: Person) -> Vote:
    """Take back what nobody was asked yet: it is there no more, and its number is free."""
    events.VOTE_REMOVED.record(vote.meeting, by, vote=vote.pk, title=vote.title)
    vote.delete()
    return vote


def _put(vote: Vote, asked: Question) -> Vote:
    """Fill the vote and its options. A candidate is known as a member where exactly one member of the term has the
    name."""
    election = asked.kind == VoteKind.ELECTION
    if asked.item is not None and asked.item.meeting_id != vote.meeting_id:
        raise Refused(_("这项议程不属于这次会议，请重新选。"), field="item")
    write_ins, seats = asked.write_ins and election, asked.seats if election else 1
    names = _candidates(asked.candidates, asked.seats, write_ins=asked.write_ins) if election else [asked.title]
    vote.item, vote.kind, vote.way, vote.majority = asked.item, asked.kind, asked.way, asked.majority
    vote.title, vote.text, vote.seats, vote.write_ins = asked.title, asked.text, seats, write_ins
    keep(vote)
    known = _members(vote.meeting, names) if election else {}
    keep_all(
        [Option(vote=vote, number=at, name=name, candidate_id=known.get(name)) for at, name in enumerate(names, 1)]
    )
    return vote


def _candidates(names: Sequence[str], seats: int, *, write_ins: bool) -> list[str]:
    """The names without blanks; Refused where one stands twice, or there are too few."""
    stand = [name.strip() for name in names if name.strip()]
    twice = sorted({name for name in stand if stand.count(name) > 1})
    if twice:
        again = {"names": _("、").join(twice)}
        raise Refused(_("%(names)s写了不止一次；同名的请加上单位，好分清楚。") % again, field="candidates")
    if len(stand) < seats and not write_ins:
        words = {"stand": len(stand), "seats": seats}
        raise Refused(
            _("候选人 %(stand)s 名，少于应选的 %(seats)s 名；请补上候选人，或者减少名额。") % words, field="candidates"
        )
    return stand


def _members(meeting: Meeting, names: Sequence[str]) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for name, key in Member.objects.filter(term=meeting.term_id, name__in=names).values_list("name", "pk"):
        found.setdefault(name, []).append(key)
    return {name: keys[0] for name, keys in found.items() if len(keys) == 1}


@action(rules.may_open_vote, first="meeting")
def open_vote(vote: Vote, *, by: Person) -> Vote:
    """Let those in the hall vote, from now until it is closed."""
    VOTE_LIFE.advance(vote, "open_vote")
    vote.opened_at = clock.now()
    vote.sitting = queries.sitting_of(vote.meeting, at=clock.now())
    keep(vote)
    events.VOTE_OPENED.record(vote.meeting, by, vote=vote.pk, title=vote.title)
    return vote


@action(rules.may_close_vote, first="meeting")
def close_vote(vote: Vote, *, by: Person) -> Vote:
    """Take no more votes, and count. Of a secret vote, what could link who and what is rewritten before.

    Present is whoever was in the hall while it was open; entitled, whoever belongs there by right. The ledger hears
    of each who voted after the commit (`note_who_voted`), so that nobody waits for it.
    """
    VOTE_LIFE.advance(vote, "close_vote")
    vote.closed_at = clock.now()
    vote.entitled = queries.entitled_to(vote.meeting).count()
    vote.present = queries.present_during(vote, until=vote.closed_at).count()
    if vote.way == VoteWay.SECRET:
        ballots.mix(vote)
    _count(vote)
    keep(vote)
    events.VOTE_CLOSED.record(
        vote.meeting,
        by,
        vote=vote.pk,
        title=vote.title,
        conclusion=vote.result["conclusion"],
        rule=vote.result["rule"],
        entitled=vote.entitled,
        present=vote.present,
        tally=vote.result["tally"],
    )
    return vote


def _count(vote: Vote) -> None:
    poll = queries.poll_of(vote)
    tally = queries.agreed_tally(vote) if vote.way in BY_HAND else None
    if tally is None:
        tally = counting.tally(poll, queries.sheets_of(vote), issued=poll.present)
    found = counting.judge(poll, tally)
    with translation.override(settings.LANGUAGE_CODE):
        vote.result = {
            "rule": counting.rule_of(poll, found),
            "conclusion": counting.conclusion_of(poll, tally, found),
            "tally": tally.as_json(),
            "base": found.base,
            "needed": found.needed,
            "seats_left": found.seats_left,
            "stood": [_as_json(one) for one in found.stood],
        }


def _as_json(one: counting.Stood) -> dict[str, Any]:
    votes = {Choice.FOR.value: one.votes_for, Choice.AGAINST.value: one.against, Choice.ABSTAIN.value: one.abstained}
    return {"number": one.number, "name": one.name, **votes, "fate": one.fate.value}


@action(rules.may_announce, first="meeting")
def announce(vote: Vote, *, by: Person) -> Vote:
    """Announce the result: from now on everybody who sees the occasion sees it."""
    VOTE_LIFE.advance(vote, "announce")
    keep(vote)
    conclusion = vote.result["conclusion"]
    events.VOTE_ANNOUNCED.record(vote.meeting, by, vote=vote.pk, title=vote.title, conclusion=conclusion)
    return vote


@action(rules.may_cancel_vote, first="meeting")
def cancel_vote(vote: Vote, *, by: Person, reason: str) -> Vote:
    """Give the vote up, with a reason that everybody reads. Votes that were not counted yet are destroyed."""
    if not reason.strip():
        raise Refused(_("请写明作废的理由，与会人员会看到。"), field="reason")
    was_open = vote.state == VoteState.OPEN
    VOTE_LIFE.advance(vote, "cancel_vote")
    vote.reason = reason.strip()
    if was_open:
        ballots.destroy(vote)
    keep(vote)
    events.VOTE_CANCELLED.record(vote.meeting, by, vote=vote.pk, title=vote.title, reason=vote.reason)
    return vote
