"""What a list is declared to be, and what an address selects of it: rows in order, counts, what could not be used."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from xieshang.engine.prepared import Said
from xieshang.spine import clock
from xieshang.ui import addresses, keyset, plans, sheets
from xieshang.ui.counting import GLANCE, Count, Counting, shares_capped, shares_glanced
from xieshang.ui.filters import Chosen, Filter, Unreadable
from xieshang.ui.plans import Plan, Reach
from xieshang.ui.rows import Column
from xieshang.ui.show import Words


@dataclass(frozen=True, slots=True, eq=False)
class Tab:
    """A share of the rows under a name, `?tab=key`; declared once and known by itself."""

    key: str
    label: Words
    narrow: Q | Callable[[QuerySet[Any]], QuerySet[Any]] | None = None

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of this tab."""
        if self.narrow is None:
            return rows
        return rows.filter(self.narrow) if isinstance(self.narrow, Q) else self.narrow(rows)


@dataclass(frozen=True, slots=True, eq=False)
class Bulk:
    """What can be done with the rows that are ticked: POSTs their keys as `chosen` to `url`; known by itself.

    `file`: it is answered with a file, and the page stays as it is.
    """

    label: Words
    url: str
    kind: str = ""
    drawing: str = ""
    file: bool = False


@dataclass(frozen=True)
class Declaration:
    """What a list is declared to be. `row` turns an object into a dict: a value per column key, `pk`, `url`.

    `sort` is the order at first: a column's key, with "-" for descending; that column needs a `sort`
    path. `search` narrows rows to what `asked` makes of a text (None where nothing can be found by it),
    `words` says what is marked of it. The first tab is the one at first. `shown` says how the rows of a
    page are read, which their counts need not know: as model instances, or as dicts of a
    `.values("pk", …)` queryset. `beforehand` is given the objects of a page before `row` is asked about
    each, for what is looked up once for all of them. `keeps`: what else of the address a search carries along.
    `exported` is told, before all selected rows go out as a sheet, how many they are and by what they were narrowed:
    what the address asks, but for the words that were searched for, which may name somebody. `sheet_has_too`: columns
    of the sheet alone.

    Of a `Reach`, a row knows no more than its object, the day, the language, the address and what
    `depends` says: a value that is another one as soon as the same rows would be drawn otherwise.
    """

    title: Words
    columns: Sequence[Column]
    row: Callable[[Any], Mapping[str, Any]]
    sort: str
    shown: Callable[[QuerySet[Any]], QuerySet[Any]] = QuerySet.all
    tabs: Sequence[Tab] = ()
    filters: Sequence[Filter] = ()
    search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    asked: Callable[[str], str | None] = str
    words: Callable[[str], Iterable[str]] = str.split
    search_label: Words = ""
    bulk: Sequence[Bulk] = ()
    empty: Words = ""
    empty_next: Words = ""
    empty_url: str = ""
    size: int = 50
    beforehand: Callable[[Sequence[Any]], object] = len
    depends: Callable[[], Hashable] = str
    keeps: Sequence[str] = ()
    exported: Callable[[int, dict[str, str]], object] | None = None
    sheet_has_too: Sequence[Column] = ()


@dataclass
class Selection:
    """What the address selects of a list: its rows in order, and what in the address could not be used."""

    listing: Declaration
    params: QueryDict
    source: QuerySet[Any] | Reach
    problems: list[str] = field(default_factory=list)

    @cached_property
    def queryset(self) -> QuerySet[Any]:
        """All rows that there are for whoever asks."""
        return self.source.rows() if isinstance(self.source, Reach) else self.source

    @cached_property
    def tab(self) -> Tab | None:
        """The tab that is open; None for a list without tabs."""
        asked = addresses.text(self.params, "tab")
        for tab in self.listing.tabs:
            if tab.key == asked:
                return tab
        if asked:
            self.problems.append(_("没有“%(tab)s”这一类，显示的是第一类。") % {"tab": asked})
        return self.listing.tabs[0] if self.listing.tabs else None

    @cached_property
    def chosen(self) -> list[Chosen]:
        """The filters in use."""
        found = []
        for each in self.listing.filters:
            try:
                found.append(each.read(self.params))
            except Unreadable as fault:
                self.problems.append(str(fault))
        return [one for one in found if one]

    @cached_property
    def text(self) -> str:
        """What is searched for."""
        return addresses.text(self.params, "q") if self.listing.search else ""

    @cached_property
    def asked(self) -> str | None:
        """What the database is asked for that text."""
        return self.listing.asked(self.text)

    @cached_property
    def column(self) -> tuple[Column, bool]:
        """The column that orders the rows, and whether from the end."""
        asked = addresses.text(self.params, "sort") or self.listing.sort
        sortable = {column.key: column for column in self.listing.columns if column.sort}
        if asked.removeprefix("-") not in sortable:
            self.problems.append(_("不能按“%(key)s”排序，已按通常的次序。") % {"key": asked})
            asked = self.listing.sort
        return sortable[asked.removeprefix("-")], asked.startswith("-")

    @cached_property
    def order(self) -> keyset.Order:
        """The order of the rows."""
        column, descending = self.column
        return keyset.Order(column.sort, descending, keyset.nullable(self.queryset.model, column.sort))

    @property
    def matching(self) -> QuerySet[Any]:
        """The rows of all tabs that the filters and the search leave, in no order."""
        return self._found(self.asked)

    def _found(self, asked: str | None) -> QuerySet[Any]:
        rows = self.queryset
        for one in self.chosen:
            rows = one.narrow(rows)
        if not (self.listing.search and self.text):
            return rows
        return rows.none() if asked is None else self.listing.search(rows, asked)

    @property
    def rows(self) -> QuerySet[Any]:
        """The rows that are selected, in no order."""
        return self._in_tab(self.matching)

    def _in_tab(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return self.tab.apply(rows) if self.tab else rows

    @cached_property
    def plan(self) -> Plan | None:
        """The statements of the first page, where it is asked for and its rows are known by a key."""
        cursor = self.params.get("after") or self.params.get("before")
        if not isinstance(self.source, Reach) or cursor or (self.text and self.asked is None):
            return None
        filters = tuple((one.keys, one.value) for one in self.chosen)
        place = (self.tab.key if self.tab else "", self.column[0].key, self.column[1], bool(self.text))
        return plans.plan(plans.Wanted((self.source.key, place, filters, clock.today()), self._planned))

    def _planned(self) -> Plan:
        def rows(asked: str | None = None) -> QuerySet[Any]:
            selected = self.listing.shown(self._in_tab(self._found(asked)))
            return keyset.first(selected, self.order, self.listing.size)

        return Plan(self.order, rows, lambda asked=None: self.counting(asked), (str,) * bool(self.text))

    def counting(self, asked: str | None) -> Counting:
        """How the rows of each tab are counted."""
        shares = {tab.key: tab.apply for tab in self.listing.tabs} or {"": lambda rows: rows}
        found = self._found(asked)
        return shares_glanced(found, shares, GLANCE) if self.text else shares_capped(found, shares)

    @property
    def words(self) -> tuple[str, ...]:
        """What the statements of the plan are run with."""
        return (self.asked,) if self.text and self.asked else ()

    @cached_property
    def said(self) -> Said | None:
        """What the database says of a first page that is planned: the same words as long as nothing of it changes."""
        return self.plan.ask(*self.words) if self.plan else None

    def counts(self) -> dict[str, Count | None]:
        """How many rows there are under each tab."""
        if self.plan and self.said:
            return self.plan.counts(self.said)
        return self.counting(self.asked).run(self.queryset.db)

    def turn(self) -> keyset.Turn:
        """The rows of the page that is asked for; the first page where the cursor cannot be used."""
        if self.plan and self.said:
            return self.plan.turn(self.said, self.listing.size)
        at = {key: self.params.get(key, "") for key in ("after", "before")}
        try:
            return keyset.turn(self.listing.shown(self.rows), self.order, self.listing.size, **at)
        except keyset.BadCursor:
            self.problems.append(_("地址里的翻页位置已经失效，显示的是第一页。"))
            return keyset.turn(self.listing.shown(self.rows), self.order, self.listing.size)

    def export(self) -> HttpResponseBase:
        """All selected rows as a sheet; back to the list where the address cannot be used in full."""
        rows = self.order.apply(self.listing.shown(self.rows))
        if self.problems:
            return HttpResponseRedirect(addresses.changed(self.params, {"export": None}))
        if self.listing.exported is not None:
            self.listing.exported(self.rows.count(), self._narrowed)
        heads = [str(column.label) for column in self._sheet_columns]
        return sheets.attachment(str(self.listing.title), heads, self._lines(rows))

    @property
    def _sheet_columns(self) -> list[Column]:
        return [*self.listing.columns, *self.listing.sheet_has_too]

    @property
    def _narrowed(self) -> dict[str, str]:
        asked = {key: addresses.text(self.params, key) for key in sorted(self.params)}
        asked |= {"q": "…"} if self.text else {}
        return {key: value for key, value in asked.items() if value and key not in ("export", "after", "before")}

    def _lines(self, rows: QuerySet[Any]) -> Iterator[list[Any]]:
        found = rows.iterator(chunk_size=1000)
        while some := list(islice(found, 1000)):
            self.listing.beforehand(some)
            for each in some:
                values = self.listing.row(each)
                yield [values[column.key] for column in self._sheet_columns]
