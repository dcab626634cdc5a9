"""The score: a pure function of a scheme and the facts of one member's year.

Facts that are given in any order give the same score. Each line says what a fact was worth, what is left of it after
the bounds of its item, which bound took how much (`Cut`), and, where the fact is not taken at all, why; so do the sums
of items, blocks and the whole. Points are hundredths.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from xieshang.duties.schemes.format import Band, Block, Gate, Item, Match, Scheme, Share, Table, Veto

THERE = frozenset({"present", "late", "left_early"})
AWAY = frozenset({"absent", "on_leave"})


@dataclass(frozen=True, slots=True)
class Fact:
    """What one ledger entry says of one member: see `models.Credit` for its fields. `halves` of `of_halves` were
    attended; `people` did it together, the member as the `place`-th of them; `amount` is in hundredths."""

    entry: int
    kind: str
    on: date
    subject: str = ""
    about: str = ""
    level: str = ""
    form: str = ""
    part: str = ""
    presence: str = ""
    halves: int = 1
    of_halves: int = 1
    people: int = 1
    place: int = 1
    amount: int = 0

    @property
    def together(self) -> str:
        """Did one do it, or several?"""
        return "alone" if self.people == 1 else "joint"

    @property
    def extent(self) -> str:
        """How much of its half-days was attended."""
        if self.presence in AWAY or not self.halves:
            return "none"
        return "whole" if self.halves >= self.of_halves else "part"

    @property
    def order(self) -> tuple[date, int]:
        """Facts count in the order of their days, and on one day in the order of the ledger."""
        return self.on, self.entry


@dataclass(frozen=True, slots=True)
class Standing:
    """What the score needs of a member: the posts held in the year (codes), how many of its months on the roll, and
    the items and gates of which they are exempt."""

    posts: frozenset[str] = frozenset()
    months: int = 12
    exempt: frozenset[str] = frozenset()


class Uncounted(StrEnum):
    """Why a fact counts nothing, whatever the bounds."""

    NO_ITEM = "no_item"
    NOT_THE_POST = "not_the_post"
    ANOTHER_TAKEN = "another_taken"
    BEFORE_THE_FIRST = "before_the_first"
    AFTER_THE_LAST = "after_the_last"
    NOT_AMONG_THE_SHARERS = "not_among_the_sharers"
    WORTH_NOTHING = "worth_nothing"


@dataclass(frozen=True, slots=True)
class Cut:
    """By how much a bound `at` so many points changes what came to it: below 0 so many are not counted, above 0 so many
    are not deducted. What is over a cap is the first to go when points are deducted later, what is under a floor when
    points are added: those are cut, too."""

    bound: Literal["cap", "floor"]
    at: int
    change: int


@dataclass(frozen=True, slots=True)
class Line:
    """One fact under one item: worth `raw`, of which `counted` is left after the item's bounds, by `cuts`."""

    fact: Fact
    item: str
    raw: int
    counted: int
    why_not: Uncounted | None = None
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemScore:
    """The lines of an item in their order, their sum, and what is left of it after the item's bounds."""

    item: Item
    lines: tuple[Line, ...]
    raw: int
    points: int

    @property
    def is_exempt(self) -> bool:
        """Does it count more than its lines come to, as the member is exempt of it? So a sealed score tells it too."""
        return self.points > clamp(self.raw, self.item.floor, self.item.cap)

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """What its bounds changed."""
        return cuts(self.item, self.raw)


@dataclass(frozen=True, slots=True)
class BlockScore:
    """The items of a block, their sum with what the block begins with, and what is left after the block's bounds."""

    block: Block
    items: tuple[ItemScore, ...]
    raw: int
    points: int

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """What its bounds changed."""
        return cuts(self.block, self.raw)


@dataclass(frozen=True, slots=True)
class Score:
    """All of it. `total` is after the scheme's bounds; `band` after gates and vetoes; `unmet` are these."""

    scheme: Scheme
    blocks: tuple[BlockScore, ...]
    raw: int
    total: int
    band: Band
    unmet: tuple[Gate | Veto, ...]
    uncounted: tuple[tuple[Fact, Uncounted], ...]

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """What the scheme's bounds changed."""
        return cuts(self.scheme, self.raw)


def score(scheme: Scheme, facts: Iterable[Fact], standing: Standing = Standing(), *, on: date | None = None) -> Score:
    """The year's score of one member; `on`: as of that day, without the facts of later days."""
    ordered = sorted({fact for fact in facts if on is None or fact.on <= on}, key=lambda fact: fact.order)
    blocks = tuple(_block(block, ordered, standing) for block in scheme.blocks)
    raw = sum(block.points for block in blocks)
    total = clamp(raw, scheme.floor, scheme.cap)
    unmet = _unmet(scheme, ordered, standing)
    return Score(
        scheme=scheme,
        blocks=blocks,
        raw=raw,
        total=total,
        band=band_of(scheme, total, [one.band for one in unmet], months=standing.months),
        unmet=unmet,
        uncounted=tuple(_uncounted(scheme, ordered)),
    )


def clamp(points: int, floor: int | None, cap: int | None) -> int:
    """Points inside bounds that may be missing."""
    if cap is not None:
        points = min(points, cap)
    return points if floor is None else max(points, floor)


def cuts(of: Item | Block | Scheme, points: int) -> tuple[Cut, ...]:
    """What the bounds of an item, a block or the whole change of a sum: with it they make up what is left."""
    over, under = _outside(of, points)
    return _cuts(of, -over, under)


def cuts_of_each(item: Item, worths: Iterable[int]) -> Iterator[tuple[Cut, ...]]:
    """What the bounds of an item change of each of its lines, in their order."""
    so_far = 0
    over, under = _outside(item, so_far)
    for points in worths:
        so_far += points
        before, (over, under) = (over, under), _outside(item, so_far)
        yield _cuts(item, before[0] - over, under - before[1])


def _outside(of: Item | Block | Scheme, points: int) -> tuple[int, int]:
    """How much of a sum is over the cap, and how much it is under the floor."""
    over = 0 if of.cap is None else max(points - of.cap, 0)
    return over, 0 if of.floor is None else max(of.floor - points, 0)


def _cuts(of: Item | Block | Scheme, by_cap: int, by_floor: int) -> tuple[Cut, ...]:
    found = (Cut("cap", of.cap or 0, by_cap), Cut("floor", of.floor or 0, by_floor))
    return tuple(one for one in found if one.change)


def _block(block: Block, facts: Sequence[Fact], standing: Standing) -> BlockScore:
    items = tuple(_item(item, facts, standing) for item in block.items)
    raw = block.start + sum(item.points for item in items)
    return BlockScore(block, items, raw, clamp(raw, block.floor, block.cap))


def _item(item: Item, facts: Sequence[Fact], standing: Standing) -> ItemScore:
    matched = [fact for fact in facts if matches(item.match, fact)]
    if item.only and not item.only & standing.posts:
        lines = tuple(Line(fact, item.code, 0, 0, Uncounted.NOT_THE_POST) for fact in matched)
        return ItemScore(item, lines, 0, 0)
    worth = {fact: worth_of(item, fact) for fact in matched}
    dropped = _dropped(item, matched, worth)
    taken = [0 if fact in dropped else worth[fact] for fact in matched]
    lines = tuple(
        Line(fact, item.code, points, left_of(points, cut), dropped.get(fact) or _why_not(item, fact, points), cut)
        for fact, points, cut in zip(matched, taken, cuts_of_each(item, taken), strict=True)
    )
    raw = sum(taken)
    points = clamp(raw, item.floor, item.cap)
    return ItemScore(item, lines, raw, max(points, item.cap or 0) if item.code in standing.exempt else points)


def left_of(points: int, cut: Iterable[Cut]) -> int:
    """What is left of points after what was cut of them."""
    return points + sum(one.change for one in cut)


def _why_not(item: Item, fact: Fact, points: int) -> Uncounted | None:
    if points:
        return None
    if item.share and not share_of(item.share, 100, fact):
        return Uncounted.NOT_AMONG_THE_SHARERS
    return Uncounted.WORTH_NOTHING


def matches(match: Match, fact: Fact) -> bool:
    """Is the fact one of those that are meant?"""
    return fact.kind in match.events and all(said_by(fact, name, match.line) in values for name, values in match.where)


def said_by(fact: Fact, name: str, line: Fraction | None) -> str:
    """What a fact says in a field."""
    return presence_of(fact, line) if name == "presence" else str(getattr(fact, name))


def worth_of(item: Item, fact: Fact) -> int:
    """What one fact is worth by itself."""
    points = _of_table(item, fact) if isinstance(item.points, Table) else item.points
    whole = fact.amount if points == "amount" else points * (fact.halves if item.per == "half_day" else 1)
    return share_of(item.share, whole, fact) if item.share else whole


def _of_table(item: Item, fact: Fact) -> int:
    table = item.points
    assert isinstance(table, Table)  # noqa: S101 - the caller asked
    said = tuple(said_by(fact, name, item.line) for name in table.by)
    return dict(table.values).get(said, table.other)


def presence_of(fact: Fact, line: Fraction | None) -> str:
    """How the member was there: who was there for less than the line (two thirds) of the half-days was absent."""
    if line is None or fact.presence not in THERE:
        return fact.presence
    return fact.presence if fact.halves >= line * fact.of_halves else "absent"


def share_of(share: Share, whole: int, fact: Fact) -> int:
    """This member's part of the whole; the parts of all who did it together make up the whole."""
    people = min(fact.people, share.at_most) if share.at_most else fact.people
    if fact.place > people:
        return 0
    if share.split == "halves" and people > 1:
        half = whole // 2
        part = half // (people - 1)
        return whole - part * (people - 1) if fact.place == 1 else part
    part = whole // people
    return whole - part * (people - 1) if fact.place == 1 else part


def _dropped(item: Item, facts: Sequence[Fact], worth: dict[Fact, int]) -> dict[Fact, Uncounted]:
    """The facts that the item leaves out, and why."""
    found: dict[Fact, Uncounted] = {}
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.subject if item.take.within == "subject" else ""].append(fact)
    if item.take.which != "all":
        for group in groups.values():
            kept = group[0] if item.take.which == "once" else max(group, key=lambda fact: worth[fact])
            found.update((fact, Uncounted.ANOTHER_TAKEN) for fact in group if fact is not kept)
    left = [fact for fact in facts if fact not in found]
    found.update((fact, Uncounted.BEFORE_THE_FIRST) for fact in left[: item.take.first - 1])
    if item.take.last is not None:
        found.update((fact, Uncounted.AFTER_THE_LAST) for fact in left[item.take.last :])
    return found


def _unmet(scheme: Scheme, facts: Sequence[Fact], standing: Standing) -> tuple[Gate | Veto, ...]:
    unmet: list[Gate | Veto] = [gate for gate in scheme.gates if _asks(gate, standing) and not is_met(gate, facts)]
    unmet += [veto for veto in scheme.vetoes if any(matches(veto.match, fact) for fact in facts)]
    return tuple(unmet)


def _asks(gate: Gate, standing: Standing) -> bool:
    return gate.code not in standing.exempt and (not gate.only or bool(gate.only & standing.posts))


def is_met(gate: Gate, facts: Sequence[Fact]) -> bool:
    """Is every need of the gate met?"""
    return all(
        sum(any(matches(match, fact) for match in need.matches) for fact in facts) >= need.at_least
        for need in gate.needs
    )


def band_of(scheme: Scheme, total: int, limits: Iterable[str] = (), *, months: int = 12) -> Band:
    """The grade of a total: the highest whose least is reached, and none above a limit.

    Where the scheme asks by months, the least of each grade is asked of whoever was on the roll for a part of the
    year in that part alone.
    """
    bands = [*scheme.bands]
    reached = next((at for at, one in enumerate(bands) if not missing_for(one, total, scheme, months)), len(bands) - 1)
    codes = [band.code for band in bands]
    return bands[max([reached, *(codes.index(limit) for limit in limits)])]


def missing_for(band: Band, total: int, scheme: Scheme, months: int) -> int:
    """How many hundredths a total lacks for a grade, at the least; 0 where it reaches it. By the months on the roll,
    where the scheme asks so."""
    asked = months if scheme.proration == "months" else 12
    return max(-(-band.least * asked // 12) - total, 0)


def _uncounted(scheme: Scheme, facts: Sequence[Fact]) -> Iterable[tuple[Fact, Uncounted]]:
    """The facts that no item of the scheme names."""
    for fact in facts:
        if not any(matches(item.match, fact) for item in scheme.items):
            yield fact, Uncounted.NO_ITEM
