"""Binds other PDF files behind a paper, each with a bookmark of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

MOST_BYTES = 64 * 2**20
MOST_PAGES = 2_000
_DAMAGED = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError)
"""What a damaged file can make of its reader."""


@dataclass(frozen=True, slots=True)
class Appended:
    """A PDF file to go behind, and what its bookmark says."""

    title: str
    content: BinaryIO
    size: int


def bind(main: BinaryIO, appended: Iterable[Appended], out: BinaryIO) -> list[str]:
    """Write `main` and all that can be appended to `out`; the titles of those that could not.

    A file that is damaged, or past `MOST_BYTES` and `MOST_PAGES` over all of them, is left out, so that the
    memory that it takes has a bound.
    """
    writer = PdfWriter(clone_from=main)
    pages, left, missing = 0, MOST_BYTES, []
    for one in appended:
        added = _pages_of(one) if one.size <= left else None
        if added is None or pages + len(added.pages) > MOST_PAGES or not _append(writer, one.title, added):
            missing.append(one.title)
            continue
        pages, left = pages + len(added.pages), left - one.size
    writer.write(out)
    return missing


def _pages_of(one: Appended) -> PdfReader | None:
    """A reader of a file all of whose pages can be found; None for a damaged or locked one."""
    try:
        reader = PdfReader(one.content)
        return None if reader.is_encrypted or not len(reader.pages) else reader
    except _DAMAGED:
        return None


def _append(writer: PdfWriter, title: str, reader: PdfReader) -> bool:
    try:
        writer.append(reader, outline_item=title, import_outline=False)
    except _DAMAGED:
        return False
    return True
