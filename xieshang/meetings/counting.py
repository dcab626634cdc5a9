"""Votes counted, and what a count comes to: pure functions, the same for electronic, paper and raised hands.

Nothing is ever left to chance: where candidates have equally many votes at the last seat, a run-off is said.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.meetings.states import Choice, Fate, Majority

Written = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Poll:
    """What is voted on, and by how many: options by number, seats (0 of a question), who is entitled and present."""

    options: Mapping[int, str]
    majority: Majority
    entitled: int
    present: int
    seats: int = 0
    write_ins: bool = False

    @property
    def is_election(self) -> bool:
        """Are seats filled?"""
        return self.seats > 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One ballot: a choice for each option by number, and names that were written in. What is unmarked abstains."""

    choices: Mapping[int, str]
    written: Written = ()


@dataclass(slots=True)
class Tally:
    """Votes by option and choice, and by written name; ballots given out, come back, and invalid among these."""

    options: dict[int, dict[str, int]]
    written: dict[str, int] = field(default_factory=dict)
    issued: int = 0
    returned: int = 0
    invalid: int = 0

    @property
    def valid(self) -> int:
        """Ballots that count."""
        return self.returned - self.invalid

    @property
    def unreturned(self) -> int:
        """Ballots that were given out and did not come back."""
        return max(self.issued - self.returned, 0)

    def as_json(self) -> dict[str, Any]:
        """The tally as JSON keeps it."""
        options = {str(number): dict(votes) for number, votes in sorted(self.options.items())}
        whole = {"issued": self.issued, "returned": self.returned, "invalid": self.invalid}
        return {"options": options, "written": dict(sorted(self.written.items())), **whole}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Tally":
        """The tally that was kept so."""
        options = {int(number): dict(votes) for number, votes in kept["options"].items()}
        return cls(options, dict(kept["written"]), kept["issued"], kept["returned"], kept["invalid"])


@dataclass(frozen=True, slots=True)
class Stood:
    """How one option did. `number` is None of a name that was written in."""

    number: int | None
    name: str
    votes_for: int
    against: int
    abstained: int
    fate: Fate


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a count came to. `base` is the number the majority is of, `needed` the fewest votes that reach it.

    `seats_left` are the seats that nobody won, those of a run-off among them. `is_void`: more ballots came back
    than were given out, so that the whole vote is to be held again.
    """

    stood: tuple[Stood, ...]
    base: int
    needed: int
    seats_left: int
    is_void: bool

    def of(self, fate: Fate) -> list[Stood]:
        """The options that fared so."""
        return [one for one in self.stood if one.fate == fate]


def is_valid(poll: Poll, sheet: Sheet) -> bool:
    """May the ballot count? Fewer names than seats is sound; more is not, nor anybody or anything not voted on.

    Of a question, exactly one of the three choices or none.
    """
    known = all(number in poll.options and choice in Choice.values for number, choice in sheet.choices.items())
    names = [name for name, _mark in sheet.written]
    if not known or (names and not poll.write_ins) or any(mark != Choice.FOR for _name, mark in sheet.written):
        return False
    if len({*names}) < len(names) or not all(names) or {*names} & {*poll.options.values()}:
        return False
    marked = sum(choice == Choice.FOR for choice in sheet.choices.values()) + len(names)
    return not poll.is_election or marked <= poll.seats


def tally(poll: Poll, sheets: Iterable[Sheet], *, issued: int) -> Tally:
    """Count ballots; their order does not matter. An option that a valid ballot leaves out is abstained on."""
    votes: dict[int, Counter[str]] = {number: Counter() for number in poll.options}
    written: Counter[str] = Counter()
    returned = invalid = 0
    for sheet in sheets:
        returned += 1
        if not is_valid(poll, sheet):
            invalid += 1
            continue
        for number, counted in votes.items():
            counted[sheet.choices.get(number, Choice.ABSTAIN)] += 1
        written.update(name for name, _mark in sheet.written)
    options = {number: {choice.value: counted[choice] for choice in Choice} for number, counted in votes.items()}
    return Tally(options, dict(written), issued, returned, invalid)


def judge(poll: Poll, counted: Tally) -> Outcome:
    """What the count comes to under the poll's rule."""
    base = _base(poll, counted)
    needed = _fewest(poll.majority, base)
    if counted.returned > counted.issued:
        return Outcome(_stood(poll, counted, {}), base, needed, poll.seats, is_void=True)
    fates, left = _elected(poll, counted, needed) if poll.is_election else (_passed(counted, needed), 0)
    return Outcome(_stood(poll, counted, fates), base, needed, left, is_void=False)


def _base(poll: Poll, counted: Tally) -> int:
    if poll.majority == Majority.PRESENT:
        return poll.present
    return counted.valid if poll.majority == Majority.CAST else poll.entitled


def _fewest(majority: Majority, base: int) -> int:
    """More than a half; two thirds or more (以上 includes the number itself). Nobody decides by no vote at all."""
    if majority == Majority.TWO_THIRDS:
        return max(-(-2 * base // 3), 1)
    return base // 2 + 1


def _passed(counted: Tally, needed: int) -> dict[Any, Fate]:
    return {
        number: Fate.PASSED if votes[Choice.FOR] >= needed else Fate.NOT_PASSED
        for number, votes in counted.options.items()
    }


def _elected(poll: Poll, counted: Tally, needed: int) -> tuple[dict[Any, Fate], int]:
    """Who of those that reach the majority has a seat, by votes; and how many seats nobody won.

    Those level at the last seat, more of them than seats, come to a run-off together.
    """
    votes: dict[Any, int] = {number: each[Choice.FOR] for number, each in counted.options.items()}
    votes |= counted.written
    reached = sorted((one for one in votes if votes[one] >= needed), key=lambda one: -votes[one])
    fates: dict[Any, Fate] = dict.fromkeys(votes, Fate.NOT_ELECTED)
    if len(reached) <= poll.seats:
        return fates | dict.fromkeys(reached, Fate.ELECTED), poll.seats - len(reached)
    last, next_one = votes[reached[poll.seats - 1]], votes[reached[poll.seats]]
    if last > next_one:
        return fates | dict.fromkeys(reached[: poll.seats], Fate.ELECTED), 0
    above = [one for one in reached if votes[one] > last]
    level = [one for one in reached if votes[one] == last]
    return fates | dict.fromkeys(above, Fate.ELECTED) | dict.fromkeys(level, Fate.RUNOFF), poll.seats - len(above)


def _stood(poll: Poll, counted: Tally, fates: Mapping[Any, Fate]) -> tuple[Stood, ...]:
    """All options in the order of the ballot, then written names by votes and name."""
    listed = [
        Stood(
            number,
            name,
            counted.options[number][Choice.FOR],
            counted.options[number][Choice.AGAINST],
            counted.options[number][Choice.ABSTAIN],
            fates.get(number, Fate.VOID),
        )
        for number, name in poll.options.items()
    ]
    names = sorted(counted.written.items(), key=lambda each: (-each[1], each[0]))
    return (*listed, *(Stood(None, name, votes, 0, 0, fates.get(name, Fate.VOID)) for name, votes in names))


def differences(mine: Tally, other: Tally) -> list[tuple[str, int | str | None, str]]:
    """Where two counts by hand differ: what, the option's number or the written name, the choice."""
    found: list[tuple[str, int | str | None, str]] = [
        (part, None, "") for part in ("issued", "returned", "invalid") if getattr(mine, part) != getattr(other, part)
    ]
    for number in sorted({*mine.options} | {*other.options}):
        here, there = mine.options.get(number, {}), other.options.get(number, {})
        found += [("option", number, choice.value) for choice in Choice if here.get(choice) != there.get(choice)]
    names = sorted({*mine.written} | {*other.written})
    return found + [("written", name, "for") for name in names if mine.written.get(name) != other.written.get(name)]


def rule_of(poll: Poll, found: Outcome) -> str:
    """The rule that was applied, with its numbers, in a sentence."""
    majority = _MAJORITIES[poll.majority] % {"base": found.base, "needed": found.needed}
    if not poll.is_election:
        return _("通过须有%(majority)s。") % {"majority": majority}
    seats = _("应选 %(seats)s 名，当选须有%(majority)s；") % {"seats": poll.seats, "majority": majority}
    return seats + _("超过应选名额的，以得票多的当选；最后一名票数相同的，再次投票。")


_MAJORITIES = {
    Majority.ENTITLED: gettext_lazy("全体应到 %(base)s 人过半数，即至少 %(needed)s 票赞成"),
    Majority.PRESENT: gettext_lazy("实到 %(base)s 人过半数，即至少 %(needed)s 票赞成"),
    Majority.CAST: gettext_lazy("有效票 %(base)s 张过半数，即至少 %(needed)s 票赞成"),
    Majority.TWO_THIRDS: gettext_lazy("全体应到 %(base)s 人三分之二以上，即至少 %(needed)s 票赞成"),
}


def conclusion_of(poll: Poll, counted: Tally, found: Outcome) -> str:
    """What came out, in a sentence that can be read aloud."""
    if found.is_void:
        words = {"returned": counted.returned, "issued": counted.issued}
        return _("收回选票 %(returned)s 张，多于发出的 %(issued)s 张，本次投票无效，须重新投票。") % words
    if poll.is_election:
        return "".join(_of_election(found))
    (question,) = found.stood
    words = {"votes": question.votes_for, "needed": found.needed}
    if question.fate == Fate.PASSED:
        return _("赞成 %(votes)s 票，达到 %(needed)s 票，表决通过。") % words
    return _("赞成 %(votes)s 票，不足 %(needed)s 票，未获通过。") % words


def _of_election(found: Outcome) -> Iterator[str]:
    elected, again = found.of(Fate.ELECTED), found.of(Fate.RUNOFF)
    names = _("、").join(one.name for one in elected)
    yield _("%(names)s当选。") % {"names": names} if elected else _("没有人当选。")
    if again:
        words = {"names": _("、").join(one.name for one in again), "votes": again[0].votes_for}
        yield _("%(names)s同为 %(votes)s 票，须对他们再次投票，以得票多的当选；不抽签。") % words
    if found.seats_left:
        yield _("还有 %(seats)s 个名额没有选出。") % {"seats": found.seats_left}
