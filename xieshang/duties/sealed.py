"""A score as the plain values that a sealed year keeps, and read back from them: what was sealed is what is shown."""

from collections.abc import Iterator, Mapping
from typing import Any

from xieshang.duties.schemes import Block, Item, Scheme
from xieshang.duties.scoring import BlockScore, Fact, ItemScore, Line, Score, Uncounted

Values = Mapping[str, Any]


def explained(score: Score) -> dict[str, Any]:
    """A score as plain values: each line with its entry, what it was worth and what counted."""
    return {
        "total": score.total,
        "band": score.band.code,
        "unmet": [one.code for one in score.unmet],
        "blocks": [
            {
                "code": block.block.code,
                "points": block.points,
                "items": [
                    {
                        "code": item.item.code,
                        "points": item.points,
                        "lines": [[line.fact.entry, line.raw, line.counted, _kept(line)] for line in item.lines],
                    }
                    for item in block.items
                ],
            }
            for block in score.blocks
        ],
        "uncounted": [[fact.entry, str(reason)] for fact, reason in score.uncounted],
    }


def _kept(line: Line) -> str:
    """The reason as every seal has it: a bound is one word, whichever it is, as in years that were sealed before."""
    return Uncounted.CAP_REACHED if line.why_not is Uncounted.FLOOR_REACHED else line.why_not or ""


def _why(kept: str, raw: int) -> Uncounted | None:
    """The reason that was kept, of a line worth so much: what deducts was lost to the lower bound."""
    if kept == Uncounted.CAP_REACHED and raw < 0:
        return Uncounted.FLOOR_REACHED
    return Uncounted(kept) if kept else None


def entries_in(values: Values) -> Iterator[int]:
    """The ledger's entries of which the values speak; one that counts under two items twice."""
    for block in values["blocks"]:
        for item in block["items"]:
            yield from (line[0] for line in item["lines"])
    yield from (entry for entry, _why in values["uncounted"])


def counted_in(values: Values) -> dict[int, tuple[int, str]]:
    """What each entry counted under all items together, and why where one of them counted it less or not."""
    found: dict[int, tuple[int, str]] = {entry: (0, why) for entry, why in values["uncounted"]}
    for block in values["blocks"]:
        for item in block["items"]:
            for entry, raw, counted, why in item["lines"]:
                so_far, said = found.get(entry, (0, ""))
                found[entry] = so_far + counted, said or _why(why, raw) or ""
    return found


def read(values: Values, scheme: Scheme, facts: Mapping[int, Fact]) -> Score:
    """The score that was `explained` so: by the scheme that it was counted by, `facts` by their entries."""
    blocks = {block["code"]: block for block in values["blocks"]}
    found = tuple(_block(blocks[block.code], block, facts) for block in scheme.blocks)
    return Score(
        blocks=found,
        raw=sum(block.points for block in found),
        total=values["total"],
        band=next(band for band in scheme.bands if band.code == values["band"]),
        unmet=tuple(one for one in scheme.limits if one.code in values["unmet"]),
        uncounted=tuple((facts[entry], Uncounted(why)) for entry, why in values["uncounted"]),
    )


def _block(values: Values, block: Block, facts: Mapping[int, Fact]) -> BlockScore:
    told = {item["code"]: item for item in values["items"]}
    items = tuple(_item(told[item.code], item, facts) for item in block.items)
    return BlockScore(block, items, block.start + sum(item.points for item in items), values["points"])


def _item(values: Values, item: Item, facts: Mapping[int, Fact]) -> ItemScore:
    lines = tuple(
        Line(facts[entry], item.code, raw, counted, _why(why, raw)) for entry, raw, counted, why in values["lines"]
    )
    return ItemScore(item, lines, sum(line.raw for line in lines), values["points"])
