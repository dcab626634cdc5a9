"""Spreadsheets: rows written one by one into a file on disk, in constant memory."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse

from xieshang.spine import clock
from xieshang.ui import cells

LONGEST = 32_000  # a cell of the format holds 32,767 characters
WIDTHS = (10, 60)


def attachment(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """The rows as a download named "title_2026-11-23.xlsx"."""
    name = f"{title}_{clock.today():%Y-%m-%d}.xlsx"
    return FileResponse(workbook(title, heads, rows), as_attachment=True, filename=name)


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """An open temporary file with one sheet; text is never taken for a formula or a link."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet(_sheet_name(title))
    formats = {date: _format(book, "yyyy-mm-dd"), datetime: _format(book, "yyyy-mm-dd hh:mm"), str: _format(book)}
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    sheet.freeze_panes(1, 0)
    for at, head in enumerate(heads):
        sheet.set_column(at, at, min(max(len(head) * 2 + 4, WIDTHS[0] + 4), WIDTHS[1]))
        sheet.write_string(0, at, head, bold)
    for line, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            _write(sheet, line, at, cells.plain(value), formats)
    book.close()
    file.seek(0)
    return file


def _sheet_name(title: str) -> str:
    return "".join("_" if sign in r"[]:*?/\'" else sign for sign in title)[:31] or "1"


def _format(book: Any, numbers: str = "General") -> Any:
    return book.add_format({"num_format": numbers, "valign": "top", "align": "left"})


def _write(sheet: Any, line: int, at: int, value: Any, formats: dict[type, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(line, at, value, formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(line, at, value, formats[date])
    elif isinstance(value, str):
        sheet.write_string(line, at, value[:LONGEST], formats[str])
    else:
        sheet.write_number(line, at, value)
