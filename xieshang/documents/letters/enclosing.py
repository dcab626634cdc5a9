"""Attached files as they go behind a dossier: a PDF behind a sheet that names it, a picture on a sheet of its own."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from xieshang.documents.content import pictures
from xieshang.documents.letters import setting
from xieshang.documents.letters.paper import Sheet

MOST_BYTES = 64 * 2**20
MOST_PAGES = 2_000
"""Of all files that are bound behind one dossier, so that the memory that it takes has a bound."""
MOST_PIXELS = 50_000_000
_OVER = f"装订的附件合计超过 {MOST_PAGES:,} 页"
_DAMAGED = (
    typst.TypstError,
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    OSError,
)
"""What a damaged file can make of its reader."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as it lies at `place`; `facts` (label, value) stand on its sheet under the title."""

    title: str
    media_type: str
    size: int
    place: Path
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What becomes of it: a PDF file of its pages with the sheet in front, or the reason why not."""

    title: str
    content: bytes = b""
    pages: int = 0
    reason: str = ""


class _UnfitError(Exception):
    """It cannot be bound; the words say why."""


def enclose(files: Iterable[Attached], *, running: str, at: datetime) -> Iterator[Enclosed]:
    """Each file in its order, made ready to be bound; nothing that is in a file stops the others."""
    room, pages = MOST_BYTES, MOST_PAGES
    for one in files:
        try:
            bound = _made(one, running, at, room, pages)
        except _UnfitError as unfit:
            bound = Enclosed(one.title, reason=str(unfit))
        else:
            room, pages = room - one.size, pages - bound.pages
        yield bound


def _made(one: Attached, running: str, at: datetime, room: int, pages: int) -> Enclosed:
    make = {"application/pdf": _behind_a_sheet, "image/png": _pictured, "image/jpeg": _pictured}.get(one.media_type)
    if make is None:
        raise _UnfitError("这种格式不能装订")
    if one.size > room:
        raise _UnfitError(f"装订的附件合计超过 {MOST_BYTES // 2**20} MB")
    try:
        return make(one, Sheet(title=one.title, running=running, at=at, facts=one.facts), pages)
    except FileNotFoundError:
        raise _UnfitError("文件内容已经丢失") from None


def _behind_a_sheet(one: Attached, sheet: Sheet, most: int) -> Enclosed:
    with one.place.open("rb") as content, _damage_said("PDF 已损坏，打不开"):
        reader = PdfReader(content)
        if reader.is_encrypted:
            raise _UnfitError("PDF 有密码，打不开")
        pages = len(reader.pages)
        if not pages:
            raise _UnfitError("PDF 里没有一页")
        if pages > most:
            raise _UnfitError(_OVER)
        writer = PdfWriter()
        writer.append(io.BytesIO(setting.sheet(sheet)), import_outline=False)
        writer.append(reader, import_outline=False)
        out = io.BytesIO()
        writer.write(out)
        return Enclosed(one.title, out.getvalue(), pages)


def _pictured(one: Attached, sheet: Sheet, most: int) -> Enclosed:
    with one.place.open("rb") as content:
        pixels = pictures.pixels(content)
    if pixels is not None and pixels[0] * pixels[1] > MOST_PIXELS:
        raise _UnfitError(f"图片超过 {MOST_PIXELS // 10_000:,} 万像素")
    if not most:
        raise _UnfitError(_OVER)
    with _damage_said("图片已损坏，打不开"):
        if pixels is None:
            raise ValueError("a picture without a size")
        made = setting.sheet(replace(sheet, picture=one.place, pixels=pixels))
        return Enclosed(one.title, made, 1)


@contextmanager
def _damage_said(words: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except _DAMAGED:
        raise _UnfitError(words) from None
