"""What stands on a paper, as plain data: every text is set as it is, and never read as markup."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered part of a letter: its heading, of level 1 ("一、") or 2 ("（一）"), then its paragraphs."""

    heading: str
    paragraphs: Sequence[str] = ()
    level: int = 1


@dataclass(frozen=True, slots=True)
class Letter:
    """An official letter (公文), in the order in which GB/T 9704-2012 puts its parts.

    `mark` stands top right of the first page, `head` in red over the red line, `signature` and `date`
    under the text, `note` (who can be asked) in brackets below, `copies` and who issued it at the foot
    of the last page. `roll` has the names at the end of minutes (纪要): label, names. What is empty is left out.
    `at` is the moment that the file says it was made.
    """

    head: str
    number: str
    title: str
    addressee: str
    at: datetime
    opening: Sequence[str] = ()
    items: Sequence[Item] = ()
    closing: Sequence[str] = ()
    signature: str = ""
    date: str = ""
    mark: str = ""
    signer: str = ""
    note: str = ""
    roll: Sequence[tuple[str, str]] = ()
    copies: str = ""
    issuer: str = ""
    issued: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a section: a paragraph, a "note" in small, a "heading", "facts" (label, value), or a "table".

    `widths` are the shares of the columns; 0 is as wide as what stands in it.
    """

    kind: str
    text: str = ""
    rows: Sequence[Sequence[str]] = ()
    head: Sequence[str] = ()
    widths: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a dossier, which the bookmarks name: blocks, or a letter on pages of its own."""

    title: str
    blocks: Sequence[Block] = ()
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that says which file comes behind it; of a picture (PNG or JPEG) the sheet that it stands on."""

    title: str
    running: str
    at: datetime
    facts: Sequence[tuple[str, str]] = ()
    picture: Path | None = None
    pixels: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything of a case in one file: a cover with facts and contents, then the sections."""

    title: str
    above: str
    running: str
    at: datetime
    facts: Sequence[tuple[str, str]] = ()
    sections: Sequence[Section] = field(default_factory=list)
