"""Names as people and attackers type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.documents.names import LONGEST, clean, ending_of


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("关于校车的调研报告.docx", "关于校车的调研报告.docx"),
        ("../../etc/x.pdf", "x.pdf"),
        (r"C:\Users\me\报告.pdf", "报告.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("报告\u202efdp.exe", "报告fdp.exe"),
        ("  报 \n 告 .pdf ", "报 告.pdf"),
        ("报告.PDF", "报告.PDF"),
        ("a<b>:c.txt", "abc.txt"),
        ("報告" * 100 + ".pdf", ("報告" * 58) + ".pdf"),
        ("没有扩展名", "没有扩展名"),
        ("..", ""),
        (".pdf", "pdf"),
        ("\0\u202e", ""),
        ("", ""),
    ],
)
def test_a_name_is_made_safe(typed: str, name: str) -> None:
    """Folders, control characters and tricks with the direction of writing go; the words stay."""
    assert clean(typed) == name


@given(st.text(max_size=300))
def test_a_clean_name_is_safe_and_stays_as_it_is(typed: str) -> None:
    """Whatever was typed."""
    name = clean(typed)
    assert clean(name) == name
    assert len(name) <= LONGEST
    assert not set(name) & set('/\\\0\r\n<>:"|?*')


@pytest.mark.parametrize(("name", "ending"), [("a.PDF", "pdf"), ("a.pdf.exe", "exe"), ("a", ""), ("", "")])
def test_the_ending_is_what_stands_last(name: str, ending: str) -> None:
    """Of two endings the last one rules."""
    assert ending_of(name) == ending
