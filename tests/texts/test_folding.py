"""Texts are compared by their letters and digits, and every letter knows where it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.texts import folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("（一） 加强ＶＯＣｓ治理。", "一加强vocs治理"),
        ("增长８.５％，共½", "增长85共12"),
        ("㎏与Ⅳ期", "kg与iv期"),
        ("  \n　……—— ", ""),
        ("𬭚鿫", "𬭚鿫"),
    ],
)
def test_letters_keeps_letters_and_digits_in_one_form(text: str, folded: str) -> None:
    """Width, case, space and punctuation make no difference."""
    assert folding.letters(text) == folded


def test_plain_keeps_space_and_punctuation() -> None:
    """What is marked in a text is looked for with its punctuation."""
    assert folding.plain("ＰＭ２.５　治理！") == "pm2.5 治理!"


@given(st.text())
def test_traced_text_is_the_folded_text(text: str) -> None:
    """The way back does not change what is folded."""
    assert folding.traced_letters(text).text == folding.letters(text)


@given(st.text(min_size=1))
def test_every_letter_comes_from_the_character_at_its_origin(text: str) -> None:
    """Each folded letter is one of those its original character folds to."""
    traced = folding.traced_letters(text)
    assert all(
        letter in folding.letters(text[origin]) for letter, origin in zip(traced.text, traced.origins, strict=True)
    )


def test_a_span_covers_the_original_characters() -> None:
    """A span of folded letters leads back to the stretch of the original between them, space included."""
    traced = folding.traced_letters("共 １０㎏ 吧")
    assert traced.text == "共10kg吧"
    assert traced.span(1, 5) == (2, 5)
