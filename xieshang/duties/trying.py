"""A scheme tried on a year: what it gives a member and everybody; two of them side by side, who moves and why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from xieshang.duties import queries, scoring, tally, words
from xieshang.duties.schemes import Band, Scheme
from xieshang.duties.scoring import Score
from xieshang.members.models import Assembly, Member
from xieshang.spine.models import Entry


@dataclass(frozen=True, slots=True)
class Moved:
    """One member under both schemes; totals in hundredths, grades by their titles."""

    member: int
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
class Hit:
    """One member who has more than a cap lets count: how much is lost to it under each scheme, in hundredths."""

    member: int
    number: str
    name: str
    lost: int
    other_lost: int


@dataclass(frozen=True, slots=True)
class Capped:
    """A cap of an item, of a block or of the whole, and whom it hits, who loses most first."""

    title: str
    hits: tuple[Hit, ...]

    @property
    def people(self) -> int:
        """How many lose by it under the first scheme."""
        return sum(one.lost > 0 for one in self.hits)

    @property
    def other_people(self) -> int:
        """How many under the other."""
        return sum(one.other_lost > 0 for one in self.hits)


@dataclass(frozen=True, slots=True)
class Trial:
    """All of them, those who move most first; `items` by how much they differ between the schemes over all members,
    in hundredths; `capped` the caps that hit anybody under either scheme, with whom."""

    members: tuple[Moved, ...]
    items: tuple[tuple[str, int], ...]
    capped: tuple[Capped, ...]

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

    def item_rows(self) -> Iterator[list[Any]]:
        """What the other scheme gives more in each item, over all members."""
        yield from ([title, words.points(more)] for title, more in self.items)

    def cap_rows(self) -> Iterator[list[Any]]:
        """Whom each cap hits, and what each loses by it."""
        for cap in self.capped:
            for one in cap.hits:
                yield [cap.title, one.number, one.name, words.points(one.lost), words.points(one.other_lost)]

    def lines(self, by: str) -> Iterator[dict[str, Any]]:
        """The same as rows by names: a `member` with both totals, a `band` that some move from and to, an `item` with
        what the other scheme gives more in all, or a `cap` with one whom it hits and what is lost to it."""
        if by == "band":
            yield from ({"band": band, "other_band": other, "people": people} for band, other, people in self.moves)
        else:
            names, rows = {
                "member": (("number", "name", "total", "band", "other_total", "other_band", "difference"), self.rows()),
                "item": (("item", "difference"), self.item_rows()),
                "cap": (("cap", "number", "name", "lost", "other_lost"), self.cap_rows()),
            }[by]
            yield from (dict(zip(names, row, strict=True)) for row in rows)


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
    """Both schemes over the year; five statements."""
    first = {one.person: one for one in tally.tally(scheme, assembly, year)}
    second = {one.person: one for one in tally.tally(other, assembly, year)}
    people = {one.person_id: one for one in Member.objects.filter(assembly=assembly).order_by("from_on")}
    members = [_moved(people[key], scheme, first[key], other, second[key]) for key in first]
    members.sort(key=lambda one: (one.band == one.other_band, -abs(one.difference), one.number))
    lost = [_lost(scheme, first, assembly, year), _lost(other, second, assembly, year)]
    return Trial(tuple(members), _items(scheme, first, other, second), _capped(_caps(scheme, other), lost, people))


Told = dict[int, tally.Tally]
Cap = tuple[str, str]
"""A cap by what it bounds: ("item", its code), ("block", its code), or ("whole", "")."""
Lost = dict[Cap, dict[int, int]]
"""What each cap takes from whom, by person."""


def _moved(member: Member, scheme: Scheme, one: tally.Tally, other: Scheme, second: tally.Tally) -> Moved:
    bands = scheme.grades[one.band], other.grades[second.band]
    return Moved(member.pk, member.number, member.name, one.total, bands[0], second.total, bands[1])


def _items(scheme: Scheme, first: Told, other: Scheme, second: Told) -> tuple[tuple[str, int], ...]:
    sums: Counter[str] = Counter()
    for one in first.values():
        sums.subtract(one.items)
    for one in second.values():
        sums.update(one.items)
    titles = {item.code: item.title for each in (scheme, other) for item in each.items}
    found = [(titles[code], points) for code, points in sums.items() if points]
    return tuple(sorted(found, key=lambda item: (-abs(item[1]), item[0])))


def _caps(*each: Scheme) -> dict[Cap, str]:
    """What every cap of the schemes is called: items before their block, the whole at the end."""
    titles: dict[Cap, str] = {}
    for block in (block for scheme in each for block in scheme.blocks):
        titles |= {("item", item.code): item.title for item in block.items}
        titles[("block", block.code)] = _("板块合计：%(title)s") % {"title": block.title}
    return titles | {("whole", ""): _("总分")}


def _lost(scheme: Scheme, told: Told, assembly: Assembly, year: int) -> Lost:
    """Of an item what the same scheme without the caps of its items gives more; of a block and of the whole what their
    parts come to more."""
    raw = {one.person: one.items for one in tally.tally(_without_caps(scheme), assembly, year)}
    found: Lost = {}
    for block in scheme.blocks:
        for item in (item for item in block.items if item.cap is not None):
            found[("item", item.code)] = {key: raw[key][item.code] - one.items[item.code] for key, one in told.items()}
        if block.cap is not None:
            parts = [item.code for item in block.items]
            sums = {key: block.start + sum(one.items[code] for code in parts) for key, one in told.items()}
            found[("block", block.code)] = {key: sums[key] - one.blocks[block.code] for key, one in told.items()}
    if scheme.cap is not None:
        found[("whole", "")] = {key: sum(one.blocks.values()) - one.total for key, one in told.items()}
    return found


def _without_caps(scheme: Scheme) -> Scheme:
    """The scheme as it would count without the caps of its items."""
    blocks = (replace(one, items=tuple(replace(item, cap=None) for item in one.items)) for one in scheme.blocks)
    return replace(scheme, blocks=tuple(blocks))


def _capped(titles: dict[Cap, str], lost: list[Lost], people: dict[int, Member]) -> tuple[Capped, ...]:
    """Each cap with those who lose by it under either scheme."""
    found = []
    for cap, title in titles.items():
        both = [{key: points for key, points in one.get(cap, {}).items() if points > 0} for one in lost]
        hits = [
            Hit(people[key].pk, people[key].number, people[key].name, both[0].get(key, 0), both[1].get(key, 0))
            for key in both[0].keys() | both[1].keys()
        ]
        hits.sort(key=lambda one: (-max(one.lost, one.other_lost), one.number))
        if hits:
            found.append(Capped(title, tuple(hits)))
    return tuple(found)
