"""Names of people: split, spelled in pinyin, and put in order.

PostgreSQL sorts these keys byte by byte, so that a list of names needs no Chinese collation.
"""

import os
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from xieshang.texts.surnames import COMPOUND, SINGLE


class Name(NamedTuple):
    """A person's surname and given name; a name that is not Chinese is all given name."""

    surname: str
    given: str


class _Syllable(NamedTuple):
    """How one character is read. The tone of what has none is 0, to stand before what has one."""

    letters: str
    tone: str
    character: str


def split(name: str) -> Name:
    """Splits a Chinese name behind its surname: 欧阳明 is 欧阳 and 明, 司马 is 司 and 马.

    A name with a middle dot, as many peoples write theirs, has no surname.
    """
    bare = "".join(name.split())
    if not bare or not _is_han(bare[0]) or "·" in bare or "•" in bare:
        return Name("", name.strip())
    length = 2 if len(bare) > 2 and bare[:2] in COMPOUND else 1
    return Name(bare[:length], bare[length:])


def sort_key(name: str) -> str:
    """A key that orders names as a Chinese dictionary does: by syllable, then tone, then character.

    Surnames that sound alike stay apart, 张 from 章. For bytewise order.
    """
    return " ".join(part for syllable in _syllables(name) for part in syllable)


def spelling(name: str) -> str:
    """The name in pinyin as one types it to find somebody: 单晓明 is shanxiaoming; ü is v."""
    return "".join(syllable.letters for syllable in _syllables(name))


def initials(name: str) -> str:
    """The first letter of each character: 单晓明 is sxm."""
    return "".join(syllable.letters[:1] for syllable in _syllables(name))


def _syllables(name: str) -> list[_Syllable]:
    """How each character is read, the surname as a surname; Latin letters and digits stand for themselves."""
    surname, given = split(name)
    known = COMPOUND.get(surname) or SINGLE.get(surname)
    return [*(map(_syllable, known, surname) if known else _read(surname)), *_read(given)]


def _read(characters: str) -> list[_Syllable]:
    kept = "".join(character for character in characters if character.isalnum())
    if not kept:
        return []
    library = _library()
    readings = library.lazy_pinyin(kept, style=library.Style.TONE3, neutral_tone_with_five=True, errors=list)
    return list(map(_syllable, readings, kept))


def _syllable(reading: str, character: str) -> _Syllable:
    if len(reading) > 1 and reading[-1].isdigit():
        return _Syllable(reading[:-1], reading[-1], character)
    return _Syllable(reading.lower(), "0", character)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000" or character == "〇"


@cache
def _library() -> ModuleType:
    """Loads pypinyin when first needed, and without its phrases: they are 44 MB and names are none."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    return import_module("pypinyin")
