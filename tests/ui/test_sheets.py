"""A sheet arrives while its rows are read, and holds what they hold."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import count

import pytest
from python_calamine import CalamineWorkbook

from xieshang.ui import sheets


def read(*rows: list[object], heads: tuple[str, ...] = ("甲", "乙", "丙")) -> list[list[object]]:
    """What a reader of spreadsheets finds in a sheet of these rows."""
    content = b"".join(sheets.stream("名册", heads, rows))
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_each_value_comes_back_with_its_type() -> None:
    moment = datetime(2026, 3, 18, 23, 5)  # noqa: DTZ001 - sheets know no time zone
    assert read(["文字", 3, date(2026, 3, 1)], [moment, Decimal("94.47"), None]) == [
        ["甲", "乙", "丙"],
        ["文字", 3.0, date(2026, 3, 1)],
        [moment, 94.47, ""],
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+49", "http://example.org", "<b>&\"'", " 空格 ", "一\n二", "😀", "0012", "\t制表"]
)
def test_text_is_text(text: str) -> None:
    assert read([text, "", "末"])[1] == [text, "", "末"]


def test_signs_that_no_sheet_can_hold_are_left_out() -> None:
    assert read(["a\0b\x07c\ud800d\uffffe", "x" * 40_000, ""])[1] == ["abcde", "x" * sheets.LONGEST, ""]


def test_a_sheet_without_rows_has_its_heads() -> None:
    assert read() == [["甲", "乙", "丙"]]


def test_two_columns_are_enough() -> None:
    assert read([1, 2], heads=("甲", "乙")) == [["甲", "乙"], [1.0, 2.0]]


def test_several_sheets_in_one_workbook() -> None:
    """Each with its own heads and rows, days and moments as such in all of them."""
    day, moment = date(2026, 3, 1), datetime(2026, 3, 18, 23, 5)  # noqa: DTZ001 - sheets know no time zone
    given = [
        sheets.Sheet("委员", ("甲", "乙"), [["一", day]]),
        sheets.Sheet("项目", ("丙",), []),
        sheets.Sheet("上限", ("丁", "戊", "己"), [["二", moment, 3], ["三", "", day]]),
    ]
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(sheets.stream_of(given))))
    assert {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names} == {
        "委员": [["甲", "乙"], ["一", day]],
        "项目": [["丙"]],
        "上限": [["丁", "戊", "己"], ["二", moment, 3.0], ["三", "", day]],
    }


def test_it_begins_to_arrive_before_the_rows_are_read() -> None:
    """The first pieces come while the rows still come; only so much is held as is being sent."""
    reading = count()

    def rows():
        for _ in range(5_000):
            next(reading)
            yield ["案由" * 20, 1, date(2026, 3, 1)]

    pieces = sheets.stream("名册", ("甲", "乙", "丙"), rows())
    assert next(pieces)
    assert next(reading) == 0
    next(pieces)
    assert next(reading) < 1_000
    assert len(list(pieces)) > 5
