"""A search finds every text that has what was typed, and marks it there."""

import re
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.texts import real
from xieshang.texts import words

scraps = """社区养老 养老服务 乡村医生 研究生 命运 P2P 263 ＶＯＣｓ 高质量发展 的 了 ， 。 堰 擴大 㐂 𬭚"""
sentences = st.lists(st.sampled_from([*scraps.split(), " "]), max_size=12).map("".join)


def finds(text: str, query: str) -> bool:
    """Whether the index of the text has every word of the query."""
    return set(words.query_words(query)) <= set(words.tokens(text))


@given(sentences, st.integers(0, 40), st.integers(1, 8))
def test_any_chinese_stretch_of_a_text_finds_it(text: str, start: int, length: int) -> None:
    """Wherever the stretch begins and ends."""
    stretch = text[start : start + length]
    if not re.search("[A-Za-z0-9Ａ-ｚ]", stretch):
        assert finds(text, stretch)


@given(st.text())
def test_any_text_finds_itself(text: str) -> None:
    """Both sides are cut by one dictionary."""
    assert finds(text, text)


@given(st.text())
def test_tokens_are_unique_sorted_and_safe(text: str) -> None:
    """No token needs quoting, and each is written in one form."""
    tokens = words.tokens(text)
    assert tokens == sorted(set(tokens))
    assert all(len(token) <= 64 and not set(token) & set(" '\\\"&|!():*<>") for token in tokens)
    assert words.tsvector_text(text).split() == tokens


def test_a_word_is_found_within_longer_words() -> None:
    """养老 finds 养老服务 and 社区养老."""
    assert finds("大力发展养老服务业", "养老")
    assert finds("社区养老", "养老")
    assert finds("社区养老", "老")
    assert not finds("医疗服务", "养老")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("养老", "'养老'"),
        ("养老的服务", "'养老' & '服务'"),
        ("养老 养老", "'养老'"),
        ("加强VOCs", "'加强' & 'vocs':*"),
        ("P2P 监管 ABC", "'p2p' & '监管' & 'abc':*"),
        ("高质量发展", "'高质量发展'"),
        ("２０１９", "'2019':*"),
        ("'); drop table x; --", "'drop' & 'table' & 'x':*"),
        ("a & b | !c:*", "'a' & 'b' & 'c':*"),
        ("的", None),
        ("，。 ", None),
        ("", None),
    ],
)
def test_a_query_becomes_a_tsquery(query: str, expected: str | None) -> None:
    """All words, the last Latin one by its beginning; nothing to search by is no query."""
    assert words.tsquery_text(query) == expected


@pytest.mark.django_db
@settings(max_examples=60)
@given(query=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30))
def test_postgresql_finds_a_text_by_whatever_it_holds(query: str) -> None:
    """Whatever is typed is well formed, as a cast and through to_tsquery, and finds itself."""
    asked = words.tsquery_text(query)
    with connection.cursor() as cursor:
        cursor.execute(
            "select %s::tsvector @@ %s::tsquery, %s::tsquery::text = any(%s)",
            [words.tsvector_text(query), asked or "", asked or "", [asked or ""]],
        )
        assert cursor.fetchone() == (asked is not None, True)


def test_a_query_counts_to_32_words() -> None:
    """A page pasted into the search box is cut short."""
    assert len(words.query_words(" ".join(f"w{number}" for number in range(50)))) == 32


def test_stretches_the_dictionary_does_not_know_are_named() -> None:
    """鹰沂渠 is three characters to the dictionary, so a caller may ask for it side by side."""
    assert words.phrases("鹰沂渠 保护") == ["鹰沂渠"]
    assert words.phrases("养老服务") == []


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("发展社区养老服务。", "养老服务", ["养老服务"]),
        ("养老要服务，服务要养老", "养老服务", ["养老", "服务", "服务", "养老"]),
        ("治理ＶＯＣｓ污染", "vocs", ["ＶＯＣｓ"]),
        ("P2P平台和ap2p", "p2p", ["P2P"]),
        ("vocsx", "vocs", ["vocs"]),
        ("鹰沂渠与鹰、沂水、渠", "鹰沂渠", ["鹰沂渠"]),
        ("鹰、沂水、渠", "鹰沂渠", ["鹰", "沂", "渠"]),
        ("养老的事", "的", []),
        ("医疗", "养老", []),
        ("", "养老", []),
    ],
)
def test_hits_are_marked_in_the_original(text: str, query: str, marked: list[str]) -> None:
    """The longest stretches that were asked for; single characters only where there is nothing else."""
    assert [text[start:end] for start, end in words.marks(text, query)] == marked


@given(sentences, sentences)
def test_marks_are_sorted_and_apart(text: str, query: str) -> None:
    """Marks can be written out one after another."""
    spans = words.marks(text, query)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(end < start for (_, end), (start, _) in pairwise(spans))


@given(sentences, sentences)
def test_pieces_are_the_text(text: str, query: str) -> None:
    """Nothing is lost in marking."""
    pieces = words.pieces(text, words.marks(text, query))
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.marked] == [
        text[start:end] for start, end in words.marks(text, query)
    ]


def test_a_snippet_shows_where_most_different_hits_are() -> None:
    """The window with both words, not the first with one."""
    text = "养老。" + "其他内容" * 30 + "农村养老\n床位不足" + "其他内容" * 30
    snippet = words.snippet(text, "养老 床位", width=40)
    assert snippet.text.startswith("…")
    assert snippet.text.endswith("…")
    assert "农村养老 床位不足" in snippet.text
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["养老", "床位"]


@given(sentences, sentences, st.integers(8, 60))
def test_a_snippet_is_short_on_one_line_and_its_marks_lie_within(text: str, query: str, width: int) -> None:
    """No longer than asked for but for its ellipses."""
    snippet = words.snippet(text, query, width)
    assert len(snippet.text) <= width + 2
    assert "\n" not in snippet.text
    assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.marks)


def test_a_snippet_without_a_hit_is_the_beginning() -> None:
    """A text found by its title is shown from its start."""
    assert words.snippet("一二三四五六七八九十", "养老", width=4) == ("一二三四…", [])


def test_the_dictionary_is_named() -> None:
    """The name tells when an index must be built again, and is fit for a column."""
    assert re.fullmatch(r"rjieba-[\d.]+-[0-9a-f]{8}", words.dictionary_version())


@real.needs_real_file
def test_real_stretches_find_their_real_texts() -> None:
    """Every seventh stretch of five characters in a tenth of the real proposals."""
    for text in list(real.bodies().values())[::10]:
        index = set(words.tokens(text))
        stretches = (text[start : start + 5] for start in range(0, len(text), 7))
        chinese = (stretch for stretch in stretches if re.fullmatch("[一-鿿]{5}", stretch))
        assert all(index.issuperset(words.query_words(stretch)) for stretch in chinese)
