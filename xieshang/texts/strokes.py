"""Names in the order of the strokes of their surnames (姓氏笔画), as lists of people are printed.

The table is `strokes.txt`, which says where it comes from: all 20,992 basic characters.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from xieshang.texts import names

TABLE = Path(__file__).with_name("strokes.txt")
Place = tuple[bool, int]
"""Where a character stands: those of the table by their place in it, the others after them by code point."""
Key = tuple[tuple[Place, ...], int, tuple[Place, ...]]


def order_key(name: str) -> Key:
    """A key that orders names by the strokes of the surname: their number, then their kinds in turn (横竖撇点折).

    Of one surname a given name of one character comes first, then the given names in the same way. A name without a
    surname, as many peoples write theirs, is ordered by its first character.
    """
    surname, given = _split(name)
    return tuple(map(_place, surname)), len(given), tuple(map(_place, given))


def count(character: str) -> int | None:
    """How many strokes a character has; None where the table does not have it."""
    return _table().get(character, (None, 0))[0]


def unknown(people: Iterable[str]) -> list[str]:
    """Those of the names whose surname the table does not have: they stand last."""
    return [name for name in people if any(count(character) is None for character in _split(name)[0])]


def _split(name: str) -> tuple[str, str]:
    surname, given = names.split(name)
    return (surname, given) if surname else (given[:1], given[1:])


def _place(character: str) -> Place:
    found = _table().get(character)
    return (False, found[1]) if found else (True, ord(character))


@cache
def _table() -> dict[str, tuple[int, int]]:
    """Character to its number of strokes and its place; read once."""
    known: dict[str, tuple[int, int]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            number, _space, characters = line.partition(" ")
            for character in characters:
                known[character] = (int(number), len(known))
    return known
