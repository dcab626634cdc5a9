"""The filters of a list: each reads itself from the address, narrows the rows and becomes a chip."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.enums import Choices
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xieshang.ui.addresses import text
from xieshang.ui.show import Words

Rows = QuerySet[Any]
Narrow = str | Callable[[Rows, Any], Rows]
Options = Sequence[tuple[str, Words]]
Spoken = tuple[tuple[str, str], ...]
"""Options as (value, label), in the language of whoever reads."""


class Unreadable(ValueError):  # noqa: N818 - it is an answer to the person, not a fault
    """The address holds a value this filter cannot use; the message says so to the person."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter in use: what its chip says, which keys of the address it owns, by what value and how it narrows."""

    label: str
    keys: tuple[str, ...]
    value: Hashable
    narrow: Callable[[Rows], Rows]


class Field(NamedTuple):
    """A filter as the page shows it: its name, the keys it sends and what stands under each now."""

    kind: str
    label: str
    keys: tuple[str, ...]
    values: tuple[str, ...]
    options: Spoken = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few options, `?key=value`. `narrow` is a field path or a function (rows, value).

    `options` are pairs, a function that gives them, or an enumeration. `means` looks up what a value
    stands for, which `narrow` is then given in its place.
    """

    key: str
    label: Words
    options: Options | Callable[[], Options] | type[Choices]
    narrow: Narrow
    means: Callable[[str], Hashable] = str
    kind = "choice"

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the address that this filter owns."""
        return (self.key,)

    def listed(self) -> Spoken:
        """The options."""
        if isinstance(self.options, type):
            return _members(self.options, get_language())
        return _spoken(self.options() if callable(self.options) else self.options)

    def shown(self, params: QueryDict) -> Field:
        """The filter as the page shows it."""
        return _field(self, params, self.listed())

    def read(self, params: QueryDict) -> Chosen | None:
        """The filter in use, or None; raises Unreadable for a value that is no option."""
        value = text(params, self.key)
        if not value:
            return None
        label = next((label for known, label in self.listed() if known == value), None)
        if label is None:
            said = {"label": self.label, "value": value}
            raise Unreadable(_("筛选“%(label)s”没有“%(value)s”这一项，已略去。") % said)
        meant = self.means(value)
        return Chosen(_chip(self, label), self.keys, meant, lambda rows: _narrowed(rows, self.narrow, meant))


@dataclass(frozen=True, slots=True)
class Text:
    """Some words, `?key=words`. `narrow` is a field path (contains) or a function (rows, words)."""

    key: str
    label: Words
    narrow: Narrow
    kind = "text"

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the address that this filter owns."""
        return (self.key,)

    def shown(self, params: QueryDict) -> Field:
        """The filter as the page shows it."""
        return _field(self, params)

    def read(self, params: QueryDict) -> Chosen | None:
        """The filter in use, or None."""
        value = text(params, self.key)
        if not value:
            return None
        narrow = f"{self.narrow}__icontains" if isinstance(self.narrow, str) else self.narrow
        return Chosen(_chip(self, value), self.keys, value, lambda rows: _narrowed(rows, narrow, value))


@dataclass(frozen=True, slots=True)
class Dates:
    """A period, `?key_from=2026-01-01&key_until=2026-03-31`, both days included.

    `field` is the path of a date; of a moment, where `moments` is true (days of the assembly's time zone).
    """

    key: str
    label: Words
    field: str
    moments: bool = False
    kind = "dates"

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the address that this filter owns."""
        return (f"{self.key}_from", f"{self.key}_until")

    def shown(self, params: QueryDict) -> Field:
        """The filter as the page shows it."""
        return _field(self, params)

    def read(self, params: QueryDict) -> Chosen | None:
        """The filter in use, or None; raises Unreadable for what is no date, or ends before it begins."""
        first, last = (self._day(params, key) for key in self.keys)
        if first and last and last < first:
            raise Unreadable(_("筛选“%(label)s”的终止日期早于起始日期，已略去。") % {"label": self.label})
        if not (first or last):
            return None
        chip, days = self._chip(first, last), (first, last)
        return Chosen(chip, self.keys, days, lambda rows: self._within(rows, first, last))

    def _day(self, params: QueryDict, key: str) -> date | None:
        value = text(params, key)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            said = {"label": self.label, "value": value}
            raise Unreadable(_("筛选“%(label)s”的“%(value)s”不是日期（应如 2026-03-18），已略去。") % said) from None

    def _chip(self, first: date | None, last: date | None) -> str:
        said = {"label": self.label, "first": first, "last": last}
        if first and last:
            return _("%(label)s：%(first)s 至 %(last)s") % said
        return _("%(label)s：%(first)s 起") % said if first else _("%(label)s：%(last)s 止") % said

    def _within(self, rows: Rows, first: date | None, last: date | None) -> Rows:
        if first:
            rows = rows.filter(**{f"{self.field}__gte": self._edge(first)})
        if last:
            rows = rows.filter(**{f"{self.field}__lt": self._edge(last + timedelta(days=1))})
        return rows

    def _edge(self, on: date) -> date | datetime:
        return timezone.make_aware(datetime.combine(on, time.min)) if self.moments else on


Filter = Choice | Text | Dates


def _spoken(options: Options) -> Spoken:
    return tuple((str(value), str(label)) for value, label in options)


@lru_cache(maxsize=64)
def _members(enumeration: type[Choices], _language: str | None) -> Spoken:
    return _spoken(enumeration.choices)


def _field(shown: Filter, params: QueryDict, options: Spoken = ()) -> Field:
    values = tuple(params.get(key, "") for key in shown.keys)
    return Field(shown.kind, str(shown.label), shown.keys, values, options)


def _chip(chosen: Choice | Text, value: Words) -> str:
    return _("%(name)s：%(value)s") % {"name": chosen.label, "value": value}


def _narrowed(rows: Rows, narrow: Narrow, value: Any) -> Rows:
    return rows.filter(**{narrow: value}) if isinstance(narrow, str) else narrow(rows, value)
