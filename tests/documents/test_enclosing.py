"""What goes behind a dossier: which files are bound, on what sheet, and why the others are not."""

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter

from tests.factories import documents as made
from xieshang.documents import letters
from xieshang.documents.content import pictures
from xieshang.documents.letters import Attached, Enclosed, Letter, enclosing

AT = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)
RUNNING = "2026-0012"


def sound(text: str = "附件里的文字", pages: int = 1) -> bytes:
    letter = letters.pdf(Letter("头", "号", text, "某：", AT))
    writer = PdfWriter()
    for _ in range(pages):
        writer.append(io.BytesIO(letter))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(sound()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def huge() -> bytes:
    """A picture whose head says that it has ten thousand million points."""
    return made.png()[:16] + struct.pack(">LL", 100_000, 100_000) + made.png()[24:]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def at(folder: Path, name: str, content: bytes, media_type: str = "") -> Attached:
    """A file as it lies in the folder, without an ending, as the store keeps it."""
    kinds = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "xlsx": "application/xlsx"}
    place = folder / f"stored-{len(list(folder.iterdir()))}"
    place.write_bytes(content)
    kind = media_type or kinds[name.rpartition(".")[2]]
    return Attached(f"附件：{name}", kind, len(content), place, [("SHA-256", "ab" * 32)])


def enclosed(*files: Attached) -> list[Enclosed]:
    return list(letters.enclose(files, running=RUNNING, at=AT))


def texts(one: Enclosed) -> list[str]:
    """What stands on each page of it."""
    with pypdfium2.PdfDocument(one.content) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return ["".join(page.replace("\u200b", "").split()) for page in pages]


def test_a_pdf_comes_behind_a_sheet_that_names_it(folder: Path) -> None:
    """With the number of its own pages, and none on the sheet."""
    (one,) = enclosed(at(folder, "调研.pdf", sound(pages=2)))
    first, *others = texts(one)
    assert ("附件：调研.pdf" in first, RUNNING in first, "ab" * 32 in first) == (True, True, True)
    assert "—" not in first
    assert (one.pages, len(others), all("附件里的文字" in page for page in others)) == (2, 2, True)


@pytest.mark.parametrize(("name", "content"), [("现场.png", made.png()), ("现场.jpg", made.PHOTO)])
def test_a_picture_stands_on_the_sheet_itself(folder: Path, name: str, content: bytes) -> None:
    (one,) = enclosed(at(folder, name, content))
    (page,) = PdfReader(io.BytesIO(one.content)).pages
    assert (one.pages, one.reason, len(page.images)) == (1, "", 1)
    assert f"附件：{name}" in texts(one)[0]


def test_a_wide_picture_turns_its_sheet(folder: Path) -> None:
    """Otherwise it would be half as large as it could be."""
    boxes = []
    for name, content in [("宽.jpg", made.PHOTO), ("方.png", made.png())]:
        (one,) = enclosed(at(folder, name, content))
        boxes.append(PdfReader(io.BytesIO(one.content)).pages[0].mediabox)
    assert [box.width > box.height for box in boxes] == [True, False]


def unfit() -> Iterator[tuple[str, bytes, str]]:
    yield "表.xlsx", made.SOUND["xlsx"], "这种格式不能装订"
    yield "坏.pdf", b"%PDF-1.7\nnothing here\n%%EOF", "PDF 已损坏，打不开"
    yield "断.pdf", sound()[:900] + b"%%EOF", "PDF 已损坏，打不开"
    yield "空.pdf", made.SOUND["pdf"], "PDF 里没有一页"
    yield "锁.pdf", locked(), "PDF 有密码，打不开"
    yield "坏.jpg", made.jpeg(), "图片已损坏，打不开"
    yield "半.jpg", made.PHOTO[:240], "图片已损坏，打不开"
    yield "坏.png", made.png().replace(b"IDAT", b"IDAX"), "图片已损坏，打不开"
    yield "大.png", huge(), "图片超过 5,000 万像素"


@pytest.mark.parametrize(("name", "content", "reason"), list(unfit()), ids=[case[0] for case in unfit()])
def test_what_cannot_be_bound_says_why_and_stops_nothing(folder: Path, name: str, content: bytes, reason: str) -> None:
    """What comes after it is bound as if it were not there."""
    bad, good = enclosed(at(folder, name, content), at(folder, "好.pdf", sound()))
    assert (bad.content, bad.pages, bad.reason) == (b"", 0, reason)
    assert good.pages == 1


def test_a_content_that_is_gone_says_so(folder: Path) -> None:
    files = [at(folder, "甲.pdf", sound()), at(folder, "乙.png", made.png())]
    for one in files:
        one.place.unlink()
    assert [one.reason for one in enclosed(*files)] == ["文件内容已经丢失"] * 2


def test_there_is_a_bound_over_all_of_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of pages and of bytes; a smaller one that comes later still finds room."""
    monkeypatch.setattr(enclosing, "MOST_PAGES", 3)
    long, short, picture = (
        at(folder, "长.pdf", sound(pages=2)),
        at(folder, "短.pdf", sound()),
        at(folder, "a.jpg", made.PHOTO),
    )
    assert [bool(one.content) for one in enclosed(long, long, short, picture)] == [True, False, True, False]
    monkeypatch.setattr(enclosing, "MOST_BYTES", short.size + 10)
    said = [one.reason for one in enclosed(short, short)]
    assert said == ["", "装订的附件合计超过 0 MB"]


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (made.PHOTO, (24, 12)),
        (made.png(), (1, 1)),
        (made.jpeg(), None),
        (made.PHOTO[:100], None),
        (b"\xff\xd8\xff", None),
        (b"GIF89a" + b"\0" * 40, None),
        (b"", None),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_head(content: bytes, size: tuple[int, int] | None) -> None:
    assert pictures.pixels(io.BytesIO(content)) == size
