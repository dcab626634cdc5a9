"""Any scheme that can be said, and any facts: for properties that hold whatever the rules are.

Schemes are drawn as documents and read, so that each is sound; `document_of` writes one out in full.
"""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from xieshang.duties import schemes
from xieshang.duties.schemes import Block, Gate, Item, Match, Scheme, Table, Trigger
from xieshang.duties.schemes.format import WORDS, Veto
from xieshang.duties.scoring import Fact, Standing

KINDS = ("a.met", "a.stage", "a.other")
POSTS = ("standing", "director")
SAID = {
    "kind": KINDS,
    "about": ("plenary", "standing", "item0", "item1"),
    "level": ("", "city", "nation"),
    "form": ("", "single", "digest"),
    **{field: tuple(sorted(words)) for field, words in WORDS.items()},
}
STORED = ("about", "level", "form", "part", "presence")
"""What a fact says itself; how far and whether together follow."""


@cache
def one_of(*words: Any) -> st.SearchStrategy[Any]:
    """Any of these. What is drawn from often is made once: it is looked into whenever it is made."""
    return st.sampled_from(words)


@cache
def some_of(*words: str) -> st.SearchStrategy[list[str]]:
    """One or more of these, each once."""
    return st.lists(one_of(*words), min_size=1, unique=True)


@st.composite
def facts(draw: st.DrawFn, entry: int = 1) -> Fact:
    """One fact of 2022."""
    of_halves, people = draw(st.integers(1, 8)), draw(st.integers(1, 5))
    return Fact(
        entry=entry,
        kind=draw(one_of(*KINDS, "a.unknown", "duties.entered")),
        on=date(2022, 1, 1) + timedelta(days=draw(st.integers(0, 364))),
        subject=f"a.thing:{draw(st.integers(1, 3))}",
        halves=draw(st.integers(0, of_halves)),
        of_halves=of_halves,
        people=people,
        place=draw(st.integers(1, people)),
        amount=draw(st.integers(1, 500)),
        **{field: draw(one_of(*SAID[field])) for field in STORED},
    )


def years(most: int = 25) -> st.SearchStrategy[list[Fact]]:
    """The facts of a member's year, each an entry of its own."""
    drawn = st.lists(facts(), max_size=most)
    return drawn.map(lambda found: [replace(one, entry=at) for at, one in enumerate(found, start=1)])


def standings() -> st.SearchStrategy[Standing]:
    """Posts, months, exemptions from items and gates."""
    codes = ["item0", "item1", "item2", "gate0"]
    return st.builds(
        Standing,
        posts=st.frozensets(st.sampled_from(POSTS)),
        months=st.integers(1, 12),
        exempt=st.frozensets(st.sampled_from(codes), max_size=2),
    )


@cache
def points(least: int = -1500, most: int = 1500) -> st.SearchStrategy[float]:
    """Points of two decimals."""
    return st.integers(least, most).map(lambda centi: centi / 100)


@cache
@st.composite
def matches(draw: st.DrawFn) -> dict[str, Any]:
    """Some kinds of event, perhaps with some words of a field, perhaps with a line."""
    found: dict[str, Any] = {"events": draw(some_of(*KINDS))}
    field = draw(one_of(None, *(one for one in SAID if one != "kind")))
    if field:
        found["where"] = {field: draw(some_of(*filter(None, SAID[field])))}
    if draw(st.booleans()):
        found["line"] = draw(one_of("2/3", "1/2", "1/1"))
    return found


@cache
@st.composite
def tables(draw: st.DrawFn, worth: st.SearchStrategy[float]) -> dict[str, Any]:
    """Points by one field or two."""
    by = draw(COLUMNS)
    values: dict[str, Any] = {}
    for word in draw(some_of(*filter(None, SAID[by[0]]))):
        values[word] = draw(worth)
        if len(by) == 2:
            values[word] = {second: draw(worth) for second in SAID[by[1]] if second and draw(st.booleans())} or {
                SAID[by[1]][-1]: draw(worth)
            }
    return {"by": by, "values": values, "other": draw(worth)}


COLUMNS = st.lists(one_of(*sorted(SAID)), min_size=1, max_size=2, unique=True)
TAKES: list[dict[str, Any]] = [
    {"from": 2},
    {"from": 2, "upto": 4},
    {"upto": 3},
    {"which": "once"},
    {"which": "highest"},
    {"which": "once", "within": "subject"},
    {"which": "highest", "within": "subject"},
    {"which": "highest", "within": "subject", "from": 2, "upto": 3},
]
SHARES: list[dict[str, Any]] = [
    {"split": "equal"},
    {"split": "halves"},
    {"split": "equal", "at_most": 3},
    {"split": "halves", "at_most": 2},
]


SHARE, TAKE = st.sampled_from([None, *SHARES]), st.sampled_from(TAKES)


@st.composite
def items(draw: st.DrawFn, code: str, kind: str, cap: float | None) -> dict[str, Any]:
    """One item that fits into a block of a kind, under the block's cap."""
    share = draw(SHARE)
    least, most = {"bonus": (0, 1500), "deduction": (-1500, 0), "base": (0 if share else -1500, 1500)}[kind]
    worth = points(least if not share else max(least, 0), max(most, 0) if share else most)
    if kind == "deduction":
        share, worth = None, points(-1500, 0)
    made: dict[str, Any] = {"code": code, "title": code}
    if draw(st.integers(0, 4)) == 0:
        made |= {"by_hand": True, "points": "amount" if kind != "deduction" else draw(worth)}
    else:
        made |= draw(matches()) | {"points": draw(tables(worth) if draw(st.booleans()) else worth)}
    made |= {"per": draw(one_of("event", "half_day"))}
    made |= {"take": draw(TAKE)} if draw(st.booleans()) else {}
    made |= {"share": share} if share else {}
    made |= {"floor": draw(points(-3000, 0))} if draw(st.booleans()) else {}
    made |= {"only": draw(some_of(*POSTS))} if draw(st.booleans()) else {}
    lowest_cap = max(_most(made["points"]), 0)
    if draw(st.booleans()) and (cap is None or lowest_cap <= cap):
        made["cap"] = draw(points(round(lowest_cap * 100), 4000 if cap is None else round(cap * 100)))
    return made


def _most(worth: Any) -> float:
    if worth == "amount":
        return 0
    if not isinstance(worth, dict):
        return float(worth)
    rows = [row.values() if isinstance(row, dict) else [row] for row in worth["values"].values()]
    return max([worth["other"], *(value for row in rows for value in row)])


NEED = st.fixed_dictionaries(
    {"any_of": st.lists(matches(), min_size=2, max_size=2), "at_least": st.integers(1, 3)}
) | st.builds(lambda match, least: match | {"at_least": least}, matches(), st.integers(1, 3))
GATES = st.lists(
    st.fixed_dictionaries(
        {
            "code": st.just("gate0"),
            "title": st.just("要求"),
            "needs": st.lists(NEED, min_size=1, max_size=2),
            "band": one_of("good", "poor"),
        },
        optional={"only": st.just(["standing"])},
    ),
    max_size=1,
)
VETOES = st.lists(matches().map(lambda match: match | {"code": "veto0", "title": "否决", "band": "poor"}), max_size=1)
CAP = st.none() | points(1500, 4000)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A whole scheme: one to three blocks, gates and vetoes, three grades."""
    blocks, count = [], 0
    for at in range(draw(st.integers(1, 3))):
        kind = draw(one_of("base", "bonus", "deduction"))
        cap = draw(CAP)
        block: dict[str, Any] = {"code": f"block{at}", "title": "板块", "kind": kind, "items": []}
        block |= {"cap": cap} if cap is not None else {}
        block |= {"start": draw(points(0, 1500))} if kind == "base" else {}
        block |= {"floor": draw(points(-3000, 0))} if draw(st.booleans()) else {}
        for _ in range(draw(st.integers(1, 3))):
            block["items"].append(draw(items(f"item{count}", kind, cap)))
            count += 1
        blocks.append(block)
    document = {
        "scheme": "drawn",
        "title": "任意",
        "source": "试验",
        "valid": {"from": 2020},
        "total": {"floor": 0} | ({"cap": draw(points(3000, 9000))} if draw(st.booleans()) else {}),
        "proration": draw(one_of("none", "months")),
        "ranking": draw(one_of("none", "names")),
        "blocks": blocks,
        "gates": draw(GATES),
        "vetoes": draw(VETOES),
        "bands": [
            {"code": "best", "title": "优秀", "from": 30, "quota": 30},
            {"code": "good", "title": "称职", "from": 12.29},
            {"code": "poor", "title": "不称职", "from": 0},
        ],
        "triggers": [{"code": "talk", "title": "两年", "advice": "约谈", "band": "poor", "years": 2}],
    }
    most = schemes.kept(written(document)).most
    assume(most is None or most >= 3000)  # what the best grade asks for
    return document


def any_scheme() -> st.SearchStrategy[Scheme]:
    """What such a document says."""
    return documents().map(lambda document: schemes.read(written(document)))


def written(document: dict[str, Any]) -> str:
    """The document as text (JSON is YAML)."""
    return json.dumps(document, ensure_ascii=False, indent=1)


def document_of(scheme: Scheme) -> dict[str, Any]:
    """Everything that a scheme says, written out in full."""
    valid = {"from": scheme.first_year} | ({"until": scheme.last_year} if scheme.last_year else {})
    return _filled(
        scheme=scheme.code, title=scheme.title, source=scheme.source, note=scheme.note, valid=valid,
        total=_filled(floor=_points(scheme.floor), cap=_points(scheme.cap)), proration=scheme.proration,
        ranking=scheme.ranking,
        blocks=[_block(one) for one in scheme.blocks], gates=[_gate(one) for one in scheme.gates],
        vetoes=[_veto(one) for one in scheme.vetoes], triggers=[_trigger(one) for one in scheme.triggers],
        bands=[_filled(code=o.code, title=o.title, **{"from": _points(o.least)}, quota=o.quota) for o in scheme.bands],
    )  # fmt: skip


def _filled(**words: Any) -> dict[str, Any]:
    return {word: value for word, value in words.items() if value is not None}


def _points(centi: int | None) -> float | None:
    return None if centi is None else centi / 100


def _match(match: Match) -> dict[str, Any]:
    where = {field: sorted(values) for field, values in match.where}
    return _filled(events=list(match.events), where=where or None, line=_line(match.line))


def _line(line: Fraction | None) -> str | None:
    return None if line is None else f"{line.numerator}/{line.denominator}"


def _block(block: Block) -> dict[str, Any]:
    return _filled(
        code=block.code, title=block.title, kind=block.kind, start=_points(block.start), cap=_points(block.cap),
        floor=_points(block.floor), items=[_item(one) for one in block.items],
    )  # fmt: skip


def _item(item: Item) -> dict[str, Any]:
    take, share = item.take, item.share
    return _filled(
        code=item.code, title=item.title, per=item.per, cap=_points(item.cap), floor=_points(item.floor),
        points=_worth(item), only=sorted(item.only) or None,
        take=_filled(**{"from": take.first}, upto=take.last, which=take.which, within=take.within),
        share=_filled(split=share.split, at_most=share.at_most or None) if share else None,
        **({"by_hand": True} if item.by_hand else _match(item.match)),
    )  # fmt: skip


def _worth(item: Item) -> Any:
    if item.points == "amount":
        return "amount"
    if not isinstance(item.points, Table):
        return item.points / 100
    values: dict[str, Any] = {}
    for keys, centi in item.points.values:
        if len(keys) == 1:
            values[keys[0]] = centi / 100
        else:
            values.setdefault(keys[0], {})[keys[1]] = centi / 100
    return {"by": list(item.points.by), "values": values, "other": item.points.other / 100}


def _gate(gate: Gate) -> dict[str, Any]:
    needs = []
    for need in gate.needs:
        any_of = [_match(one) for one in need.matches]
        needs.append({"at_least": need.at_least} | ({"any_of": any_of} if len(any_of) > 1 else any_of[0]))
    return _filled(code=gate.code, title=gate.title, band=gate.band, needs=needs, only=sorted(gate.only) or None)


def _veto(veto: Veto) -> dict[str, Any]:
    return {"code": veto.code, "title": veto.title, "band": veto.band, **_match(veto.match)}


def _trigger(one: Trigger) -> dict[str, Any]:
    asked = {"band": one.band} if one.match is None else {"times": one.times, **_match(one.match)}
    return {"code": one.code, "title": one.title, "advice": one.advice, "years": one.years, **asked}
