"""The three parts of a proposal are told apart, and not a character is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.texts import real
from xieshang.texts.parts import Piece, numbered, parts

FORM = "调研情况：老人多。问题分析：床位少。具体建议：为此建议：1、建床位。2、培训护工。"
scraps = st.lists(
    st.sampled_from(
        [
            "调研情况：",
            "问题分析：",
            "具体建议：",
            "一、现状\n",
            "二、存在问题 ",
            "三、建议",
            "1、",
            "2、",
            "一是",
            "二是",
            "老人多。",
            "\n",
            " ",
        ]
    ),
    max_size=14,
).map("".join)


def test_the_form_is_taken_apart() -> None:
    """Headings and numbers are not part of what they stand before."""
    taken = parts(FORM)
    assert taken is not None
    assert taken.situation == "老人多。"
    assert taken.analysis == "床位少。"
    assert taken.lead == "为此建议："
    assert taken.suggestions == ["建床位。", "培训护工。"]


@given(scraps)
def test_nothing_is_lost(text: str) -> None:
    """The pieces in their order are the text, to the character."""
    taken = parts(text)
    assert taken is None or taken.whole() == text
    assert "".join(piece.text for piece in numbered(text)) == text


@given(scraps)
def test_the_parts_hold_everything_but_headings_numbers_and_outer_space(text: str) -> None:
    """What is shown of a proposal is all its author wrote."""
    taken = parts(text)
    if taken is not None:
        shown = taken.situation + taken.analysis + taken.lead + "".join(taken.suggestions)
        kept = [piece.text for piece in taken.pieces if piece.kind not in ("heading", "number")]
        assert "".join(shown.split()) == "".join("".join(kept).split())


@given(scraps)
def test_no_part_is_empty(text: str) -> None:
    """A text is taken apart only where all three parts are there."""
    taken = parts(text)
    if taken is not None:
        assert taken.situation
        assert taken.analysis
        assert taken.suggestions
        assert all(taken.suggestions)


@pytest.mark.parametrize(
    "text",
    [
        "一、现状\n老人多。\n二、存在的主要问题及原因\n床位少。\n三、对策建议\n一是建床位。二是培训护工。",
        "1、现状 老人多。 2、存在问题 床位少。 3、建议 一是建床位。 二是培训护工。",
        "基本情况：老人多。\n存在问题：床位少。\n对策建议：\n（一）建床位。\n（二）培训护工。",
        "（一）我市养老现状：老人多。（二）问题分析：床位少。（三）具体意见：1.建床位。2.培训护工。",
        "老人多。\n二、原因\n床位少。\n三、意见建议\n第一，建床位。第二，培训护工。",
        "一、情况\n老人多。\n二、主要困难\n床位少。\n为此，建议：1、建床位。2、培训护工。",
    ],
)
def test_the_authors_own_headings_are_known(text: str) -> None:
    """However the three parts are announced."""
    taken = parts(text)
    assert taken is not None
    assert (taken.situation, taken.analysis) == ("老人多。", "床位少。")
    assert taken.suggestions == ["建床位。", "培训护工。"]
    assert taken.whole() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "老人多，床位少，应当多建。",
        "调研情况：老人多。具体建议：建床位。",
        "调研情况：问题分析：床位少。具体建议：建床位。",
        "调研情况：老人多。问题分析：床位少。具体建议： \n",
        "老人多。为此建议：1.建床位。2.培训护工。",
        "一、现状与不足\n老人多，床位少。\n二、对策建议\n建床位。",
    ],
)
def test_a_text_without_three_parts_is_left_whole(text: str) -> None:
    """A part that is missing, empty or mixed with another is not made up."""
    assert parts(text) is None


def test_headings_within_a_part_of_the_form_stay_in_it() -> None:
    """The form's headings come before those the author adds."""
    taken = parts(
        "调研情况：一、现状\n老人多。二、存在问题\n床位少。问题分析：钱少。具体建议：二、对策建议（一）建。（二）训。"
    )
    assert taken is not None
    assert taken.situation == "一、现状\n老人多。二、存在问题\n床位少。"
    assert taken.analysis == "钱少。"
    assert taken.lead == "二、对策建议"
    assert taken.suggestions == ["建。", "训。"]


def test_what_stands_before_the_first_heading_belongs_to_the_situation() -> None:
    """A preamble is kept with the facts."""
    taken = parts("近年来老人多。\n一、现状\n更多。\n二、问题\n床位少。\n三、建议\n建。")
    assert taken is not None
    assert taken.situation == "近年来老人多。\n更多。"


def test_suggestions_without_numbers_are_one() -> None:
    """Nothing is cut that the author did not count."""
    assert list(numbered("建议多建床位，并培训护工。")) == [Piece("suggestion", "建议多建床位，并培训护工。")]


@real.needs_real_file
def test_the_real_proposals_come_apart_without_loss() -> None:
    """203 of the 209 have three parts; the other six have no heading for one of them."""
    taken = {number: parts(text) for number, text in real.bodies().items()}
    assert all(found.whole() == real.bodies()[number] for number, found in taken.items() if found)
    assert [number for number, found in taken.items() if found is None] == [
        "0018", "0109", "0115", "0183", "0271", "0745",
    ]  # fmt: skip


@real.needs_real_file
def test_the_numbered_suggestions_of_real_proposals_are_told_apart() -> None:
    """188 of the 203 count their suggestions; the longest counts nine."""
    counts = [len(found.suggestions) for text in real.bodies().values() if (found := parts(text))]
    assert sum(count > 1 for count in counts) == 188
    assert max(counts) == 9
