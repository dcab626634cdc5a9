"""The lines of a score as pages show them: what happened, what it counted, and why it counted so."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xieshang.duties import queries, readings, words
from xieshang.duties.models import Credit
from xieshang.duties.queries import Undone
from xieshang.duties.scoring import BlockScore, Fact, ItemScore, Line, Score
from xieshang.spine.event import sentence_of
from xieshang.spine.models import Entry

Entries = dict[int, Entry]
Cases = Mapping[int, str]
"""The proposals that the reader may open, with their titles."""
Told = list[tuple[Line, ItemScore]]
"""What one entry counted under each of the items that name it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line as the page shows it; `title` of the case, where what happened does not name it."""

    entry: int
    on: date
    what: str
    title: str
    href: str
    raw: str
    counted: str
    why_not: str


def of_block(block: BlockScore, entries: Entries, seen: Cases) -> dict[str, Any]:
    """A block with its items and their lines; proposals that are not among those `seen` are not led to."""
    return {
        "title": block.block.title,
        "points": words.points(block.points),
        "start": words.points(block.block.start) if block.block.start else "",
        "bounds": words.bounds(block.block),
        "cut": words.why_block(block),
        "items": [_item(item, entries, seen) for item in block.items],
    }


def _item(item: ItemScore, entries: Entries, seen: Cases) -> dict[str, Any]:
    return {
        "title": item.item.title,
        "points": words.points(item.points),
        "bounds": words.why_item(item) or words.bounds(item.item),
        "exempt": words.why_item(item) if item.is_exempt else "",
        "lines": [_one(line, entries, seen) for line in item.lines],
    }


def uncounted(score: Score, entries: Entries, seen: Cases) -> list[Shown]:
    """What counts under no item, and why."""
    return [_line(fact, entries, seen, 0, 0, words.WHY_NOT[why]) for fact, why in score.uncounted]


def in_time(score: Score, entries: Entries, seen: Cases) -> list[Shown]:
    """Everything in the order of its days, each thing once with what it counted under all items together."""
    told = [_together(each, entries, seen) for each in _by_entry(score).values()]
    return sorted([*told, *uncounted(score, entries, seen)], key=lambda line: (line.on, line.entry))


def over_years(
    rows: Iterable[Credit], entries: Entries, seen: Cases, scores: Mapping[int, Score | None]
) -> list[Shown]:
    """Each thing of any year with what it counted in its year, in the order given."""
    held = {year: None if score is None else _Year(score) for year, score in scores.items()}
    return [_of_year(queries.fact_of(row), entries, seen, held[row.year]) for row in rows]


class _Year:
    """What each entry counted in a year, and why those that no item names counted nothing."""

    def __init__(self, score: Score) -> None:
        self.told = _by_entry(score)
        self.uncounted = {fact.entry: words.WHY_NOT[why] for fact, why in score.uncounted}


def _of_year(fact: Fact, entries: Entries, seen: Cases, year: _Year | None) -> Shown:
    if year is None:
        return _line(fact, entries, seen, 0, 0, _("这一年没有计分"))
    if fact.entry in year.told:
        return _together(year.told[fact.entry], entries, seen)
    return _line(fact, entries, seen, 0, 0, year.uncounted.get(fact.entry) or _("封存以后才记入账目"))


def _by_entry(score: Score) -> dict[int, Told]:
    found: dict[int, Told] = defaultdict(list)
    for item in (item for block in score.blocks for item in block.items):
        for line in item.lines:
            found[line.fact.entry].append((line, item))
    return dict(found)


def told(entries: Entries, seen: Cases) -> list[Shown]:
    """Entries by themselves, without points, in the order of their days."""
    facts = sorted(map(readings.fact_in, entries.values()), key=lambda fact: fact.order)
    return [_line(fact, entries, seen, 0, 0, "") for fact in facts]


def undone(rows: Iterable[Undone]) -> list[dict[str, Any]]:
    """What was put right: what was told, what is told instead, why; with the way to both where they were entered."""
    return [
        {
            "was": sentence_of(one.was),
            "on": readings.day_of(one.was),
            "was_href": _by_hand(readings.fact_in(one.was)),
            "now": sentence_of(one.now),
            "now_href": _by_hand(readings.fact_in(one.now)),
            "entry": one.now.pk,
            "reason": one.reason,
        }
        for one in rows
    ]


def _by_hand(fact: Fact) -> str:
    """The page of what was entered by hand: whoever reads a record may open it."""
    kind, _, key = fact.subject.partition(":")
    return reverse("duties:entry", args=[key]) if kind == "duties.handentry" else ""


def _one(line: Line, entries: Entries, seen: Cases) -> Shown:
    """A line under its item."""
    return _line(line.fact, entries, seen, line.raw, line.counted, words.why(line))


def _together(each: Told, entries: Entries, seen: Cases) -> Shown:
    """What one thing counted under all items; each reason names its item."""
    raw, counted = sum(line.raw for line, _item in each), sum(line.counted for line, _item in each)
    why = words.all_of(words.why(line, of=item.item.title) for line, item in each)
    return _line(each[0][0].fact, entries, seen, raw, counted, why)


def _line(fact: Fact, entries: Entries, seen: Cases, raw: int, counted: int, why: Any) -> Shown:
    key = fact.subject.partition(":")[2]
    is_open = words.is_open(fact, seen)
    href = reverse("proposals:show", args=[key]) if is_open else _by_hand(fact)
    what = words.what(fact, entries.get(fact.entry), seen)
    title = seen[int(key)] if is_open and seen[int(key)] not in what else ""
    return Shown(fact.entry, fact.on, what, title, href, words.points(raw), words.points(counted), str(why))
