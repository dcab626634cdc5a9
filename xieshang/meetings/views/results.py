"""The result of a vote as pages and sheets show it, and counts by hand beside each other."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person, Visitor
from xieshang.meetings import counting, rules
from xieshang.meetings.models import Ballot, Count, Vote
from xieshang.meetings.queries import votes as queries
from xieshang.meetings.states import Choice, Fate, VoteWay
from xieshang.ui import sheets
from xieshang.ui.cells import Badge, Tone

TONES: dict[str, Tone] = {
    Fate.PASSED: "good",
    Fate.ELECTED: "good",
    Fate.RUNOFF: "wait",
    Fate.NOT_PASSED: "plain",
    Fate.NOT_ELECTED: "plain",
    Fate.VOID: "off",
}


@dataclass(frozen=True, slots=True)
class Line:
    """How one option did, in words and as a share of those the rule speaks of."""

    name: str
    words: str
    votes_for: int
    badge: Badge


@dataclass(frozen=True, slots=True)
class Result:
    """What came out: the sentence, the rule that was applied, each option, the ballots; of a named vote, who what."""

    conclusion: str
    rule: str
    lines: list[Line]
    most: int
    needed: int
    facts: list[tuple[str, str]]
    named: list[tuple[str, str]]


def result_of(who: Person | Visitor, vote: Vote) -> Result | None:
    """The result, for whoever may see it now."""
    return shown(vote) if rules.may_see_result(who, vote) else None


def shown(vote: Vote) -> Result | None:
    """The result of a vote that has been counted."""
    counted = queries.counted(vote)
    if counted is None:
        return None
    poll, tally, found = counted.poll, counted.tally, counted.outcome
    return Result(
        counting.conclusion_of(poll, tally, found),
        counting.rule_of(poll, found),
        [_line(one) for one in found.stood],
        max(found.base, tally.valid, 1),
        found.needed,
        list(_facts(vote, tally)),
        [(one.attendee.name, _said(poll, one)) for one in queries.named_ballots(vote) if one.attendee],
    )


def _line(one: counting.Stood) -> Line:
    votes = {"votes_for": one.votes_for, "against": one.against, "abstained": one.abstained}
    words = _("赞成 %(votes_for)s 票，反对 %(against)s 票，弃权 %(abstained)s 票") % votes
    if one.number is None:
        words = _("另选人，%(votes_for)s 票") % votes
    return Line(one.name, words, one.votes_for, Badge(str(one.fate.label), TONES[one.fate]))


def _facts(vote: Vote, tally: counting.Tally) -> Iterator[tuple[str, str]]:
    def people(number: int | None) -> str:
        return _("%(n)s 人") % {"n": number}

    def papers(number: int) -> str:
        return _("%(n)s 张") % {"n": number}

    yield _("应到"), people(vote.entitled)
    yield _("实到"), people(vote.present)
    if vote.way == VoteWay.HANDS:
        return
    if vote.way == VoteWay.PAPER:
        yield _("发出选票"), papers(tally.issued)
        yield _("收回选票"), papers(tally.returned)
        yield _("没有收回"), papers(tally.unreturned)
    else:
        yield _("投票"), people(tally.returned)
        yield _("没有投票"), people(tally.unreturned)
    yield _("有效票"), papers(tally.valid)
    yield _("无效票"), papers(tally.invalid)


def _said(poll: counting.Poll, ballot: Ballot) -> str:
    """What a named ballot says, in words."""
    marks = {int(number): Choice(mark).label for number, mark in ballot.choices.items()}
    if not poll.is_election:
        return str(marks.get(1, Choice.ABSTAIN.label))
    chosen = [name for number, name in poll.options.items() if ballot.choices.get(str(number)) == Choice.FOR]
    return _("、").join([*chosen, *(name for name, _mark in ballot.written)]) or str(Choice.ABSTAIN.label)


def attachment(vote: Vote) -> StreamingHttpResponse:
    """The result as a sheet: each option with its votes, then the ballots, the rule and the conclusion."""
    heads = [_("名称"), _("赞成"), _("反对"), _("弃权"), _("结果")]
    return sheets.attachment(vote.title[:60], heads, _rows(vote))


def _rows(vote: Vote) -> Iterator[list[str | int]]:
    counted, result = queries.counted(vote), shown(vote)
    if counted is None or result is None:
        return
    for one in counted.outcome.stood:
        yield [one.name, one.votes_for, one.against, one.abstained, str(one.fate.label)]
    for label, value in [*result.facts, (_("规则"), result.rule), (_("结论"), result.conclusion), *result.named]:
        yield [label, value]


@dataclass(frozen=True, slots=True)
class HandCounts:
    """Who has entered counts by hand, whether they agree, and in which parts they do not; corrected ones beside."""

    counts: list[Count]
    needed: int
    agree: bool
    differences: list[str]
    earlier: list[Count]


def hand_counts(vote: Vote) -> HandCounts:
    """The counts by hand of a vote. What was counted stays unsaid until it agrees: only where it differs is shown."""
    counts = queries.counts_of(vote)
    needed = 2 if vote.way == VoteWay.PAPER else 1
    found: list[str] = []
    if len(counts) == 2:
        mine, other = (counting.Tally.from_json(one.tally) for one in counts)
        options = queries.options_of(vote)
        found = [_part(options, *one) for one in counting.differences(mine, other)]
    agree = queries.agreed_tally(vote) is not None
    return HandCounts(counts, needed, agree, found, queries.earlier_counts(vote))


def _part(options: dict[int, str], what: str, of: int | str | None, choice: str) -> str:
    names = {"issued": _("发出选票"), "returned": _("收回选票"), "invalid": _("无效票")}
    if what in names:
        return names[what]
    name = options[of] if isinstance(of, int) else of
    return _("%(name)s：%(choice)s") % {"name": name, "choice": Choice(choice).label}
