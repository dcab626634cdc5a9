"""What a scheme can say. Points are hundredths (`centi`), whole numbers, so that sums are exact.

A scheme has blocks of items. An item names kinds of ledger event and says what each is worth: so many points, or
by a table of what the fact says (presence, level and form, part in it); for how many of them; shared among how
many; up to which cap. Gates ask for a least; bands name the grades; triggers look over several years.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

FIELDS = ("kind", "about", "level", "form", "part", "presence", "together", "extent")
"""What of a fact a scheme can ask for; `duties.models.Credit` says what each means. Two follow from others: `together`
(alone, joint: did several do it?) and `extent` (whole, part, none of its half-days were attended)."""

PRESENCES = frozenset({"present", "late", "left_early", "on_leave", "absent"})
WORDS = {
    "part": frozenset({"first", "other"}),
    "presence": PRESENCES,
    "together": frozenset({"alone", "joint"}),
    "extent": frozenset({"whole", "part", "none"}),
}
"""What these fields can say; what the others say is the rooms' own."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which facts are meant: of these kinds of event, and with one of these values in each field that is named.

    Who was there for less than the `line` (two thirds) of the half-days was absent.
    """

    events: tuple[str, ...]
    where: tuple[tuple[str, frozenset[str]], ...] = ()
    line: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Points by what a fact says in these fields; `other` for what the table does not have."""

    by: tuple[str, ...]
    values: tuple[tuple[tuple[str, ...], int], ...]
    other: int = 0


Points = int | Table | Literal["amount"]
"""So many for each, by a table, or the amount that was entered by hand and reviewed."""


@dataclass(frozen=True, slots=True)
class Take:
    """Which of the facts that match count: all, the first, or the one that is worth most, of a year or of each
    subject (a case has many stages); and of those that are left the `first`-th to the `last`-th in the order of
    their days."""

    which: Literal["all", "once", "highest"] = "all"
    within: Literal["year", "subject"] = "year"
    first: int = 1
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How the points of one thing are divided among those who did it together.

    `equal`: even parts among the first `at_most`; `halves`: half to the first, the other half in even parts to
    the others. What does not divide goes to the first, so that the parts make up the whole.
    """

    split: Literal["equal", "halves"]
    at_most: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the scheme."""

    code: str
    title: str
    match: Match
    points: Points
    per: Literal["event", "half_day"] = "event"
    take: Take = Take()
    share: Share | None = None
    cap: int | None = None
    floor: int | None = None
    only: frozenset[str] = frozenset()
    by_hand: bool = False

    @property
    def line(self) -> Fraction | None:
        """The share of half-days below which somebody was absent."""
        return self.match.line

    @property
    def most(self) -> int:
        """The most that one fact is worth, so far as the scheme says it."""
        return max(self._worths)

    @property
    def least(self) -> int:
        """The least that one fact is worth."""
        return min(self._worths)

    @property
    def _worths(self) -> list[int]:
        if isinstance(self.points, Table):
            return [*(points for _keys, points in self.points.values), self.points.other]
        return [0 if self.points == "amount" else self.points]

    @property
    def takes_earlier(self) -> bool:
        """Does it take by order of things that are worth unequally? Then a lesser one can stand before a greater."""
        by_order = self.take.which == "once" or self.take.first > 1 or self.take.last is not None
        unequal = self.most != self.least or self.points == "amount" or self.per == "half_day" or self.share is not None
        return by_order and unequal

    @property
    def gives(self) -> bool:
        """Can it add to a score?"""
        return self.most > 0 or self.points == "amount"

    @property
    def most_of_year(self) -> int | None:
        """The most that it can come to in a year; None where nothing bounds it."""
        if self.cap is not None or not self.gives:
            return self.cap or 0
        if self.per == "half_day" or self.points == "amount":
            return None
        if self.take.which != "all" and self.take.within == "year":
            return self.most
        return None if self.take.last is None else self.most * (self.take.last - self.take.first + 1)

    @property
    def can_be_exempt(self) -> bool:
        """Would it change anything? Who is exempt has the cap, or is spared what the item deducts."""
        return bool(self.cap) or self.least < 0


@dataclass(frozen=True, slots=True)
class Block:
    """Items that belong together (基本分, 奖励分, 扣分), with what the block begins with and its bounds."""

    code: str
    title: str
    kind: Literal["base", "bonus", "deduction"]
    items: tuple[Item, ...]
    start: int = 0
    cap: int | None = None
    floor: int | None = None

    @property
    def most(self) -> int | None:
        """The most that it can come to in a year; None where nothing bounds it."""
        if self.cap is not None:
            return self.cap
        found = [item.most_of_year for item in self.items]
        return None if None in found else max(self.start + sum(filter(None, found)), self.floor or 0)


@dataclass(frozen=True, slots=True)
class Need:
    """At least so many of the facts that match one of these."""

    matches: tuple[Match, ...]
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Gate:
    """What everybody must have done (三个一); where a need is not met, no band above `band` can be reached."""

    code: str
    title: str
    needs: tuple[Need, ...]
    band: str
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Veto:
    """A fact that matches allows no band above `band` (一票否决)."""

    code: str
    title: str
    match: Match
    band: str


@dataclass(frozen=True, slots=True)
class Band:
    """A grade: from so many points on; `quota` is the greatest share of the members, in percent."""

    code: str
    title: str
    least: int
    quota: int | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """What over several years asks for a talk or an exit: `years` in a row at or below a band, or at least
    `times` facts that match within so many `years` (0: the term)."""

    code: str
    title: str
    advice: str
    years: int = 1
    band: str = ""
    match: Match | None = None
    times: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """Why somebody can be exempt (公务出国、重病), and of which items and gates."""

    title: str
    of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole scheme, valid from a year on until another takes its place. `ranking`: are names shown to all members in
    the order of their totals? Only where the assembly says so."""

    code: str
    title: str
    source: str
    first_year: int
    last_year: int | None
    blocks: tuple[Block, ...]
    bands: tuple[Band, ...]
    gates: tuple[Gate, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    exemptions: tuple[Ground, ...] = ()
    floor: int | None = 0
    cap: int | None = None
    proration: Literal["none", "months"] = "none"
    ranking: Literal["none", "names"] = "none"
    note: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        """Those of all its blocks."""
        return tuple(item for block in self.blocks for item in block.items)

    @property
    def most(self) -> int | None:
        """The most that a year can come to; None where nothing bounds it."""
        found = [block.most for block in self.blocks]
        if None in found:
            return self.cap
        most = max(sum(filter(None, found)), self.floor or 0)
        return most if self.cap is None else min(most, self.cap)

    @property
    def limits(self) -> tuple[Gate | Veto, ...]:
        """Gates and vetoes: what can keep a grade down, in this order."""
        return (*self.gates, *self.vetoes)

    @property
    def matches(self) -> tuple[Match, ...]:
        """What a score looks for among the facts: by items, gates and vetoes."""
        items = [item.match for item in self.items]
        needs = [match for gate in self.gates for need in gate.needs for match in need.matches]
        return (*items, *needs, *(veto.match for veto in self.vetoes))

    @property
    def named(self) -> dict[str, str]:
        """The titles of items and gates by their codes."""
        items = {item.code: item.title for item in self.items}
        return items | {gate.code: gate.title for gate in self.gates}

    @property
    def grades(self) -> dict[str, str]:
        """The titles of its grades by their codes, the highest first."""
        return {band.code: band.title for band in self.bands}

    @property
    def exemptible(self) -> dict[str, str]:
        """Those of which a member can be exempt: what a ground names, all where the scheme has no grounds; but no item
        that would count the same."""
        allowed = {code for ground in self.exemptions for code in ground.of} if self.exemptions else set(self.named)
        return {code: self.named[code] for code in self.named if code in allowed - self.unchanged}

    @property
    def unchanged(self) -> set[str]:
        """The items that would count the same for whoever were exempt of them."""
        return {item.code for item in self.items if not item.can_be_exempt}

    def holds_in(self, year: int) -> bool:
        """Is it valid in that year?"""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)
