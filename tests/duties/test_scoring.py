"""The score is a pure function, whose lines say how each point came about."""

from dataclasses import replace
from datetime import date

from xieshang.duties import exports, schemes, scoring, sealed, words
from xieshang.duties.schemes import Item, Match, Take
from xieshang.duties.scoring import Fact, Standing, Uncounted

JINAN = schemes.read(schemes.shipped("jinan-2015"))


def fact(entry: int, kind: str, *, day: int = 1, **parts: object) -> Fact:
    return Fact(entry=entry, kind=kind, on=date(2022, 3, day), **parts)  # type: ignore[arg-type] - parts of many types


def filed(entry: int, **parts: object) -> Fact:
    return fact(entry, "proposals.filed", part="first", subject=f"proposals.proposal:{entry}", **parts)


FULL = fact(1, "meetings.attended", about="plenary", presence="present", halves=8, of_halves=8)


def test_a_year_of_jinan():
    """70 to begin with; the second and third filed cases are worth 5 each; a visit is entered by hand."""
    facts = [
        FULL,
        fact(2, "proposals.submitted"),
        filed(3),
        filed(4),
        filed(5),
        fact(6, "duties.entered", about="visit"),
        fact(7, "meetings.turn_ended"),
    ]
    found = scoring.score(JINAN, facts)
    assert (found.total, found.band.code, found.unmet) == (8000, "competent", ())
    lines = [(line.fact.entry, line.raw, line.counted, line.why_not) for line in found.blocks[1].items[0].lines]
    assert lines == [(3, 0, 0, Uncounted.BEFORE_THE_FIRST), (4, 500, 500, None), (5, 500, 500, None)]
    assert [(one.entry, why) for one, why in found.uncounted] == [(2, Uncounted.NO_ITEM), (7, Uncounted.NO_ITEM)]
    assert [line.why_not for line in found.blocks[0].items[1].lines] == [Uncounted.WORTH_NOTHING]


def test_less_than_two_thirds_is_absence():
    """Five of eight half-days of a plenary are not two thirds: 30 points less."""
    facts = [fact(1, "meetings.attended", about="plenary", presence="present", halves=5, of_halves=8)]
    assert scoring.score(JINAN, facts).total == 4000


def test_a_gate_that_is_not_met_limits_the_grade():
    """Whoever did nothing has 70 points, and no grade above the lowest."""
    found = scoring.score(JINAN, [])
    assert (found.total, found.band.code, [gate.code for gate in found.unmet]) == (7000, "incompetent", ["three_ones"])


def test_stages_count_the_highest_of_each_case():
    """Submitted 2, filed 5: each case counts what it came to."""
    item = Item(
        code="stages",
        title="提案",
        match=Match(("proposals.submitted", "proposals.filed")),
        points=schemes.Table(("kind",), ((("proposals.submitted",), 200), (("proposals.filed",), 500))),
        take=Take("highest", "subject"),
    )
    facts = [
        fact(1, "proposals.submitted", subject="a"),
        fact(2, "proposals.filed", subject="a"),
        fact(3, "proposals.submitted", subject="b"),
    ]
    found = scoring._item(item, facts, Standing())
    assert (found.points, [line.why_not for line in found.lines]) == (700, [Uncounted.ANOTHER_TAKEN, None, None])


def test_a_line_that_is_cut_in_part_says_by_what():
    """Two and a half of six are left under a cap of eight and a half; a whole line says nothing."""
    item = Item(code="plain", title="每次", match=Match(("a.done",)), points=600, cap=850)
    first, second, third = scoring._item(
        item, [fact(1, "a.done"), fact(2, "a.done"), fact(3, "a.done")], Standing()
    ).lines
    assert [(one.raw, one.counted) for one in (first, second, third)] == [(600, 600), (600, 250), (600, 0)]
    said = [words.why(one, item) for one in (first, second, third)]
    assert said == ["", "只计入一部分：这一项最多 8.5 分", "这一项已到上限"]


def test_a_deduction_that_is_lost_to_the_floor_says_so():
    """Of three times 6 points less, 10 at most are taken; under a seal it is read as the same."""
    item = Item(code="away", title="缺席", match=Match(("a.away",)), points=-600, floor=-1000)
    block = schemes.Block("less", "扣分", "deduction", (item,))
    scheme = replace(JINAN, blocks=(block,), gates=(), floor=-5000)
    facts = [fact(entry, "a.away") for entry in (1, 2, 3)]
    found = scoring.score(scheme, facts)
    lines = found.blocks[0].items[0].lines
    assert [(one.counted, words.why(one, item)) for one in lines] == [
        (-600, ""),
        (-400, "只计入一部分：这一项最少 -10 分"),
        (0, "这一项已扣到下限"),
    ]
    kept = sealed.explained(found)
    assert kept["blocks"][0]["items"][0]["lines"][2] == [3, -600, 0, "cap_reached"]
    assert sealed.read(kept, scheme, {one.entry: one for one in facts}) == found
    assert sealed.counted_in(kept)[3] == (0, Uncounted.FLOOR_REACHED)


def test_a_total_that_its_bounds_change_says_by_which():
    """Fifty points less leave nothing below the floor of zero."""
    item = Item(code="away", title="缺席", match=Match(("a.away",)), points=-5000)
    scheme = replace(JINAN, blocks=(schemes.Block("less", "扣分", "deduction", (item,)),), gates=(), cap=None)
    rows = list(exports.explained(scheme, scoring.score(scheme, [fact(1, "a.away")]), {}))
    assert [rows[-1][name] for name in ("what", "raw", "counted", "why_not")] == ["总分", "-50", "0", "最少 0 分"]


def test_months_on_the_roll_are_asked_in_part():
    """Who joined in July is asked for half of what a grade asks, where the scheme says so."""
    band = scoring.band_of
    assert band(JINAN, 3000).code == "incompetent"
    assert band(replace(JINAN, proration="months"), 3000, months=6).code == "competent"
