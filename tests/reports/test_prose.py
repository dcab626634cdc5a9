"""The work report's text: no number typed by hand, every binding known, both languages alike."""

import re

import jinja2
import pytest

from xieshang.reports import prose
from xieshang.spine.figure import FIGURES

SOURCES = sorted(prose.TEXTS.glob("*.md"))
COUNTED_BY_HAND = re.compile(r"[〇零一二三四五六七八九十百千万亿两几]+余?(?:[个件名次场篇份种期项位届年元]|%|％|多)")
"""Numbers in Chinese characters before a measure word; "一位", "一件" for each and every one are words."""
WORDS = ("每一位", "每一件")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_number_is_typed_by_hand(path: object) -> None:
    text = prose.BINDING.sub("", path.read_text())  # type: ignore[attr-defined]
    for word in WORDS:
        text = text.replace(word, "")
    assert re.findall(r"\d", text) == []
    assert COUNTED_BY_HAND.findall(text) == []


@pytest.mark.parametrize("typed", ["办复提案1918件", "共２７个界别", "三百九十一名委员", "十余场"])
def test_a_number_typed_by_hand_would_be_found(typed: str) -> None:
    assert re.search(r"\d", typed) or COUNTED_BY_HAND.search(typed)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_figure_that_a_text_binds_is_declared(path: object) -> None:
    bound = prose.codes(path.read_text())  # type: ignore[attr-defined]
    assert sorted(bound) == [
        *("F01", "F02", "F03", "F04", "F05", "F12", "F13", "F20", "F21", "F24", "F27", "F28", "F29", "F32", "F36"),
    ]
    assert [code for code in bound if code not in FIGURES] == []


def test_a_text_without_a_translation_is_read_in_chinese() -> None:
    assert prose.source("work_report", "fr") == (prose.TEXTS / "work_report.md").read_text()
    assert prose.source("work_report", "en").startswith("# Work report\n")


def test_blocks_keep_their_kind_and_have_their_bindings_filled_in() -> None:
    text = '# {{ assembly }}\n\n## 提案\n\n办复{{ figure("F20") }}，\n共 {{ figure("F20") }}。\n'
    blocks = prose.bind(text, lambda code: f"<{code}>", assembly="甲 & 乙")
    assert [(block.kind, str(block.html)) for block in blocks] == [
        ("title", "甲 &amp; 乙"),
        ("heading", "提案"),
        ("paragraph", "办复&lt;F20&gt;，\n共 &lt;F20&gt;。"),
    ]
    assert prose.codes(text) == ["F20"]


def test_an_unknown_word_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        prose.bind("{{ nobody }}", str)
