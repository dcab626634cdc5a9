"""A score as the plain values that a sealed year keeps, and read back from them: what was sealed is what is shown."""

from collections.abc import Iterator, Mapping
from typing import Any

from xieshang.duties.schemes import Block, Item, Scheme
from xieshang.duties.scoring import BlockScore, Fact, ItemScore, Line, Score, Uncounted, cuts_of_each

Values = Mapping[str, Any]
BOUND = "cap_reached"
"""What a seal says of a line of which a bound left nothing, whichever it was; which it was follows from the scheme."""


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
    return line.why_not or (BOUND if line.raw and not line.counted else "")


def entries_in(values: Values) -> Iterator[int]:
    """The ledger's entries of which the values speak; one that counts under two items twice."""
    for block in values["blocks"]:
        for item in block["items"]:
            yield from (line[0] for line in item["lines"])
    yield from (entry for entry, _why in values["uncounted"])


def read(values: Values, scheme: Scheme, facts: Mapping[int, Fact]) -> Score:
    """The score that was `explained` so: by the scheme that it was counted by, `facts` by their entries."""
    blocks = {block["code"]: block for block in values["blocks"]}
    found = tuple(_block(blocks[block.code], block, facts) for block in scheme.blocks)
    return Score(
        scheme=scheme,
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
    raws = [raw for _entry, raw, _counted, _why in values["lines"]]
    lines = tuple(
        Line(facts[entry], item.code, raw, counted, Uncounted(why) if why not in ("", BOUND) else None, cut)
        for (entry, raw, counted, why), cut in zip(values["lines"], cuts_of_each(item, raws), strict=True)
    )
    return ItemScore(item, lines, sum(raws), values["points"])
