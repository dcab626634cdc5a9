"""Spreadsheets that begin to arrive at once: a library makes the frame, the rows are written as they are read.

The libraries for workbooks write a file to its end before anything of it can be sent, which takes seconds for
thousands of rows. Here the frame (parts, styles, heads) is made by one, and only the rows are put in by us.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from xlsxwriter.utility import xl_col_to_name

from xieshang.spine import clock
from xieshang.ui import cells

LONGEST = 32_000  # a cell of the format holds 32,767 characters
WIDTHS = (10, 60)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "xl/worksheets/sheet1.xml"
PIECE = 64_000
"""About so many characters of rows are sent at a time."""
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no time zone
_UNWRITABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def attachment(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """The rows as a download named "title_2026-11-23.xlsx", sent while they are read."""
    response = StreamingHttpResponse(stream(title, heads, rows), content_type=XLSX)
    name = f"{title}_{clock.today():%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


def stream(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A workbook with one sheet, piece by piece; text is never taken for a formula or a link."""
    frame, sent = _frame(title, heads), _Pieces()
    with ZipFile(sent, "w", ZIP_DEFLATED) as book:  # type: ignore[call-overload]
        for name, content in frame.parts.items():
            book.writestr(name, content)
        yield sent.taken()
        with book.open(SHEET, "w") as sheet:
            sheet.write(frame.before.encode())
            for text in _lines(rows, frame.write):
                sheet.write(text.encode())
                yield sent.taken()
            sheet.write(frame.after.encode())
    yield sent.taken()


class _Pieces:
    """What a ZIP file writes to, and what has been written since it was last asked."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, content: bytes) -> int:
        self._written.append(content)
        return len(content)

    def flush(self) -> None: ...

    def taken(self) -> bytes:
        """What was written, which is then forgotten."""
        written, self._written = b"".join(self._written), []
        return written


class _Frame(NamedTuple):
    """A workbook without rows: its other parts, its sheet up to the rows and after them, and how a cell is written."""

    parts: dict[str, bytes]
    before: str
    after: str
    write: Callable[[str, Any], str]


def _frame(title: str, heads: Sequence[str]) -> _Frame:
    with ZipFile(_made(title, heads)) as book:
        parts = {name: book.read(name) for name in book.namelist() if name != SHEET}
        sheet = re.sub("<dimension [^>]*/>", "", book.read(SHEET).decode())
    sample = re.search(r'<row r="2".*?</row>', sheet)
    if sample is None:
        raise RuntimeError("the workbook has no row of samples")
    text, day, moment = (int(style) for style in re.findall(r'<c r="[A-C]2" s="(\d+)"', sample[0]))
    before, after = sheet.split(sample[0])
    return _Frame(parts, before, after, _Writer(text, day, moment).cell)


def _made(title: str, heads: Sequence[str]) -> BytesIO:
    """A workbook with the heads, and under them one cell of each kind."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    sheet.freeze_panes(1, 0)
    for at, head in enumerate(heads):
        sheet.set_column(at, at, min(max(len(head) * 2 + 4, WIDTHS[0] + 4), WIDTHS[1]))
        sheet.write_string(0, at, head, bold)
    for at, numbers in enumerate(("General", "yyyy-mm-dd", "yyyy-mm-dd hh:mm")):
        sheet.write_number(1, at, 0, book.add_format({"num_format": numbers, "valign": "top", "align": "left"}))
    book.close()
    file.seek(0)
    return file


def _sheet_name(title: str) -> str:
    return "".join("_" if sign in r"[]:*?/\'" else sign for sign in title)[:31] or "1"


class _Writer(NamedTuple):
    """Writes a cell, each kind of value in its style."""

    text: int
    day: int
    moment: int

    def cell(self, place: str, value: Any) -> str:
        """The cell at a place ("B7")."""
        if value == "":
            return ""
        if isinstance(value, datetime):
            return f'<c r="{place}" s="{self.moment}"><v>{(value - _EPOCH) / timedelta(days=1):.10f}</v></c>'
        if isinstance(value, date):
            return f'<c r="{place}" s="{self.day}"><v>{(value - _EPOCH.date()).days}</v></c>'
        if isinstance(value, str):
            kept = escape(_UNWRITABLE.sub("", value[:LONGEST]))
            return f'<c r="{place}" s="{self.text}" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'
        return f'<c r="{place}"><v>{value}</v></c>'


def _lines(rows: Iterable[Sequence[Any]], write: Callable[[str, Any], str]) -> Iterator[str]:
    """The rows of a sheet from the second on, some at a time."""
    letters = [xl_col_to_name(at) for at in range(256)]
    written, length = [], 0
    for number, row in zip(count(2), rows, strict=False):
        line = "".join(write(f"{letters[at]}{number}", cells.plain(value)) for at, value in enumerate(row))
        written.append(f'<row r="{number}">{line}</row>')
        length += len(written[-1])
        if length > PIECE:
            yield "".join(written)
            written, length = [], 0
    yield "".join(written)
