"""What holds of the score whatever the rules are: schemes and facts are drawn from all that can be said."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.duties import strategies as draw
from tests.factories import duties as factory
from tests.factories.accounts import client_of
from xieshang.duties import schemes, scoring, sealed, words
from xieshang.duties.schemes import Item, Match, Scheme, Share, Take, reading
from xieshang.duties.scoring import Fact, Standing

TAKES = [Take(**{{"from": "first", "upto": "last"}.get(word, word): value for word, value in take.items()})
         for take in [{}, *draw.TAKES]]  # fmt: skip
FEWER = settings(max_examples=40)
"""A drawn scheme is read each time, which takes a while."""
KEEPING = [take for take in TAKES if take.last is None and take.which != "once" and take.within == "year"]
"""Ways of taking under which one more never takes the place of another that is worth more."""


@FEWER
@given(scheme=draw.any_scheme(), facts=draw.years(), standing=draw.standings(), seed=st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(scheme: Scheme, facts: list[Fact], standing: Standing, seed: Any):
    shuffled = list(facts)
    seed.shuffle(shuffled)
    assert scoring.score(scheme, facts, standing) == scoring.score(scheme, shuffled, standing)


@FEWER
@given(scheme=draw.any_scheme(), facts=draw.years(), standing=draw.standings())
def test_caps_and_floors_hold(scheme: Scheme, facts: list[Fact], standing: Standing):
    """Of every item, every block and the whole."""
    found = scoring.score(scheme, facts, standing)
    for block in found.blocks:
        for item in block.items:
            assert item.item.cap is None or item.points <= item.item.cap
            assert item.item.floor is None or item.points >= item.item.floor
        assert block.block.cap is None or block.points <= block.block.cap
        assert block.block.floor is None or block.points >= min(block.block.floor, block.block.cap or 0)
    assert found.total >= 0
    assert scheme.cap is None or found.total <= scheme.cap


@FEWER
@given(scheme=draw.any_scheme(), facts=draw.years(), standing=draw.standings())
def test_lines_blocks_and_total_add_up(scheme: Scheme, facts: list[Fact], standing: Standing):
    """Lines make up their item (unless it is not asked), items their block, blocks the whole."""
    found = scoring.score(scheme, facts, standing)
    for block in found.blocks:
        for item in block.items:
            assert item.item.code in standing.exempt or sum(line.counted for line in item.lines) == item.points
        assert block.raw == block.block.start + sum(item.points for item in block.items)
    assert found.raw == sum(block.points for block in found.blocks)


@FEWER
@given(scheme=draw.any_scheme(), total=st.integers(0, 9000), months=st.integers(0, 12))
def test_what_is_missing_is_what_the_grade_asks_for(scheme: Scheme, total: int, months: int):
    """With so many hundredths more the grade is reached, and with one less it is not; also by months."""
    for at, band in enumerate(scheme.bands):
        missing = scoring.missing_for(band, total, scheme, months)
        reached = [*scheme.bands[: at + 1]]
        assert scoring.band_of(scheme, total + missing, months=months) in reached
        assert not missing or scoring.band_of(scheme, total + missing - 1, months=months) not in reached


@FEWER
@given(scheme=draw.any_scheme(), facts=draw.years(), standing=draw.standings())
def test_no_entry_counts_twice(scheme: Scheme, facts: list[Fact], standing: Standing):
    """What is told twice counts once, and no item has two lines of one entry."""
    found = scoring.score(scheme, facts, standing)
    assert scoring.score(scheme, [*facts, *facts], standing) == found
    for block in found.blocks:
        for item in block.items:
            entries = [line.fact.entry for line in item.lines]
            assert len(entries) == len(set(entries))


@FEWER
@given(scheme=draw.any_scheme(), facts=draw.years(), standing=draw.standings())
def test_every_entry_is_told_of(scheme: Scheme, facts: list[Fact], standing: Standing):
    """Under an item, or among those that no item names; what counts nothing has a reason."""
    found = scoring.score(scheme, facts, standing)
    lines = [line for block in found.blocks for item in block.items for line in item.lines]
    assert {line.fact for line in lines} | {fact for fact, _why in found.uncounted} == set(facts)
    assert all(line.why_not or line.cuts for line in lines if not line.counted)


@FEWER
@given(scheme=draw.any_scheme(), facts=draw.years(), standing=draw.standings())
def test_what_is_cut_makes_up_the_difference(scheme: Scheme, facts: list[Fact], standing: Standing):
    """Of each line, block and the whole, and of each item that is asked: no difference without a cut, in words, too."""
    found = scoring.score(scheme, facts, standing)
    items = [item for block in found.blocks for item in block.items]
    lines = [line for item in items for line in item.lines]
    told = [(line.raw, line.counted, line.cuts, words.why(line)) for line in lines if line.raw]
    told += [(block.raw, block.points, block.cuts, words.why_block(block)) for block in found.blocks]
    told += [(item.raw, item.points, item.cuts, words.why_item(item)) for item in items if not item.is_exempt]
    for raw, left, cuts, why in [*told, (found.raw, found.total, found.cuts, words.why_total(found))]:
        assert (raw + sum(one.change for one in cuts), bool(why)) == (left, bool(cuts))
        assert raw == left or cuts


@FEWER
@given(scheme=draw.any_scheme(), facts=draw.years(), standing=draw.standings())
def test_a_seal_gives_the_score_back(scheme: Scheme, facts: list[Fact], standing: Standing):
    """With every cut."""
    found = scoring.score(scheme, facts, standing)
    assert sealed.read(sealed.explained(found), scheme, {one.entry: one for one in facts}) == found


SHIPPED = {code: schemes.kept(schemes.shipped(code)) for code in schemes.SHIPPED}


def one_item(**parts: Any) -> Scheme:
    """A scheme of one item, and of it alone."""
    item = Item("item0", "项目", Match(("a.met", "a.stage")), **parts)
    return replace(SHIPPED["opinions-minjian-beijing"], blocks=(schemes.Block("block0", "板块", "base", (item,)),))


caps = st.none() | st.integers(1500, 4000)


@given(
    facts=draw.years(),
    more=draw.facts(entry=10**6),
    take=st.sampled_from(TAKES),
    worth=st.integers(0, 1500),
    cap=caps,
)
def test_a_merit_never_lowers_the_score(facts: list[Fact], more: Fact, take: Take, worth: int, cap: int | None):
    """Whatever is taken, where each is worth the same."""
    scheme = one_item(points=worth, take=take, cap=cap)
    assert scoring.score(scheme, [*facts, more]).total >= scoring.score(scheme, facts).total


@given(
    facts=draw.years(),
    more=draw.facts(entry=10**6),
    take=st.sampled_from(KEEPING),
    table=draw.tables(draw.points(0)),
    share=st.none() | st.sampled_from([Share("equal"), Share("halves", 3)]),
    per=st.sampled_from(["event", "half_day"]),
    cap=caps,
)
def test_a_merit_of_any_worth_never_lowers_it(facts: list[Fact], more: Fact, table: dict[str, Any], **parts: Any):
    """By a table, by half-days, shared: where all count, those from the second on, or the highest."""
    scheme = one_item(points=reading._points(table), **parts)
    assert scoring.score(scheme, [*facts, more]).total >= scoring.score(scheme, facts).total


MERITS = [
    ("meetings.attended", {"about": "plenary", "presence": "present"}),
    ("meetings.attended", {"about": "activity", "presence": "present"}),
    ("proposals.filed", {"part": "first"}),
    ("proposals.honoured", {"part": "other", "people": 2, "place": 2}),
    ("opinions.adopted", {"level": "county"}),
    ("duties.entered", {"about": "charity", "amount": 100}),
]


@pytest.mark.parametrize("code", schemes.SHIPPED)
@given(chosen=st.lists(st.sampled_from(MERITS), max_size=12), more=st.sampled_from(MERITS), day=st.integers(1, 28))
def test_nor_under_any_scheme_that_is_shipped(code: str, chosen: list[Any], more: Any, day: int):
    scheme = SHIPPED[code]
    facts = [Fact(at, kind, date(2022, 1, 1 + at), **said) for at, (kind, said) in enumerate(chosen, start=1)]
    merit = Fact(10**6, more[0], date(2022, 1, day), **more[1])
    assert scoring.score(scheme, [*facts, merit]).total >= scoring.score(scheme, facts).total


@given(
    worth=st.integers(0, 10_000),
    people=st.integers(1, 40),
    split=st.sampled_from(["equal", "halves"]),
    at_most=st.integers(0, 10),
    halves=st.integers(1, 8),
    per=st.sampled_from(["event", "half_day"]),
)
def test_shares_make_up_the_whole(worth: int, people: int, split: Any, at_most: int, halves: int, per: Any):
    """The scores of all who did it together come to what it is worth; nobody's part is below nothing."""
    scheme = one_item(points=worth, share=Share(split, at_most), per=per)
    common = {"people": people, "halves": halves, "of_halves": 8}
    facts = [Fact(1, "a.met", date(2022, 1, 1), place=place, **common) for place in range(1, people + 1)]
    parts = [scoring.score(scheme, [fact]).total for fact in facts]
    assert sum(parts) == worth * (halves if per == "half_day" else 1)
    assert min(parts) >= 0
    assert all(later <= first for first, later in pairwise(parts) if split == "equal")


@FEWER
@given(document=draw.documents())
def test_a_scheme_and_its_document_are_the_same(document: dict[str, Any]):
    """Read, written out in full and read again."""
    scheme = schemes.read(draw.written(document))
    assert schemes.read(draw.written(draw.document_of(scheme))) == scheme


@pytest.mark.parametrize("code", schemes.SHIPPED)
def test_the_shipped_documents_too(code: str):
    scheme = schemes.read(schemes.shipped(code))
    assert schemes.read(draw.written(draw.document_of(scheme))) == scheme


@pytest.mark.django_db
def test_what_is_exported_is_what_was_put_in():
    """The same text to the last byte, from the page of the edition."""
    place = factory.place_with_scheme()
    edition = factory.edition_of_jinan(place)
    response = client_of(place.person("author")).get(f"/duties/schemes/{edition.pk}/document.yaml")
    text = response.content.decode()
    assert text == schemes.shipped("jinan-2015")
    assert schemes.read(text) == schemes.read(edition.text)
