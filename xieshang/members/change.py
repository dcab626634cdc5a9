"""What a change of term (换届) asks of every room. This one lies below and knows none of them; each answers here.

A room declares its answers once, when it is imported:

    @matter("proposals.cases", title=_("未结提案"), cure=_("逐件决定结转或结案。"), place=10)
    def open_cases(term: Term) -> list[Standing]: ...

    @record("proposals.cases", title=_("提案"))
    def cases(term: Term) -> Iterable[Line]: ...

    @shelf("proposals", title=_("提案"))
    def cases_then(term: Term, on: date) -> list[Standing]: ...
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.utils.functional import Promise

Text = str | Promise
Line = list[Any]
A = TypeVar("A", bound="Matter | Record | Shelf")


@dataclass(frozen=True, slots=True)
class Standing:
    """A number that opens the rows behind it."""

    label: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Matter:
    """What can stand open at the end of a term. A term is not frozen while one that binds has a number over 0."""

    code: str
    title: Text
    cure: Text
    ask: Callable[[Any], list[Standing]]
    binds: bool
    place: int


@dataclass(frozen=True, slots=True)
class Record:
    """What of a room lies under the seal of a term: a line a row, of values that then stand still."""

    code: str
    title: Text
    lines: Callable[[Any], Iterable[Line]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a room shows of a term as it was on a day, to who has the permission that it `needs`; "": to everybody who
    keeps the roll."""

    code: str
    title: Text
    then: Callable[[Any, date], list[Standing]]
    needs: str


MATTERS: dict[str, Matter] = {}
RECORDS: dict[str, Record] = {}
SHELVES: dict[str, Shelf] = {}


def matter(
    code: str, *, title: Text, cure: Text, place: int, binds: bool = True
) -> Callable[[Callable[[Any], list[Standing]]], Callable[[Any], list[Standing]]]:
    """Declare what can stand open, on the function that counts it in a term.

    `cure`: what the office does about it; `place`: where it stands among the others.
    """

    def declare(ask: Callable[[Any], list[Standing]]) -> Callable[[Any], list[Standing]]:
        _put(MATTERS, Matter(code, title, cure, ask, binds, place))
        return ask

    return declare


def record(code: str, *, title: Text) -> Callable[[Callable[[Any], Iterable[Line]]], Callable[[Any], Iterable[Line]]]:
    """Declare what goes under the seal, on the function that gives its lines in a settled order."""

    def declare(lines: Callable[[Any], Iterable[Line]]) -> Callable[[Any], Iterable[Line]]:
        _put(RECORDS, Record(code, title, lines))
        return lines

    return declare


def shelf(
    code: str, *, title: Text, needs: str = ""
) -> Callable[[Callable[[Any, date], list[Standing]]], Callable[[Any, date], list[Standing]]]:
    """Declare what is shown of a term as of a day, on the function that counts it."""

    def declare(then: Callable[[Any, date], list[Standing]]) -> Callable[[Any, date], list[Standing]]:
        _put(SHELVES, Shelf(code, title, then, needs))
        return then

    return declare


def matters() -> list[Matter]:
    """All of them, in their order."""
    return sorted(MATTERS.values(), key=lambda one: one.place)


def shelves() -> list[Shelf]:
    """All of them, the lowest room's first."""
    return sorted(SHELVES.values(), key=lambda one: one.code)


def _put(table: dict[str, A], answer: A) -> None:
    if answer.code in table:
        raise ValueError(f"{answer.code} is declared twice")
    table[answer.code] = answer
