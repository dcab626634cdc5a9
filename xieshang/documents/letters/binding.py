"""Binds PDF files behind a paper, each with a bookmark of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from pypdf import PdfWriter


@dataclass(frozen=True, slots=True)
class Appended:
    """A PDF file of our own making to go behind, and what its bookmark says."""

    title: str
    content: BinaryIO


def bind(main: BinaryIO, appended: Iterable[Appended], out: BinaryIO) -> None:
    """Write `main` and all that is to go behind it to `out`."""
    writer = PdfWriter(clone_from=main)
    for one in appended:
        writer.append(one.content, outline_item=one.title, import_outline=False)
    writer.write(out)
