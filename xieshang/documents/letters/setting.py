"""Sets papers by typst: the template is ours, the texts are handed over as data."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from xieshang.documents.letters.halls import Cards, Chart
from xieshang.documents.letters.paper import Dossier, Letter, Sheet

HERE = Path(__file__).parent
TEMPLATE = HERE / "paper.typ"
HALL = HERE / "hall.typ"
SHIPPED = "Noto Serif SC"
BODY = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", SHIPPED)
TITLE = ("FZXiaoBiaoSong-B05S", "方正小标宋简体", SHIPPED)
HEADING = ("SimHei", "黑体", "STHeiti", SHIPPED)
SUBHEADING = ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", SHIPPED)
"""The fonts of GB/T 9704 where the operator has put them into the folder of fonts; the shipped one stands in."""


def pdf(letter: Letter) -> bytes:
    """The letter as a PDF/A-2b file in the layout of GB/T 9704-2012, with its fonts embedded."""
    given = {"shape": "letter", "title": letter.title, "author": letter.head, "letter": asdict(letter)}
    return _set(given, letter, kept=True)


def dossier(paper: Dossier) -> bytes:
    """The dossier as a PDF file with bookmarks and page numbers."""
    return _set({"shape": "dossier", "author": paper.above, **asdict(paper)}, paper, kept=False)


def sheet(paper: Sheet) -> bytes:
    """A sheet of a dossier as a PDF file; `typst.TypstError` where the picture on it is damaged."""
    given = {"shape": "sheet", "author": "", **asdict(paper)}
    if paper.picture is not None:
        given["picture"] = f"/{paper.picture.name}"
    return _set(given, paper, kept=False, seen=paper.picture)


def chart(paper: Chart) -> bytes:
    """The seats of a hall as a PDF file of one sheet across."""
    return _set({"shape": "chart", **asdict(paper)}, paper, kept=False, template=HALL)


def cards(paper: Cards) -> bytes:
    """Cards for the tables as a PDF file, a sheet each."""
    return _set({"shape": "cards", **asdict(paper)}, paper, kept=False, template=HALL)


def _set(
    given: dict[str, Any],
    paper: Letter | Sheet | Dossier | Chart | Cards,
    *,
    kept: bool,
    template: Path = TEMPLATE,
    seen: Path | None = None,
) -> bytes:
    """The template reads nothing but what is given, and the picture that is to be `seen`."""
    fonts = {"body": BODY, "title": TITLE, "heading": HEADING, "subheading": SUBHEADING}
    there = _families()
    chosen = {part: [name for name in names if name.casefold() in there] for part, names in fonts.items()}
    set_: bytes = typst.compile(  # type: ignore[call-overload]  # its stub wants a root of bytes for a template of bytes
        template.read_bytes(),
        root=str(seen.parent if seen else HERE),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps({**given, "fonts": chosen}, default=str, ensure_ascii=False)},
        pdf_standards=["a-2b"] if kept else None,
        timestamp=int(paper.at.timestamp()),
    )
    return set_


def own_fonts() -> Path:
    """Where an operator puts the fonts that the office has bought: `fonts` in the folder of data."""
    return Path(settings.MEDIA_ROOT).parent / "fonts"


@cache
def _fonts() -> typst.Fonts:
    """Read once a process: the operator's own folder first, then what is shipped."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(path) for path in (own_fonts(), HERE / "fonts") if path.is_dir()],
    )


@cache
def _families() -> frozenset[str]:
    return frozenset(name.casefold() for name in _fonts().families())
