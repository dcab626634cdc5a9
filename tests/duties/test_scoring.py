"""The score is a pure function, whose lines say how each point came about."""

from dataclasses import replace
from datetime import date

from xieshang.duties import exports, schemes, scoring, sealed, words
from xieshang.duties.schemes import Item, Match, Take
from xieshang.duties.scoring import Cut, Fact, Standing, Uncounted

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
    lines = scoring._item(item, [fact(entry, "a.done") for entry in (1, 2, 3)], Standing()).lines
    assert [(one.raw, one.counted, one.why_not, one.cuts) for one in lines] == [
        (600, 600, None, ()),
        (600, 250, None, (Cut("cap", 850, -350),)),
        (600, 0, None, (Cut("cap", 850, -600),)),
    ]
    said = [words.why(one) for one in lines]
    assert said == ["", "本项最多 8.5 分，少计 3.5 分", "本项最多 8.5 分，少计 6 分"]
    assert words.why(lines[1], of="每次") == "“每次”最多 8.5 分，少计 3.5 分"


def test_a_deduction_that_is_lost_to_the_floor_says_so():
    """Of three times 6 points less, 10 at most are taken; under a seal it is read as the same."""
    item = Item(code="away", title="缺席", match=Match(("a.away",)), points=-600, floor=-1000)
    block = schemes.Block("less", "扣分", "deduction", (item,))
    scheme = replace(JINAN, blocks=(block,), gates=(), floor=-5000)
    facts = [fact(entry, "a.away") for entry in (1, 2, 3)]
    found = scoring.score(scheme, facts)
    lines = found.blocks[0].items[0].lines
    assert [(one.counted, words.why(one)) for one in lines] == [
        (-600, ""),
        (-400, "本项最少 -10 分，补回 2 分"),
        (0, "本项最少 -10 分，补回 6 分"),
    ]
    kept = sealed.explained(found)
    assert kept["blocks"][0]["items"][0]["lines"][1:] == [[2, -600, -400, ""], [3, -600, 0, "cap_reached"]]
    assert sealed.read(kept, scheme, {one.entry: one for one in facts}) == found


def test_what_is_outside_the_bounds_is_the_first_to_go():
    """Twice 6 points under a cap of 7: of 4 points less after them none is felt; 3 less are felt of the next 4. A
    merit after deductions beyond the floor fills up what was beyond it first; one line can cross both bounds."""
    item = Item(code="x", title="每次", match=Match(("a.done",)), points="amount", cap=700, floor=-1000)
    amounts = [600, 600, -400, -400, -1900, 3000]
    facts = [fact(at, "a.done", amount=amount) for at, amount in enumerate(amounts, start=1)]
    found = scoring._item(item, facts, Standing())
    assert [(one.counted, words.why(one)) for one in found.lines] == [
        (600, ""),
        (100, "本项最多 7 分，少计 5 分"),
        (0, "本项超出 7 分的部分先抵扣分，少扣 4 分"),
        (-300, "本项超出 7 分的部分先抵扣分，少扣 1 分"),
        (-1400, "本项最少 -10 分，补回 5 分"),
        (1700, "本项最多 7 分，少计 8 分；本项低于 -10 分的部分先补上，少计 5 分"),
    ]
    assert (found.raw, found.points, words.why_item(found)) == (1500, 700, "本项最多 7 分，少计 8 分")


def test_sums_say_which_bound_took_how_much_and_the_grade_which_gate():
    """Of 18 points 10 count in the item, 15 in all with the other, 12 in the block, 11 in the whole; three ones are
    missing. The same rows are printed, exported and shown."""
    capped = Item(code="capped", title="限项", match=Match(("a.done",)), points=600, cap=1000)
    other = Item(code="other", title="别项", match=Match(("a.else",)), points=500)
    block = schemes.Block("more", "奖励分", "bonus", (capped, other), cap=1200)
    scheme = replace(JINAN, blocks=(block,), cap=1100)
    found = scoring.score(scheme, [*(fact(entry, "a.done") for entry in (1, 2, 3)), fact(4, "a.else")])
    names = ("what", "raw", "counted", "why_not")
    rows = [tuple(row[name] for name in names) for row in exports.explained(found, {})]
    assert rows[3:] == [
        ("项目合计", "18", "10", "本项最多 10 分，少计 8 分"),
        ("a.else", "5", "5", ""),
        ("项目合计", "5", "5", ""),
        ("板块合计", "15", "12", "本板块最多 12 分，少计 3 分"),
        ("总分", "12", "11", "总分最多 11 分，少计 1 分"),
        ("等次", "", "不称职", f"没有做到“{JINAN.gates[0].title}”，等次最高为“不称职”"),
    ]
    assert words.beyond_lines(found) == "“奖励分”最多 12 分，少计 3 分；总分最多 11 分，少计 1 分"


def test_a_total_that_its_bounds_change_says_by_which():
    """Fifty points less leave nothing below the floor of zero."""
    item = Item(code="away", title="缺席", match=Match(("a.away",)), points=-5000)
    scheme = replace(JINAN, blocks=(schemes.Block("less", "扣分", "deduction", (item,)),), gates=(), cap=None)
    rows = list(exports.explained(scoring.score(scheme, [fact(1, "a.away")]), {}))
    assert [rows[-2][name] for name in ("what", "raw", "counted", "why_not")] == [
        *("总分", "-50", "0", "总分最少 0 分，补回 50 分"),
    ]


def test_months_on_the_roll_are_asked_in_part():
    """Who joined in July is asked for half of what a grade asks, where the scheme says so."""
    band = scoring.band_of
    assert band(JINAN, 3000).code == "incompetent"
    assert band(replace(JINAN, proration="months"), 3000, months=6).code == "competent"
