"""One way to write each character, so that two texts compare by what they say."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_KEPT = 0x10000
"""Code points under this are remembered once looked up, which bounds the memory."""


class Traced(NamedTuple):
    """A folded text, and for each of its characters the offset it came from in the original."""

    text: str
    origins: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's half-open span that the folded characters `start` to `end` came from."""
        return self.origins[start], self.origins[end - 1] + 1


def letters(text: str) -> str:
    """`text` as letters and digits alone: NFKC, lower case, without space, punctuation and symbols."""
    return text.translate(_LETTERS)


def traced_letters(text: str) -> Traced:
    """As `letters`, with the way back to the offsets of `text`."""
    pieces = [_LETTERS[ord(character)] for character in text]
    return Traced("".join(pieces), list(_origins(pieces)))


def plain(text: str) -> str:
    """`text` in NFKC and lower case, with its space and punctuation."""
    return text.translate(_PLAIN)


class _Table(dict[int, str]):
    """What each code point becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self.fold(chr(code))
        if code < _KEPT:
            self[code] = folded
        return folded

    def fold(self, character: str) -> str:
        return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).lower())


class _LetterTable(_Table):
    def fold(self, character: str) -> str:
        return "".join(filter(str.isalnum, super().fold(character)))


_PLAIN = _Table()
_LETTERS = _LetterTable()


def _origins(pieces: list[str]) -> Iterator[int]:
    for offset, piece in enumerate(pieces):
        for _ in piece:
            yield offset
