"""Rows as a table, CSV or JSON; progress never among them."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest

from xieshang.cli.output import progress, show

COLUMNS = {"id": "编号", "title": "案由", "on": "日期", "share": "比例"}
ROWS = [
    {"id": 1, "title": "关于“老旧小区”加装电梯的提案", "on": date(2026, 3, 18), "share": Decimal("0.5"), "more": "x"},
    {"id": 12, "title": 'a, "b"\nc', "on": None, "share": None, "more": "y"},
]


def test_csv_carries_keys_and_survives_a_reader(capsys: pytest.CaptureFixture[str]) -> None:
    show(ROWS, COLUMNS, "csv")
    lines = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert lines == [
        ["id", "title", "on", "share"],
        ["1", "关于“老旧小区”加装电梯的提案", "2026-03-18", "0.5"],
        ["12", 'a, "b"\nc', "", ""],
    ]


def test_json_keeps_numbers_and_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    show(ROWS, COLUMNS, "json")
    out = capsys.readouterr().out
    assert "老旧小区" in out
    assert json.loads(out) == [
        {"id": 1, "title": "关于“老旧小区”加装电梯的提案", "on": "2026-03-18", "share": "0.5"},
        {"id": 12, "title": 'a, "b"\nc', "on": None, "share": None},
    ]


def test_a_table_carries_headings_and_takes_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """What people wrote is shown as it is, brackets and all."""
    show([{"id": 3, "title": "[red]不是颜色[/red]"}], {"id": "编号", "title": "案由"}, "table")
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["编号", "案由"],
        ["3", "[red]不是颜色[/red]"],
    ]


@pytest.mark.parametrize(("shape", "out"), [("csv", "id\n"), ("json", "[]\n")])
def test_no_rows_are_no_rows(capsys: pytest.CaptureFixture[str], shape: str, out: str) -> None:
    show([], {"id": "编号"}, shape)  # type: ignore[arg-type]
    assert capsys.readouterr().out == out


def test_progress_leaves_stdout_alone_and_says_nothing_to_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("导入", 3) as advance:
        advance(3)
    assert capsys.readouterr() == ("", "")
