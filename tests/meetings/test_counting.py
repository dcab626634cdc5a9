"""Counting: every rule, ties, abstentions, invalid and unreturned ballots; and what holds whatever was voted."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.meetings.counting import (
    Outcome,
    Poll,
    Sheet,
    Tally,
    conclusion_of,
    differences,
    is_valid,
    judge,
    rule_of,
    tally,
)
from xieshang.meetings.states import Choice, Fate, Majority

FOR, AGAINST, ABSTAIN = Choice
QUESTION = Poll({1: "通过决议"}, Majority.ENTITLED, entitled=10, present=8)
ELECTION = Poll({1: "甲", 2: "乙", 3: "丙"}, Majority.PRESENT, entitled=10, present=10, seats=2, write_ins=True)


def asked(votes_for: int, against: int = 0, abstained: int = 0, *, blank: int = 0) -> list[Sheet]:
    """Ballots on a question."""
    marked = [(FOR, votes_for), (AGAINST, against), (ABSTAIN, abstained)]
    return [Sheet({1: choice}) for choice, times in marked for _ in range(times)] + [Sheet({})] * blank


def fates(poll: Poll, sheets: list[Sheet], issued: int | None = None) -> dict[str, Fate]:
    """What became of each."""
    found = judge(poll, tally(poll, sheets, issued=len(sheets) if issued is None else issued))
    return {one.name: one.fate for one in found.stood}


class TestRules:
    """The number that is needed, at its edge."""

    @pytest.mark.parametrize(
        ("majority", "needed"),
        [
            (Majority.ENTITLED, 6),  # more than half of 10
            (Majority.PRESENT, 5),  # more than half of 8
            (Majority.CAST, 4),  # more than half of 7
            (Majority.TWO_THIRDS, 7),  # 6.67 of 10
        ],
    )
    def test_one_vote_less_is_not_enough(self, majority: Majority, needed: int) -> None:
        """Exactly the fewest passes; whatever else was voted makes no difference."""
        poll = replace(QUESTION, majority=majority)
        for given_for, fate in ((needed, Fate.PASSED), (needed - 1, Fate.NOT_PASSED)):
            sheets = asked(given_for, 7 - given_for)
            found = judge(poll, tally(poll, sheets, issued=8))
            assert (found.needed, found.stood[0].fate) == (needed, fate)

    def test_two_thirds_are_enough_where_they_are_a_whole_number(self) -> None:
        """三分之二以上 includes two thirds themselves; 过半数 does not include a half."""
        nine = replace(QUESTION, majority=Majority.TWO_THIRDS, entitled=9)
        assert fates(nine, asked(6, 2), 8) == {"通过决议": Fate.PASSED}
        assert fates(replace(QUESTION, majority=Majority.PRESENT), asked(4, 0, 4)) == {"通过决议": Fate.NOT_PASSED}

    def test_abstaining_and_not_voting_lower_no_bar(self) -> None:
        """Of those present, whoever abstains or keeps the ballot still counts; of the votes cast, the latter not."""
        sheets = asked(4, 0, 1)
        assert fates(replace(QUESTION, majority=Majority.PRESENT), sheets, 8) == {"通过决议": Fate.NOT_PASSED}
        assert fates(replace(QUESTION, majority=Majority.CAST), sheets, 8) == {"通过决议": Fate.PASSED}

    def test_a_blank_ballot_abstains(self) -> None:
        """What is unmarked is an abstention, and valid."""
        counted = tally(QUESTION, asked(1, 0, 0, blank=2), issued=3)
        assert (counted.options[1], counted.invalid) == ({"for": 1, "against": 0, "abstain": 2}, 0)

    def test_nobody_decides_anything_by_no_vote_at_all(self) -> None:
        """Of no valid ballots no half is reached by none."""
        assert fates(replace(QUESTION, majority=Majority.CAST), []) == {"通过决议": Fate.NOT_PASSED}

    def test_more_ballots_than_were_given_out_make_the_vote_void(self) -> None:
        """The vote is to be held again, whatever was voted."""
        found = judge(QUESTION, tally(QUESTION, asked(9), issued=8))
        assert (found.is_void, found.stood[0].fate) == (True, Fate.VOID)


class TestElections:
    """Seats, candidates, names written in."""

    def test_more_names_than_seats_are_invalid_and_fewer_are_not(self) -> None:
        """多选无效，少选有效."""
        assert is_valid(ELECTION, Sheet({1: FOR, 2: FOR, 3: AGAINST}))
        assert is_valid(ELECTION, Sheet({1: FOR}))
        assert not is_valid(ELECTION, Sheet({1: FOR, 2: FOR, 3: FOR}))
        assert not is_valid(ELECTION, Sheet({1: FOR, 2: FOR}, [("丁", FOR)]))

    @pytest.mark.parametrize(
        "sheet",
        [
            Sheet({4: FOR}),
            Sheet({1: "maybe"}),
            Sheet({}, [("甲", FOR)]),
            Sheet({}, [("丁", FOR), ("丁", FOR)]),
            Sheet({}, [("", FOR)]),
            Sheet({}, [("丁", AGAINST)]),
        ],
    )
    def test_what_cannot_be_read_is_invalid(self, sheet: Sheet) -> None:
        """Nobody who does not stand, no other mark, nobody twice, no empty name."""
        assert not is_valid(ELECTION, sheet)

    def test_names_are_written_in_only_where_that_is_allowed(self) -> None:
        """另选他人 is a setting of the election."""
        sheet = Sheet({1: FOR}, [("丁", FOR)])
        assert is_valid(ELECTION, sheet)
        assert not is_valid(replace(ELECTION, write_ins=False), sheet)

    def test_the_most_votes_win_among_those_that_reach_the_majority(self) -> None:
        """差额选举: three stand for two seats, all reach the half, the third has none."""
        sheets = [Sheet({1: FOR, 2: FOR})] * 4 + [Sheet({1: FOR, 3: FOR})] * 3 + [Sheet({2: FOR, 3: FOR})] * 3
        poll = replace(ELECTION, present=10)
        assert fates(poll, sheets) == {"甲": Fate.ELECTED, "乙": Fate.ELECTED, "丙": Fate.NOT_ELECTED}

    def test_a_seat_stays_empty_where_nobody_reaches_the_majority(self) -> None:
        """As many seats as were not won are said."""
        sheets = [Sheet({1: FOR})] * 6 + [Sheet({2: FOR})] * 4
        found = judge(ELECTION, tally(ELECTION, sheets, issued=10))
        assert [one.fate for one in found.stood] == [Fate.ELECTED, Fate.NOT_ELECTED, Fate.NOT_ELECTED]
        assert found.seats_left == 1

    def test_as_many_candidates_as_seats(self) -> None:
        """等额选举: whoever reaches the majority has a seat."""
        poll = replace(ELECTION, options={1: "甲", 2: "乙"})
        sheets = [Sheet({1: FOR, 2: FOR})] * 5 + [Sheet({1: FOR, 2: AGAINST})] * 5
        assert fates(poll, sheets) == {"甲": Fate.ELECTED, "乙": Fate.NOT_ELECTED}

    def test_level_at_the_last_seat_is_a_run_off(self) -> None:
        """Nobody is chosen by chance: the two come to a vote again, for the seat that is left."""
        sheets = [Sheet({1: FOR, 2: FOR})] * 6 + [Sheet({1: FOR, 3: FOR})] * 6
        poll = replace(ELECTION, present=11)
        found = judge(poll, tally(poll, sheets, issued=12))
        assert [one.fate for one in found.stood] == [Fate.ELECTED, Fate.RUNOFF, Fate.RUNOFF]
        assert found.seats_left == 1

    def test_level_but_not_at_the_last_seat_is_no_tie(self) -> None:
        """Two with equally many votes for two seats both have one."""
        sheets = [Sheet({1: FOR, 2: FOR})] * 10
        assert fates(ELECTION, sheets)["乙"] == Fate.ELECTED

    def test_a_written_name_is_elected_like_any_other(self) -> None:
        """另选人 with a majority has the seat."""
        found = judge(ELECTION, tally(ELECTION, [Sheet({1: FOR}, [("丁", FOR)])] * 6, issued=6))
        assert [(one.name, one.number, one.fate) for one in found.stood if one.votes_for] == [
            ("甲", 1, Fate.ELECTED),
            ("丁", None, Fate.ELECTED),
        ]


def test_two_counts_by_hand_are_compared_part_by_part() -> None:
    """Where they differ is said, not what the other counted."""
    mine = Tally({1: {"for": 5, "against": 1, "abstain": 0}}, {}, 6, 6, 0)
    other = Tally({1: {"for": 4, "against": 1, "abstain": 0}}, {"丁": 1}, 6, 5, 0)
    assert differences(mine, other) == [("returned", None, ""), ("option", 1, "for"), ("written", "丁", "for")]
    assert differences(mine, Tally.from_json(mine.as_json())) == []


class TestSentences:
    """The rule that was applied, and what came out, as they are read aloud."""

    def test_of_a_question(self) -> None:
        """Numbers stand in the sentence."""
        counted = tally(QUESTION, asked(6, 1, 1), issued=8)
        found = judge(QUESTION, counted)
        assert rule_of(QUESTION, found) == "通过须有全体应到 10 人过半数，即至少 6 票赞成。"
        assert conclusion_of(QUESTION, counted, found) == "赞成 6 票，达到 6 票，表决通过。"

    def test_of_a_run_off(self) -> None:
        """Who is elected, who comes to a vote again, and how many seats are left."""
        poll = replace(ELECTION, present=11)
        counted = tally(poll, [Sheet({1: FOR, 2: FOR})] * 6 + [Sheet({1: FOR, 3: FOR})] * 6, issued=12)
        found = judge(poll, counted)
        assert rule_of(poll, found) == (
            "应选 2 名，当选须有实到 11 人过半数，即至少 6 票赞成；"
            "超过应选名额的，以得票多的当选；最后一名票数相同的，再次投票。"
        )
        assert conclusion_of(poll, counted, found) == (
            "甲当选。乙、丙同为 6 票，须对他们再次投票，以得票多的当选；不抽签。还有 1 个名额没有选出。"
        )

    def test_of_a_void_vote(self) -> None:
        """Why it is to be held again."""
        counted = tally(QUESTION, asked(9), issued=8)
        assert conclusion_of(QUESTION, counted, judge(QUESTION, counted)) == (
            "收回选票 9 张，多于发出的 8 张，本次投票无效，须重新投票。"
        )


numbers = st.integers(1, 5)
marks = st.sampled_from([*Choice, "scrawl"])
ballots = st.builds(
    Sheet,
    st.dictionaries(numbers, marks, max_size=5),
    st.lists(st.tuples(st.sampled_from(["丁", "戊", "甲", ""]), st.just(FOR)), max_size=2),
)
polls = st.builds(
    Poll,
    st.just({1: "甲", 2: "乙", 3: "丙", 4: "己"}),
    st.sampled_from(Majority),
    st.integers(40, 60),
    st.integers(0, 40),
    st.integers(1, 4),
    st.booleans(),
)
RANKS = {Fate.ELECTED: 2, Fate.RUNOFF: 1, Fate.NOT_ELECTED: 0}


@given(polls, st.lists(ballots, max_size=40))
def test_counts_add_up(poll: Poll, sheets: list[Sheet]) -> None:
    """For each who stands: for, against and abstained are the valid ballots; valid and invalid are the returned."""
    counted = tally(poll, sheets, issued=40)
    assert counted.valid + counted.invalid == counted.returned == len(sheets)
    assert counted.returned + counted.unreturned == 40
    assert {sum(votes.values()) for votes in counted.options.values()} == {counted.valid}
    assert counted.valid == sum(is_valid(poll, sheet) for sheet in sheets)
    assert sum(votes["for"] for votes in counted.options.values()) + sum(counted.written.values()) <= (
        poll.seats * counted.valid
    )


@given(polls, st.lists(ballots, max_size=40), st.randoms())
def test_the_order_of_ballots_does_not_matter(poll: Poll, sheets: list[Sheet], chance: object) -> None:
    """Any order comes to the same count and the same outcome."""
    mixed = list(sheets)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = tally(poll, sheets, issued=40), tally(poll, mixed, issued=40)
    assert (one, judge(poll, one)) == (other, judge(poll, other))


@given(polls, st.lists(ballots, max_size=30), st.integers(1, 4))
def test_a_vote_for_somebody_never_harms_them(poll: Poll, sheets: list[Sheet], number: int) -> None:
    """One more ballot for a candidate leaves them no worse off."""
    before = _fate(judge(poll, tally(poll, sheets, issued=40)), number)
    after = _fate(judge(poll, tally(poll, [*sheets, Sheet({number: FOR})], issued=40)), number)
    assert RANKS[after] >= RANKS[before]


def _fate(found: Outcome, number: int) -> Fate:
    return next(one.fate for one in found.stood if one.number == number)


@given(polls, st.lists(ballots, max_size=39))
def test_nobody_is_seated_beyond_the_seats(poll: Poll, sheets: list[Sheet]) -> None:
    """Elected and empty seats are all seats; a run-off has more candidates than seats; votes order the elected."""
    found = judge(poll, tally(poll, sheets, issued=40))
    elected, again = found.of(Fate.ELECTED), found.of(Fate.RUNOFF)
    assert len(elected) + found.seats_left == poll.seats
    assert all(one.votes_for >= found.needed for one in (*elected, *again))
    assert not again or (len(again) > found.seats_left and len({one.votes_for for one in again}) == 1)
    below = [one.votes_for for one in found.stood if one.fate == Fate.NOT_ELECTED]
    assert not elected or all(votes <= min(one.votes_for for one in elected) for votes in below)


@given(st.sampled_from(Majority), st.lists(st.sampled_from([FOR, AGAINST, ABSTAIN, None]), max_size=40))
def test_a_question_passes_exactly_where_the_rule_says(majority: Majority, marks: list[str | None]) -> None:
    """Checked against the rule's own words, in fractions."""
    poll = replace(QUESTION, majority=majority, entitled=50, present=40)
    found = judge(poll, tally(poll, [Sheet({1: mark} if mark else {}) for mark in marks], issued=40))
    votes = marks.count(FOR)
    passes = {
        Majority.ENTITLED: 2 * votes > 50,
        Majority.PRESENT: 2 * votes > 40,
        Majority.CAST: 2 * votes > len(marks),
        Majority.TWO_THIRDS: 3 * votes >= 100,
    }[majority]
    assert (found.stood[0].fate == Fate.PASSED) == passes


@given(polls, st.lists(ballots, max_size=10))
def test_a_tally_comes_back_from_json_as_it_was(poll: Poll, sheets: list[Sheet]) -> None:
    """What is kept of a count is the count."""
    counted = tally(poll, sheets, issued=40)
    assert Tally.from_json(counted.as_json()) == counted
