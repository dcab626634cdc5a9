"""Words of Chinese text, for search.

A text is indexed by every dictionary word that occurs in it, overlapping ones too, and by its single
characters; a query is cut into the words it is made of. So a query finds every text that has it word for
word, wherever the cut falls in that text: 养老 finds 养老服务 and 社区养老. Both sides must be cut by one
dictionary: keep `dictionary_version()` beside what is stored, and index again when it has changed.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.metadata import version
from types import ModuleType
from typing import NamedTuple

from xieshang.texts.folding import plain
from xieshang.texts.terms import SILENT, TERMS

_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_FIRST_HAN = re.compile(f"[{_HAN}]")

_LONGEST = 64
"""Of a longer run of Latin letters or digits only so many are indexed."""

_MOST = 32
"""Words of a query that count."""

Span = tuple[int, int]
"""A half-open span of offsets in the text as it was given."""


class Piece(NamedTuple):
    """A stretch of text that is marked as a hit, or is not."""

    text: str
    marked: bool


class Snippet(NamedTuple):
    """A cutting of a text, on one line, with the spans of the hits in it."""

    text: str
    marks: list[Span]


def dictionary_version() -> str:
    """Names the dictionary in use: what was indexed under another name must be indexed again."""
    terms = blake2b(" ".join([*TERMS, SILENT]).encode(), digest_size=4).hexdigest()
    return f"rjieba-{version('rjieba')}-{terms}"


def tokens(text: str) -> list[str]:
    """The words a text is found by: unique, sorted, lower case, letters and digits alone."""
    found: set[str] = set()
    for run in _runs(text):
        if _is_han(run):
            found.update(_dictionary().cut_all(run), run)
        else:
            found.add(run[:_LONGEST])
    return sorted(found.difference(SILENT))


def tsvector_text(text: str) -> str:
    """The `tokens` of a text, space separated, as a `tsvector` is written."""
    return " ".join(tokens(text))


def query_words(query: str) -> list[str]:
    """The words a query is made of, in its order, without repetition; the first 32."""
    words = dict.fromkeys(word for run in _runs(query) for word in _query_words(run))
    return list(words)[:_MOST]


def tsquery_text(query: str) -> str | None:
    """All words of the query, as text to be cast to `tsquery`; the last Latin word matches by its beginning.

    None where the query has no word to search by. Whatever was typed, the result is well formed.
    """
    words = query_words(query)
    beginning = next((word for word in reversed(words) if not _is_han(word)), None)
    return " & ".join(f"'{word}'" + ":*" * (word == beginning) for word in words) or None


def phrases(query: str) -> list[str]:
    """Stretches of the query the dictionary has no words for, such as 村医, cut to single characters.

    A text that has the characters need not have them side by side: where that matters, ask for
    `body LIKE '%' || phrase || '%'` besides. Each is two or more Chinese characters, nothing else.
    """
    found = []
    for run in filter(_is_han, _runs(query)):
        singles = "".join(word if len(word) == 1 else " " for word in _dictionary().cut(run, False))
        found += [stretch for stretch in singles.split() if len(stretch) > 1]
    return found


def marks(text: str, query: str) -> list[Span]:
    """Where a text has the query or words of it: sorted, apart from one another.

    Case and width make no difference. Single characters are marked only where the query is found no other way.
    """
    for pattern in _patterns(query):
        if hits := [hit.span() for hit in pattern.finditer(text)]:
            return list(_merged(hits))
    return []


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The text cut at sorted spans, to be written out piece by piece; together they are the text."""
    cut, position = [], 0
    for start, end in spans:
        cut += [Piece(text[position:start], False), Piece(text[start:end], True)]
        position = end
    cut.append(Piece(text[position:], False))
    return [piece for piece in cut if piece.text]


def snippet(text: str, query: str, width: int = 80) -> Snippet:
    """About `width` characters of the text, where the most different hits are close together.

    The beginning of the text where nothing is found. An ellipsis stands for what is left out.
    """
    hits = marks(text, query)
    start = _best_start(text, hits, width)
    end = min(len(text), start + width)
    lead, tail = "…" * (start > 0), "…" * (end < len(text))
    shift = len(lead) - start
    inside = [(max(a, start) + shift, min(b, end) + shift) for a, b in hits if a < end and b > start]
    return Snippet(lead + re.sub(r"\s", " ", text[start:end]) + tail, inside)


@cache
def _dictionary() -> ModuleType:
    """What cuts a text, read by whoever first does."""
    from xieshang.texts import dictionary  # noqa: PLC0415 - 0.1 s and 33 MB that most commands never need

    return dictionary.rjieba


def _runs(text: str) -> list[str]:
    return _RUN.findall(plain(text))


def _is_han(run: str) -> bool:
    return _FIRST_HAN.match(run) is not None


def _query_words(run: str) -> Iterator[str]:
    if not _is_han(run):
        return iter([run[:_LONGEST]])
    return (word for word in _dictionary().cut(run, False) if word not in SILENT)


@lru_cache(maxsize=256)
def _patterns(query: str) -> list[re.Pattern[str]]:
    """What to look for: whole runs and words first, single characters where those are not found."""
    words = set(query_words(query))
    runs = {run for run in _runs(query) if not words.isdisjoint(_query_words(run))}
    long = {word for word in words if len(word) > 1 or not _is_han(word)}
    return [_any_of(needles) for needles in (runs | long, words) if needles]


def _any_of(needles: set[str]) -> re.Pattern[str]:
    ordered = sorted(needles, key=lambda needle: (-len(needle), needle))
    return re.compile("|".join(map(_needle, ordered)))


def _needle(word: str) -> str:
    return word if _is_han(word) else rf"(?<![^\W_{_HAN}])" + "".join(map(_any_form, word))


def _any_form(letter: str) -> str:
    """Matches a letter or digit in either case and width: patterns are run over texts as they were typed."""
    forms = {letter, *(upper for upper in [letter.upper()] if len(upper) == 1)}
    return f"[{''.join(sorted(forms | {chr(ord(form) + 0xFEE0) for form in forms if form.isascii()}))}]"


def _merged(spans: list[Span]) -> Iterator[Span]:
    start, end = spans[0]
    for next_start, next_end in spans[1:]:
        if next_start > end:
            yield start, end
            start = next_start
        end = max(end, next_end)
    yield start, end


def _best_start(text: str, hits: list[Span], width: int) -> int:
    """The start of the window with the most different hits, with some text before the first of them."""
    latest = max(0, len(text) - width)
    best, most = 0, 0
    said = [plain(text[start:end]) for start, end in hits]
    ends = [end for _, end in hits]
    for index, (start, _) in enumerate(hits):
        different = len(set(said[index : bisect_right(ends, start + width * 3 // 4)]))
        if different > most:
            best, most = start, different
    return min(latest, max(0, best - width // 4)) if most else 0
