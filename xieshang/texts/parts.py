"""The three parts of a proposal: the situation, its analysis, and what is suggested.

Members write them under the headings of a form (调研情况：问题分析：具体建议：) or under their own (一、现状
二、存在问题 三、对策建议). Nothing is lost in taking a text apart: its pieces in their order are the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from xieshang.texts.numbering import items

Kind = Literal["heading", "situation", "analysis", "lead", "number", "suggestion"]


class Piece(NamedTuple):
    """A stretch of the text and what it is."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A proposal's text taken apart, without loss."""

    pieces: tuple[Piece, ...]

    @property
    def situation(self) -> str:
        """What the author found, with whatever stands before the first heading."""
        return "\n".join(self._texts("situation"))

    @property
    def analysis(self) -> str:
        """Why it is so."""
        return "\n".join(self._texts("analysis"))

    @property
    def lead(self) -> str:
        """What stands between the heading and the first suggestion, such as 为此建议：; often empty."""
        return "\n".join(self._texts("lead"))

    @property
    def suggestions(self) -> list[str]:
        """One or more, in the author's order, without their numbers."""
        return self._texts("suggestion")

    def whole(self) -> str:
        """The text as it was given, to the character."""
        return "".join(piece.text for piece in self.pieces)

    def _texts(self, kind: Kind) -> list[str]:
        """The pieces of a kind that are not blank, without the space around them."""
        return [text for piece in self.pieces if piece.kind == kind and (text := piece.text.strip())]


def parts(text: str) -> Parts | None:
    """Takes a proposal's text apart; None where not all three parts can be told from one another."""
    seams = _seams(text)
    if seams is None:
        return None
    situation, analysis, suggestions = seams
    taken = Parts(
        (
            Piece("situation", text[: situation.start]),
            Piece("heading", text[situation.start : situation.end]),
            Piece("situation", text[situation.end : analysis.start]),
            Piece("heading", text[analysis.start : analysis.end]),
            Piece("analysis", text[analysis.end : suggestions.start]),
            Piece("heading", text[suggestions.start : suggestions.end]),
            *numbered(text[suggestions.end :]),
        )
    )
    return taken if taken.situation and taken.analysis and taken.suggestions else None


def numbered(text: str) -> Iterator[Piece]:
    """Takes a text of suggestions apart, without loss; one that is not numbered is one suggestion."""
    markers = items(text)
    if not markers:
        yield Piece("suggestion", text)
        return
    yield Piece("lead", text[: markers[0].start])
    ends = [*(marker.start for marker in markers[1:]), len(text)]
    for marker, end in zip(markers, ends, strict=True):
        yield Piece("number", text[marker.start : marker.end])
        yield Piece("suggestion", text[marker.end : end])


class _Seam(NamedTuple):
    """A heading's half-open span; empty where a part begins without one."""

    start: int
    end: int


Part = Literal["situation", "analysis", "suggestion"]

_NUMBER = r"(?:第?[一二三四五六七八九][、．.部分]{1,3}|[（(][一二三四五六七八九][）)]、?|[1-9１-９]\s?[、．.])\s*"
_FORM: dict[Part, re.Pattern[str]] = {
    "situation": re.compile(rf"(?:{_NUMBER})?调研情况\s*[：:]"),
    "analysis": re.compile(rf"(?:{_NUMBER})?问题分析\s*[：:]"),
    "suggestion": re.compile(rf"(?:{_NUMBER})?具体(?:建议|意见)\s*[：:]"),
}

_NAMED: dict[Part, re.Pattern[str]] = {
    "situation": re.compile("情况|现状|背景|概况|简介|事由"),
    "analysis": re.compile("问题|原因|成因|不足|困难|短板|症结"),
    "suggestion": re.compile("建议|对策|措施|办法|意见"),
}

_TITLE = re.compile(
    rf"(?:^|(?<=[\s。！？；：:]))(?:{_NUMBER}(?P<numbered>[^\s。，；：:、！？]{{2,28}})(?=[\s：:]|$)[：:]?"
    r"|(?P<bare>[^\s。，；：:、！？]{2,10})(?:[：:](?=\s|.)|\n))"
)
_BARE = re.compile(
    r"(?:(?:目前|当前|现有|主要|基本|有关|相关|存在|突出|面临|具体|几点|工作|政策|产生|调研|情况|现状|问题|原因"
    r"|背景|分析|成因|不足|困难|短板|对策|措施|建议|意见|概况|简介|案由|事由)(?:的|及|和|与)?)+"
)
_CALL = re.compile(
    r"(?:^|(?<=[\s。！？；]))(?:为此|因此|对此|据此|鉴于此|基于此|综上)[^。；：:]{0,20}建议[^。；：:]{0,6}[：:]"
)


def _seams(text: str) -> tuple[_Seam, _Seam, _Seam] | None:
    """The headings of the three parts in their order; a text may begin with the situation unannounced."""
    analysis = _first_after(_Seam(0, 0), _headings(text, "analysis"))
    situation = _first_after(_Seam(0, 0), _headings(text, "situation")) or _Seam(0, 0)
    if analysis and analysis.start < situation.end:
        situation = _Seam(0, 0)
    suggestion = analysis and _first_after(analysis, _headings(text, "suggestion") or _calls(text))
    return (situation, analysis, suggestion) if analysis and suggestion else None


def _first_after(seam: _Seam, headings: list[_Seam]) -> _Seam | None:
    return next((heading for heading in headings if heading.start >= seam.end), None)


def _headings(text: str, part: Part) -> list[_Seam]:
    """Where a part's heading may stand: the form's own, or else one that the author made."""
    return [_Seam(*found.span()) for found in _FORM[part].finditer(text)] or [
        _Seam(*found.span()) for found in _TITLE.finditer(text) if _announced(found) == part
    ]


def _announced(title: re.Match[str]) -> Part | None:
    """The one part a title speaks of at its end; none where it speaks of two, as 现状与问题 does."""
    words = (title["numbered"] or "")[-8:] or (title["bare"] if _BARE.fullmatch(title["bare"]) else "")
    spoken_of = [part for part, named in _NAMED.items() if named.search(words)]
    if not spoken_of and "分析" in words:
        return "analysis"
    return spoken_of[0] if len(spoken_of) == 1 else None


def _calls(text: str) -> list[_Seam]:
    """Where the author comes to suggestions without a heading, as 为此建议： does, which then leads them in."""
    return [_Seam(found.start(), found.start()) for found in _CALL.finditer(text)]
