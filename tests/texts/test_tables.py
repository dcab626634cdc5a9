"""Reading the tables that people send: what is read, and what is said where nothing can be."""

import csv
import io
import random
import zipfile
from datetime import date

import pytest
import xlsxwriter

from xieshang.texts import tables
from xieshang.texts.names import spelling
from xieshang.texts.tables import Heading, Unreadable

HEADINGS = [
    Heading("name", "姓名"),
    Heading("phone", "手机号", ("手机", "手机号码", "联系电话")),
    Heading("note", "备注", required=False),
]
TEXT = "姓名,手机号,备注\n李雨,13800000001,\n王冰,13800000002,新\n"


def workbook(lines: list[list[object]], *, second: list[list[object]] | None = None) -> bytes:
    """An xlsx file with these lines, and perhaps a second sheet."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for content in [lines] if second is None else [lines, second]:
        sheet = book.add_worksheet()
        for at, line in enumerate(content):
            for place, cell in enumerate(line):
                sheet.write(at, place, cell, day if isinstance(cell, date) else None)
    book.close()
    return file.getvalue()


def repacked(data: bytes, **changed: bytes) -> bytes:
    """A zip with some of its parts changed, by the last word of their names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            stem = part.filename.rpartition("/")[2].partition(".")[0]
            target.writestr(part.filename, changed.get(stem, source.read(part)))
    return packed.getvalue()


def names(data: bytes, name: str) -> list[tuple[int, str, str]]:
    return [(row.number, row["name"], row["phone"]) for row in tables.read(data, name, HEADINGS).rows]


BOTH = [(2, "李雨", "13800000001"), (3, "王冰", "13800000002")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_is_read_in_every_encoding_that_spreadsheets_write(encoding: str) -> None:
    """The same rows come out, whatever program wrote the file."""
    assert names(TEXT.encode(encoding), "名册.csv") == BOTH


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_csv_is_read_with_every_usual_delimiter(delimiter: str) -> None:
    """The delimiter is the one that parts the headings."""
    assert names(TEXT.replace(",", delimiter).encode(), "名册.txt") == BOTH


def test_rows_bear_the_numbers_that_a_spreadsheet_shows() -> None:
    """A title above, an empty row between and a cell of two lines do not shift the numbers."""
    data = '鹰城名册,,\n,,\n姓名,手机号,备注\n"李\n雨",1,\n,,\n王冰,2,\n'.encode()
    assert names(data, "名册.csv") == [(4, "李\n雨", "1"), (6, "王冰", "2")]


def test_a_workbook_gives_numbers_and_days_as_typed() -> None:
    """Whole numbers lose the point that the format gives them; days are written year first."""
    data = workbook([["姓名", "手机号", "备注"], ["李雨", 13800000001, date(1968, 5, 12)], ["王冰", 1.5, "x"]])
    table = tables.read(data, "名册.xlsx", HEADINGS)
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, {"name": "李雨", "phone": "13800000001", "note": "1968-05-12"}),
        (3, {"name": "王冰", "phone": "1.5", "note": "x"}),
    ]


def test_text_beyond_the_last_column_is_not_dropped_in_silence() -> None:
    """A comma that was not quoted tears a cell in two: every such row is named, and nothing is read."""
    with pytest.raises(Unreadable) as refused:
        tables.read(
            f"{TEXT}赵雪,13800000003,新,任\n孙云,13800000004,,,\n钱风,13800000005,新,,任\n".encode(), "a.csv", HEADINGS
        )
    assert refused.value.reason == (
        "第 4、6 行的格子比表头多，多出的内容不知道属于哪一列。"
        "内容里有逗号的格子要用引号括起来；也可以在表格软件中另存为 xlsx 再上传。"
    )


def test_a_note_beside_the_table_of_a_workbook_is_let_be() -> None:
    """There its column is known."""
    data = workbook([["姓名", "手机号", "备注"], ["李雨", "13800000001", "", "请核对"]])
    assert names(data, "a.xlsx") == [(2, "李雨", "13800000001")]


@pytest.mark.parametrize("text", ["垃圾," * 400_000, "垃圾,废话\n" * 200_000], ids=["wide", "long"])
def test_a_large_file_of_anything_else_is_refused_at_once(text: str) -> None:
    with pytest.raises(Unreadable):
        tables.read(text.encode(), "a.csv", HEADINGS)


def test_of_a_workbook_the_first_sheet_is_read() -> None:
    """Other sheets are the sender's own business."""
    data = workbook([["姓名", "手机号"], ["李雨", "1"]], second=[["姓名", "手机号"], ["王冰", "2"]])
    assert names(data, "名册.xlsx") == [(2, "李雨", "1")]


@pytest.mark.parametrize(
    "written", ["手机号", "手 机 号", "手机号码", "手机号（必填）", "*手机：", "PHONE", "联系电话[公务]"]
)
def test_headings_are_known_by_their_other_names(written: str) -> None:
    """Spaces, marks, asides and case do not matter; what was written is kept for the faults."""
    table = tables.read(f"姓名,{written}\n李雨,1\n".encode(), "名册.csv", HEADINGS)
    assert table.columns == {"name": "姓名", "phone": written}
    assert str(table.fault(table.rows[0], HEADINGS[1], "不是手机号。", "请填写 11 位数字。")) == (
        f"第 2 行“{written}”：不是手机号。 请填写 11 位数字。"
    )


def test_columns_of_no_use_are_told() -> None:
    """What will not be read is said, so that nobody thinks it was."""
    assert tables.read("姓名,手机号,血型\n李雨,1,A\n".encode(), "名册.csv", HEADINGS).ignored == ["血型"]


def test_a_cell_that_is_not_there_is_the_empty_text() -> None:
    """Short lines and absent columns read alike."""
    row = tables.read("姓名,手机号\n李雨\n".encode(), "名册.csv", HEADINGS).rows[0]
    assert (row["phone"], row["note"]) == ("", "")


def test_characters_that_no_one_sees_are_left_out() -> None:
    """A mark at the front, a full-width blank at the end and a control character do not belong to a name."""
    assert names("姓名,手机号\n\u200b李\x07雨\u3000,1\n".encode(), "名册.csv") == [(2, "李雨", "1")]


GOOD_BOOK = workbook([["姓名", "手机号"], ["李雨", "1"]])


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "名册.csv", "文件是空的。请选择有内容的 csv 或 xlsx 文件。"),
        (b" \r\n", "名册.csv", "文件是空的。请选择有内容的 csv 或 xlsx 文件。"),
        (b"x", "名册.doc", "只能读取 csv 和 xlsx 文件。请在表格软件中另存为其中一种。"),
        (b"x", "名册", "只能读取 csv 和 xlsx 文件。请在表格软件中另存为其中一种。"),
        (
            GOOD_BOOK,
            "名册.csv",
            "文件名是“名册.csv”，内容却是xlsx 工作簿。请把文件名的结尾改为 .xlsx 再上传。",
        ),
        (TEXT.encode(), "名册.xlsx", "文件名是“名册.xlsx”，内容却是文本。请把文件名的结尾改为 .csv 再上传。"),
        (
            b"<html><table><tr><td>\xe5</td></tr></table></html>",
            "名册.xlsx",
            "文件名是“名册.xlsx”，内容却是网页。请在表格软件中打开，另存为 xlsx 再上传。",
        ),
        (
            b"\xef\xbb\xbf\n<table></table>",
            "名册.csv",
            "文件名是“名册.csv”，内容却是网页。请在表格软件中打开，另存为 xlsx 再上传。",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "名册.xlsx",
            "文件名是“名册.xlsx”，内容却是旧式 Office 文档或加了密码的工作簿。请在表格软件中打开，另存为 xlsx 再上传。",
        ),
        (
            b"%PDF-1.7",
            "名册.csv",
            "文件名是“名册.csv”，内容却是PDF 文档。请在表格软件中打开，另存为 xlsx 再上传。",
        ),
        (
            b"\x89PNG\x00\x00",
            "名册.csv",
            "文件名是“名册.csv”，内容却是不能识别的数据。请在表格软件中打开，另存为 xlsx 再上传。",
        ),
        (
            b"PK\x03\x04 word/document.xml",
            "名册.xlsx",
            "文件名是“名册.xlsx”，内容却是压缩包或其他文档。请在表格软件中打开，另存为 xlsx 再上传。",
        ),
        (
            b"\xff\xff\xff\xff,\xff\n",
            "名册.csv",
            "认不出文件的文字编码。请在表格软件中另存为“CSV UTF-8”或 xlsx 再上传。",
        ),
        (
            GOOD_BOOK[: len(GOOD_BOOK) // 2],
            "名册.xlsx",
            None,
        ),
        ("姓名,备注\n李雨,\n".encode(), "名册.csv", "没有找到这些列：手机号。请在表头中写明列名，或使用模板。"),
        ("李雨,13800000001\n".encode(), "名册.csv", "没有找到这些列：姓名、手机号。请在表头中写明列名，或使用模板。"),
        ("姓名,手机,手机号码\n李雨,1,2\n".encode(), "名册.csv", "“手机号”一列出现了不止一次。请只留一列。"),
        (
            '姓名,手机号\n李雨,1\n"王冰,2\n'.encode(),
            "名册.csv",
            "读到第 3 行时引号没有成对，之后的内容分不清列。请在表格软件中打开检查这一行，另存后再上传。",
        ),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_with_its_cure(data: bytes, name: str, reason: str | None) -> None:
    """Each says what the file is and what to do."""
    with pytest.raises(Unreadable) as refusal:
        tables.read(data, name, HEADINGS)
    if reason is not None:
        assert refusal.value.reason == reason


TOO_LARGE = "表格太大：最多 20000 行、100 列。请删去多余的行列和工作表，或分几次导入。"
SHEET = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="2"><c r="XFD2"><is><t>x</t></is></c></row>',
        b'<row r="30000"><c><v>1</v></c></row>',
        b'<row r="2">' + b"<c><v>1</v></c>" * 101 + b"</row>",
    ],
)
def test_a_cell_far_out_does_not_make_a_giant_of_a_small_workbook(rows: bytes) -> None:
    """A reader that lays out the whole rectangle would take all memory; it is refused before."""
    with pytest.raises(Unreadable) as refusal:
        tables.read(repacked(GOOD_BOOK, sheet1=SHEET % rows), "名册.xlsx", HEADINGS)
    assert refusal.value.reason == TOO_LARGE


def test_empty_styled_cells_far_out_do_no_harm() -> None:
    """Programs leave such cells behind; they hold nothing."""
    sheet = (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>\xe5\xa7\x93\xe5\x90\x8d</t></is></c>'
        + (
            '<c r="B1" t="inlineStr"><is><t>手机号</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
            '<row r="1048576"><c r="A1048576" s="1"/></row>'
        ).encode()
    )
    sheet = b"<worksheet><sheetData>%s</sheetData></worksheet>" % sheet
    assert names(repacked(GOOD_BOOK, sheet1=sheet), "名册.xlsx") == [(2, "1", "")]


def test_a_text_repeated_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long text stored once and shown in every cell would unpack to gigabytes."""
    monkeypatch.setattr(tables, "MAX_UNPACKED", 500_000)
    data = workbook([["姓名", "手机号"], *([["长" * 30_000, "1"]] * 40)])
    with pytest.raises(Unreadable) as refusal:
        tables.read(data, "名册.xlsx", HEADINGS)
    assert refusal.value.reason == TOO_LARGE


def test_a_part_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is known before anything is unpacked."""
    monkeypatch.setattr(tables, "MAX_UNPACKED", 100_000)
    with pytest.raises(Unreadable) as refusal:
        tables.read(repacked(GOOD_BOOK, theme1=b"<a>" + b" " * 200_000 + b"</a>"), "名册.xlsx", HEADINGS)
    assert refusal.value.reason == TOO_LARGE


def test_a_document_type_in_a_workbook_is_refused() -> None:
    """No program writes one; entities are how small files become large."""
    sheet = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + SHEET % b""
    with pytest.raises(Unreadable) as refusal:
        tables.read(repacked(GOOD_BOOK, sheet1=sheet), "名册.xlsx", HEADINGS)
    assert refusal.value.reason == "工作簿里有不允许的内容。请在表格软件中打开并另存为 xlsx 再上传。"


def test_a_file_larger_than_the_limit_is_refused() -> None:
    """Before anything in it is looked at."""
    with pytest.raises(Unreadable) as refusal:
        tables.read(b"a" * (tables.MAX_BYTES + 1), "名册.csv", HEADINGS)
    assert refusal.value.reason == "文件超过 20 MB。请删去图片和多余的工作表，或分几次导入。"


@pytest.mark.parametrize(("rows", "fits"), [(20_000, True), (20_001, False)])
def test_twenty_thousand_rows_are_read_and_not_one_more(rows: int, fits: bool) -> None:
    """The limit counts the rows below the headings."""
    data = ("姓名,手机号\n" + "李雨,1\n" * rows).encode()
    if fits:
        assert len(tables.read(data, "名册.csv", HEADINGS).rows) == rows
        return
    with pytest.raises(Unreadable) as refusal:
        tables.read(data, "名册.csv", HEADINGS)
    assert refusal.value.reason == TOO_LARGE


def test_damage_anywhere_ends_in_rows_or_in_a_sentence() -> None:
    """Bytes changed at random never end in anything but rows or `Unreadable`."""
    chance = random.Random(7)
    ends = [_end_of(_damaged(chance)) for _ in range(400)]
    assert set(ends) == {"rows", "sentence"}


def _damaged(chance: random.Random) -> bytes:
    data = bytearray(GOOD_BOOK)
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(4, len(data))] = chance.randrange(256)
    return bytes(data)


def _end_of(data: bytes) -> str:
    try:
        tables.read(data, "名册.xlsx", HEADINGS)
    except Unreadable as refusal:
        return "sentence" if refusal.reason else "silence"
    return "rows"


def test_what_a_csv_writer_wrote_comes_back() -> None:
    """Quotes, commas and line ends inside cells are the cell's own."""
    file = io.StringIO()
    cells = [['李"雨"', "1,2", "一\n二"], ["王冰", "2", "，；"]]
    csv.writer(file).writerows([["姓名", "手机号", "备注"], *cells])
    read = tables.read(file.getvalue().encode("gbk"), "名册.csv", HEADINGS).rows
    assert [[row["name"], row["phone"], row["note"]] for row in read] == cells


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("经济", "经济界"),
        ("教育界别", "教育界"),
        ("工会", "总工会"),
        ("民萌", "民盟"),
        ("精记界", "经济界"),
        ("火星", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_offered(written: str, found: str | None) -> None:
    """A name that was meant, or none."""
    assert tables.nearest(written, ["经济界", "教育界", "总工会", "民革", "民盟"], sound=spelling) == found


def test_without_a_sound_only_characters_count() -> None:
    """What merely sounds alike is then not offered."""
    assert tables.nearest("精记", ["经济"]) is None
    assert tables.nearest("精记", ["经济"], sound=spelling) == "经济"
