"""A scheme tried on a year: what it gives a member and everybody; two of them side by side, who moves and why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xieshang.duties import queries, scoring, tally, words
from xieshang.duties.schemes import Band, Scheme
from xieshang.duties.scoring import Score
from xieshang.members.models import Assembly, Member
from xieshang.spine.models import Entry


@dataclass(frozen=True, slots=True)
class Moved:
    """One member under both schemes; totals in hundredths, grades by their titles."""

    number: str
    name: str
    total: int
    band: str
    other_total: int
    other_band: str

    @property
    def difference(self) -> int:
        """What the other scheme gives more."""
        return self.other_total - self.total


@dataclass(frozen=True, slots=True)
class Trial:
    """All of them, those who move most first; `items` by how much they differ between the schemes over all members,
    in hundredths; `capped` how many reach the cap of each item under each scheme."""

    members: tuple[Moved, ...]
    items: tuple[tuple[str, int], ...]
    capped: tuple[tuple[str, int, int], ...]

    def rows(self) -> Iterator[list[Any]]:
        """Everybody as a sheet shows them."""
        for one in self.members:
            totals = [words.points(one.total), one.band, words.points(one.other_total), one.other_band]
            yield [one.number, one.name, *totals, words.points(one.difference)]

    @property
    def moves(self) -> list[tuple[str, str, int]]:
        """From which grade to which other how many move, the most first."""
        found = Counter((one.band, one.other_band) for one in self.members if one.band != one.other_band)
        return [(band, other, people) for (band, other), people in found.most_common()]

    def lines(self, by: str) -> Iterator[dict[str, Any]]:
        """The same as rows by names: a `member` with both totals, a `band` that some move from and to, an `item` with
        what the other scheme gives more in all, or a `cap` with how many reach it."""
        if by == "band":
            yield from ({"band": band, "other_band": other, "people": people} for band, other, people in self.moves)
        elif by == "item":
            yield from ({"item": title, "difference": words.points(more)} for title, more in self.items)
        elif by == "cap":
            yield from ({"item": title, "capped": one, "other_capped": other} for title, one, other in self.capped)
        else:
            names = ("number", "name", "total", "band", "other_total", "other_band", "difference")
            yield from (dict(zip(names, row, strict=True)) for row in self.rows())


@dataclass(frozen=True, slots=True)
class Tried:
    """One member's year under a scheme that may be a draft, with the ledger's entries behind it."""

    member: Member
    score: Score
    entries: dict[int, Entry]


def on_member(scheme: Scheme, member: Member, year: int) -> Tried:
    """What a scheme gives one member; a fixed number of queries."""
    facts = queries.facts_of(member.assembly, member.person, year)
    score = scoring.score(scheme, facts, queries.standing_of(member.assembly, member.person, year))
    return Tried(member, score, Entry.objects.in_bulk([fact.entry for fact in facts]))


def spread(scheme: Scheme, assembly: Assembly, year: int) -> tuple[tuple[Band, int], ...]:
    """How many members come to each grade, the highest first; one statement."""
    counts = Counter(one.band for one in tally.tally(scheme, assembly, year))
    return tuple((band, counts[band.code]) for band in scheme.bands)


def compare(scheme: Scheme, other: Scheme, assembly: Assembly, year: int) -> Trial:
    """Both schemes over the year; three statements."""
    first = {one.person: one for one in tally.tally(scheme, assembly, year)}
    second = {one.person: one for one in tally.tally(other, assembly, year)}
    people = {one.person_id: one for one in Member.objects.filter(assembly=assembly).order_by("from_on")}
    members = [_moved(people[key], scheme, first[key], other, second[key]) for key in first]
    members.sort(key=lambda one: (one.band == one.other_band, -abs(one.difference), one.number))
    return Trial(tuple(members), _items(scheme, first, other, second), _capped(scheme, first, other, second))


Told = dict[int, tally.Tally]


def _moved(member: Member, scheme: Scheme, one: tally.Tally, other: Scheme, second: tally.Tally) -> Moved:
    titles = [{band.code: band.title for band in each.bands} for each in (scheme, other)]
    return Moved(member.number, member.name, one.total, titles[0][one.band], second.total, titles[1][second.band])


def _titles(*each: Scheme) -> dict[str, str]:
    return {item.code: item.title for scheme in each for block in scheme.blocks for item in block.items}


def _items(scheme: Scheme, first: Told, other: Scheme, second: Told) -> tuple[tuple[str, int], ...]:
    sums: Counter[str] = Counter()
    for one in first.values():
        sums.subtract(one.items)
    for one in second.values():
        sums.update(one.items)
    titles = _titles(scheme, other)
    found = [(titles[code], points) for code, points in sums.items() if points]
    return tuple(sorted(found, key=lambda item: (-abs(item[1]), item[0])))


def _capped(scheme: Scheme, first: Told, other: Scheme, second: Told) -> tuple[tuple[str, int, int], ...]:
    titles = _titles(scheme, other)
    counts = [_at_cap(scheme, first), _at_cap(other, second)]
    codes = [code for code in titles if counts[0][code] or counts[1][code]]
    return tuple((titles[code], counts[0][code], counts[1][code]) for code in codes)


def _at_cap(scheme: Scheme, told: Told) -> Counter[str]:
    caps = {item.code: item.cap for block in scheme.blocks for item in block.items if item.cap}
    return Counter(code for one in told.values() for code, cap in caps.items() if one.items[code] >= cap)
