"""Tables that people send, csv and xlsx: bytes in, rows out, and a sentence for whatever is wrong.

    table = tables.read(data, "名册.csv", HEADINGS)      # raises Unreadable
    for row in table.rows:
        row.number, row["phone"]                        # as the file's own program numbers it

Rows and columns bear the numbers and headings that the sender sees, so that a `CellFault` can be found.
"""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import chain, islice
from typing import Any
from xml.parsers import expat

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
LIKE, SOUNDS_LIKE = 0.4, 0.9
MAX_UNPACKED = 64 * 1024 * 1024
HEADINGS_WITHIN = 20  # a title and a note may stand above the headings
DELIMITERS = ",\t;，"
TOLD = 20  # rows named in one sentence
DAMAGED = (
    CalamineError, zipfile.BadZipFile, zlib.error, expat.ExpatError,
    OSError, ValueError, LookupError, RuntimeError, EOFError,
)  # fmt: skip

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b]")
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]|〔.*?〕|【.*?】")


class Unreadable(Exception):  # noqa: N818 - it is an answer, not a fault
    """The file as a whole cannot be read. `reason` is a sentence that says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Lacking(Unreadable):
    """A file in which columns are missing: `lack` says which, and who asks may name a cure of their own."""

    def __init__(self, lack: str) -> None:
        super().__init__(lack + _("请在表头中写明列名，或使用模板。"))
        self.lack = lack


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell, and the cure. `column` is the heading as the file has it."""

    row: int
    column: str
    message: str
    cure: str

    def __str__(self) -> str:
        return _("第 %(row)d 行“%(column)s”：%(message)s %(cure)s") % {
            "row": self.row,
            "column": self.column,
            "message": self.message,
            "cure": self.cure,
        }


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that is looked for: our key for it, its usual name, and the other names it goes by."""

    key: str
    label: str | Promise
    aliases: tuple[str, ...] = ()
    required: bool = True

    def is_called(self, written: str) -> bool:
        """Is this what the heading says, spaces, case, asides and marks apart?"""
        return _folded(written) in {_folded(name) for name in (self.key, str(self.label), *self.aliases)}


def _folded(heading: str) -> str:
    plain = _ASIDE.sub("", unicodedata.normalize("NFKC", heading)).casefold()
    return "".join(c for c in plain if c.isalnum())


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty. A cell that the file has not is the empty text."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")


@dataclass(frozen=True, slots=True)
class Table:
    """What was read. `columns` maps our keys to the headings as written; `ignored` are headings of no use to us."""

    columns: dict[str, str]
    ignored: list[str]
    rows: list[Row] = field(default_factory=list)

    def fault(self, row: Row, heading: Heading, message: str, cure: str) -> CellFault:
        """A fault of a cell of this table."""
        return CellFault(row.number, self.columns.get(heading.key, str(heading.label)), message, cure)


def read(data: bytes, name: str, headings: Sequence[Heading]) -> Table:
    """The rows of a csv or xlsx file under these headings; raises `Unreadable`.

    csv may be UTF-8 with or without a mark, GBK (GB 18030), or UTF-16 with a mark, parted by commas,
    tabs or semicolons; of a workbook the first visible sheet is read.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(_("文件超过 20 MB。请删去图片和多余的工作表，或分几次导入。"))
    if not data.strip():
        raise Unreadable(_("文件是空的。请选择有内容的 csv 或 xlsx 文件。"))
    if _kind_that_fits(data, name) == "xlsx":
        return _under_headings(_lines_of_workbook(data), headings)
    overlong: list[int] = []
    table = _under_headings(_lines_of_text(data, headings), headings, overlong)
    if overlong:
        raise _torn(overlong)
    return table


def columns(data: bytes, name: str, headings: Sequence[Heading]) -> list[str]:
    """The names of a file's columns, in order, whether they are looked for or not; raises `Unreadable`.

    They stand in the line that holds most of the headings; where none holds any, in the first that is not empty.
    """
    written = _begun(data, name, headings)
    return [named for text in written if (named := _cleaned(text))]


def _begun(data: bytes, name: str, headings: Sequence[Heading]) -> list[str]:
    if not data.strip():
        raise Unreadable(_("文件是空的。请选择有内容的 csv 或 xlsx 文件。"))
    is_book = _kind_that_fits(data, name) == "xlsx"
    top = list(islice(_lines_of_workbook(data) if is_book else _lines_of_text(data, headings), HEADINGS_WITHIN))
    at = max(range(len(top)), key=lambda i: (_score(top[i], headings), any(map(_cleaned, top[i]))), default=0)
    return top[at] if top else []


def nearest(name: str, known: Sequence[str], *, sound: Callable[[str], str] = str) -> str | None:
    """The one of `known` that is most like what was written, if any is: in its characters, or in its `sound`."""
    if not name:
        return None
    ranked = max(((_likeness(name, each), _alike(sound(name), sound(each)), each) for each in known), default=None)
    return ranked[2] if ranked and (ranked[0] >= LIKE or ranked[1] >= SOUNDS_LIKE) else None


def _likeness(name: str, known: str) -> float:
    """How like the characters are; names of which one holds the other are like enough."""
    held = LIKE if name in known or known in name else 0.0
    return max(held, _alike(name, known))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _kind_that_fits(data: bytes, name: str) -> str:
    """ "csv" or "xlsx", where the file's name and what is in it agree."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in {"csv", "txt", "xlsx"}:
        raise Unreadable(_("只能读取 csv 和 xlsx 文件。请在表格软件中另存为其中一种。"))
    found, words = _kind_by_content(data)
    if (found == "xlsx") == (ending == "xlsx") and found in {"csv", "xlsx"}:
        return found
    if found == "xlsx":
        cure = _("请把文件名的结尾改为 .xlsx 再上传。")
    elif found == "csv":
        cure = _("请把文件名的结尾改为 .csv 再上传。")
    else:
        cure = _("请在表格软件中打开，另存为 xlsx 再上传。")
    said = _("文件名是“%(name)s”，内容却是%(found)s。") % {"name": name, "found": words}
    raise Unreadable(said + cure)


def _kind_by_content(data: bytes) -> tuple[str, str]:
    """What the bytes are, as a key and in words."""
    if data.startswith(b"PK\x03\x04"):
        is_workbook = b"xl/workbook.xml" in data
        return ("xlsx", _("xlsx 工作簿")) if is_workbook else ("zip", _("压缩包或其他文档"))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "ole", _("旧式 Office 文档或加了密码的工作簿")
    if data.startswith(b"%PDF"):
        return "pdf", _("PDF 文档")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return "markup", _("网页")
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "binary", _("不能识别的数据")
    return "csv", _("文本")


def _lines_of_text(data: bytes, headings: Sequence[Heading]) -> Iterator[list[str]]:
    text = decoded(data)
    top = text.splitlines()[:HEADINGS_WITHIN]
    first = next((line for line in top if _score(_split(line)[:MAX_COLUMNS], headings)), "")
    delimiter = max(DELIMITERS, key=lambda mark: _score(first.split(mark), headings))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for line in reader:
            if len(line) > MAX_COLUMNS:
                raise _too_large()
            yield line
    except csv.Error:
        said = _("读到第 %(line)d 行时引号没有成对，之后的内容分不清列。") % {"line": reader.line_num}
        raise Unreadable(said + _("请在表格软件中打开检查这一行，另存后再上传。")) from None


def _torn(rows: Sequence[int]) -> Unreadable:
    """Text that stands in no column: most often a comma within a cell took it there."""
    named = "、".join(map(str, rows[:TOLD])) + ("…" if len(rows) > TOLD else "")
    said = _("第 %(rows)s 行的格子比表头多，多出的内容不知道属于哪一列。") % {"rows": named}
    return Unreadable(said + _("内容里有逗号的格子要用引号括起来；也可以在表格软件中另存为 xlsx 再上传。"))


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, GBK (GB 18030) or UTF-16 with a mark; raises `Unreadable`."""
    for encoding in ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("认不出文件的文字编码。请在表格软件中另存为“CSV UTF-8”或 xlsx 再上传。"))


def _split(line: str) -> list[str]:
    return re.split(f"[{DELIMITERS}]", line)


def _score(cells: Sequence[str], headings: Sequence[Heading]) -> int:
    """How many of the headings stand in these cells."""
    return sum(any(heading.is_called(cell.strip('" ')) for cell in cells) for heading in headings)


def _lines_of_workbook(data: bytes) -> Iterator[list[str]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_harmless(data)))
        visible = [i for i, sheet in enumerate(book.sheets_metadata) if sheet.visible == SheetVisibleEnum.Visible]
        sheet = book.get_sheet_by_index(visible[0] if visible else 0)
        lines = sheet.to_python(skip_empty_area=False)
    except DAMAGED:
        raise Unreadable(_("工作簿已损坏，不能读取。请在表格软件中打开并另存为 xlsx 再上传。")) from None
    return ([_as_text(cell) for cell in line] for line in lines)


def _as_text(value: Any) -> str:
    """A cell as a person would have typed it: whole numbers without a point, days without an hour."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)


def _harmless(data: bytes) -> bytes:
    """The workbook packed anew, with nothing in it that unpacks to more than we are ready to hold.

    What was measured is what is read afterwards: sizes are counted while unpacking, not believed.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        parts = [part for part in source.infolist() if part.filename.endswith((".xml", ".rels"))]
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise _too_large()
        measure = _Measure()
        for part in sorted(parts, key=lambda part: part.filename.lower() != "xl/sharedstrings.xml"):
            content = source.read(part)
            measure.take(content)
            target.writestr(part.filename, content)
    return packed.getvalue()


def _too_large() -> Unreadable:
    words = _("表格太大：最多 %(rows)d 行、%(columns)d 列。请删去多余的行列和工作表，或分几次导入。")
    return Unreadable(words % {"rows": MAX_ROWS, "columns": MAX_COLUMNS})


class _Measure:
    """Reads the parts of a workbook for their extent alone: how far cells reach, and how much text they repeat."""

    def __init__(self) -> None:
        self.shared: list[int] = []
        self.text = 0
        self.row = self.column = 0
        self.is_shared = False
        self.inside = ""

    def take(self, content: bytes) -> None:
        """Count one part in; raises `Unreadable` where the whole grows too large."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.buffer_text = True
        self.row = self.column = 0
        parser.Parse(content, True)

    def _doctype(self, *declaration: Any) -> None:
        raise Unreadable(_("工作簿里有不允许的内容。请在表格软件中打开并另存为 xlsx 再上传。"))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.inside = tag.rpartition(":")[2]
        if self.inside == "si":
            self.shared.append(0)
        elif self.inside == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif self.inside == "c":
            self._move_to(attributes.get("r", ""))
            self.is_shared = attributes.get("t") == "s"
        elif self.inside in {"v", "is"} and (self.row > MAX_ROWS + HEADINGS_WITHIN or self.column > MAX_COLUMNS):
            raise _too_large()

    def _move_to(self, reference: str) -> None:
        letters = reference.rstrip("0123456789").upper()
        self.column += 1
        if letters:
            self.column = 0
            for letter in letters:
                self.column = self.column * 26 + ord(letter) - 64
            self.row = int(reference[len(letters) :] or self.row)

    def _characters(self, text: str) -> None:
        if self.inside == "t" and self.shared:
            self.shared[-1] += len(text)
        elif self.inside == "v" and self.is_shared and text.strip().isdigit():
            index = int(text)
            self.text += self.shared[index] if index < len(self.shared) else 0
            if self.text > MAX_UNPACKED:
                raise _too_large()


def _under_headings(
    lines: Iterator[list[str]], headings: Sequence[Heading], overlong: list[int] | None = None
) -> Table:
    """The rows below the line that holds the headings. Rows that reach beyond it are noted in `overlong`."""
    top = list(islice(lines, HEADINGS_WITHIN))
    at = max(range(len(top)), key=lambda i: _score(top[i], headings), default=0)
    table, places = _matched(top[at] if top else [], headings)
    for number, line in enumerate(chain(top[at + 1 :], lines), start=at + 2):
        cells = {key: _cleaned(line[place]) for key, place in places.items() if place < len(line)}
        if any(cells.values()):
            table.rows.append(Row(number, cells))
        if overlong is not None and any(map(_cleaned, line[len(top[at]) :])):
            overlong.append(number)
        if number > MAX_ROWS + at + 1:
            raise _too_large()
    return table


def _matched(written: Sequence[str], headings: Sequence[Heading]) -> tuple[Table, dict[str, int]]:
    """The headings that were found, and in which place of a line each stands."""
    named = {place: _cleaned(text) for place, text in enumerate(written) if _cleaned(text)}
    places: dict[str, int] = {}
    for heading in headings:
        found = [place for place, text in named.items() if heading.is_called(text)]
        if len(found) > 1:
            raise Unreadable(_("“%(column)s”一列出现了不止一次。请只留一列。") % {"column": heading.label})
        if found:
            places[heading.key] = found[0]
    missing = [str(heading.label) for heading in headings if heading.required and heading.key not in places]
    if missing:
        raise Lacking(_("没有找到这些列：%(columns)s。") % {"columns": "、".join(missing)})
    ignored = [text for place, text in named.items() if place not in places.values()]
    return Table({key: named[place] for key, place in places.items()}, ignored), places


def _cleaned(cell: str) -> str:
    return _CONTROL.sub("", cell).strip()
