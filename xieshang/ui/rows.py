"""The rows of a list as they stand in its table, and as cards on a phone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Protocol

from django.utils.translation import get_language
from markupsafe import Markup, escape

from xieshang.spine import clock
from xieshang.ui import cells, show
from xieshang.ui.show import Words

Place = Literal["lead", "title", "state", "ball", "due", "more"]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column, which is declared once and known by itself.

    `place` says what it is on a phone's card; `sort` is the path it is sorted by.
    `marked`: hits of a search are marked in it. `phone`: a "more" column that a card shows too.
    """

    key: str
    label: Words
    place: Place = "more"
    sort: str = ""
    numeric: bool = False
    marked: bool = False
    phone: bool = False

    @property
    def css(self) -> str:
        """The classes of its cells."""
        place = "ball-cell" if self.place == "ball" else self.place
        return place + " number" * self.numeric + " on-phone" * self.phone


class Declared(Protocol):
    """What a list declares once under a label."""

    @property
    def label(self) -> Words: ...


@lru_cache(maxsize=256)
def labels(declared: tuple[Declared, ...], _language: str | None) -> tuple[str, ...]:
    """The labels in a language, which is the active one."""
    return tuple(str(one.label) for one in declared)


class Row(NamedTuple):
    """A row of a page: its key, its address, and its cells as they stand in the table."""

    pk: Any
    url: str
    cells: Markup


def rows_of(values: Iterable[Mapping[str, Any]], columns: Sequence[Column], words: Sequence[str] = ()) -> list[Row]:
    """Rows of the dicts that a listing makes, with hits of `words` marked in the columns that say so."""
    frames = _frames(tuple(columns), get_language())
    if words:
        return [frames.row(each["pk"], each["url"], frames.of(each), words) for each in values]
    year = clock.today().year
    return [_seen(frames, year, each["pk"], each["url"], *frames.of(each)) for each in values]


class _Frames:
    """What stands round the values of each column, made once for all rows of a list in a language."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._frames = [_Frame.of(column) for column in columns]
        self._keys = [column.key for column in columns]

    def of(self, values: Mapping[str, Any]) -> list[Any]:
        """The values of a row in the order of the columns."""
        return [values[key] for key in self._keys]

    def row(self, pk: Any, url: str, values: Iterable[Any], words: Sequence[str] = ()) -> Row:
        """A row of these values."""
        parts: list[str] = []
        for (column, start, bare), value in zip(self._frames, values, strict=True):
            shown = _shown(column.marked, value, words)
            if column.place == "title":
                parts.append(_TITLE.format(url, pk, shown))
            else:
                parts += [bare if value is None or value == "" else start, escape(shown), "</td>"]
        return Row(pk, url, Markup("".join(parts)))  # noqa: S704 - every part is escaped


class _Frame(NamedTuple):
    """A column and what opens its cells; a card leaves out what is bare."""

    column: Column
    start: Markup
    bare: Markup

    @classmethod
    def of(cls, column: Column) -> "_Frame":
        """The frame of a column."""
        named = column.label if column.place in ("due", "ball") or column.phone else ""
        label = Markup(' data-label="{}"').format(named) if named else ""
        start, bare = (Markup('<td class="{}"{}>').format(css, label) for css in (column.css, f"{column.css} bare"))
        return cls(column, start, bare)


_TITLE = Markup('<th scope="row" class="title"><a href="{}" id="row-{}">{}</a></th>')


@lru_cache(maxsize=64)
def _frames(columns: tuple[Column, ...], _language: str | None) -> _Frames:
    return _Frames(columns)


@lru_cache(maxsize=2048, typed=True)  # the same rows are looked at all day, by everybody
def _seen(frames: _Frames, _year: int, pk: Any, url: str, *values: Any) -> Row:
    """A row without marks is the same whenever its values are; dates are written by the year they are read in."""
    return frames.row(pk, url, values)


def _shown(marked: bool, value: Any, words: Sequence[str]) -> Any:
    return show.mark(str(value), words) if words and marked else cells.show(value)
