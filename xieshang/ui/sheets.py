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
SHEETS = "xl/worksheets/sheet{}.xml"
PIECE = 64_000
"""About so many characters of rows are sent at a time."""
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no time zone
_UNWRITABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Sheet(NamedTuple):
    """One sheet of a workbook: its name, its heads, and the rows under them."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Any]]


def attachment(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """The rows as a download named "title_2026-11-23.xlsx", sent while they are read."""
    return attachment_of(title, [Sheet(title, heads, rows)])


def attachment_of(title: str, sheets: Sequence[Sheet]) -> StreamingHttpResponse:
    """Several sheets as one such download; their names differ."""
    response = StreamingHttpResponse(stream_of(sheets), content_type=XLSX)
    name = f"{title}_{clock.today():%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


def stream(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A workbook with one sheet, piece by piece; text is never taken for a formula or a link."""
    return stream_of([Sheet(title, heads, rows)])


def stream_of(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """The same with several sheets, one after the other."""
    parts, frames = _framed(sheets)
    sent = _Pieces()
    with ZipFile(sent, "w", ZIP_DEFLATED) as book:  # type: ignore[call-overload]
        for name, content in parts.items():
            book.writestr(name, content)
        yield sent.taken()
        for frame, given in zip(frames, sheets, strict=True):
            with book.open(frame.name, "w") as sheet:
                sheet.write(frame.before.encode())
                for text in _lines(given.rows, frame.write):
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
    """A sheet without rows: its name in the workbook, what stands before the rows and after them, and how a cell is
    written."""

    name: str
    before: str
    after: str
    write: Callable[[str, Any], str]


def _framed(sheets: Sequence[Sheet]) -> tuple[dict[str, bytes], list[_Frame]]:
    """The parts of a workbook that hold no rows, and each of its sheets."""
    names = [SHEETS.format(number) for number in range(1, len(sheets) + 1)]
    with ZipFile(_made(sheets)) as book:
        parts = {name: book.read(name) for name in book.namelist() if name not in names}
        return parts, [_frame(name, book.read(name).decode()) for name in names]


def _frame(name: str, text: str) -> _Frame:
    sheet = re.sub("<dimension [^>]*/>", "", text)
    sample = re.search(r'<row r="2".*?</row>', sheet)
    if sample is None:
        raise RuntimeError("the workbook has no row of samples")
    styles = (int(style) for style in re.findall(r'<c r="[A-C]2" s="(\d+)"', sample[0]))
    before, after = sheet.split(sample[0])
    return _Frame(name, before, after, _Writer(*styles).cell)


def _made(sheets: Sequence[Sheet]) -> BytesIO:
    """A workbook with the heads of each sheet, and under them one cell of each kind."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    kinds = [
        book.add_format({"num_format": numbers, "valign": "top", "align": "left"})
        for numbers in ("General", "yyyy-mm-dd", "yyyy-mm-dd hh:mm")
    ]
    for each in sheets:
        sheet = book.add_worksheet(_sheet_name(each.title))
        sheet.freeze_panes(1, 0)
        for at, head in enumerate(each.heads):
            sheet.set_column(at, at, min(max(len(head) * 2 + 4, WIDTHS[0] + 4), WIDTHS[1]))
            sheet.write_string(0, at, head, bold)
        for at, kind in enumerate(kinds):
            sheet.write_number(1, at, 0, kind)
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
