"""The one list of all rooms: tabs with counts, filters, search, order, paging by key, cards, export.

A room declares a `Listing` and gives it the rows its person may see:

    LISTING = Listing(title=_("提案"), columns=[...], row=as_row, sort="-submitted")

    def index(request):
        return LISTING.respond(request, queries.visible_to(request.user))

A list that is asked for all day takes a `Reach` in place of a queryset: it is compiled once (`plans.py`), and its first
page is drawn once for all who are told the same of it.

All of the state is in the address (tab, filters, q, sort, after/before); all of it works without
JavaScript. A value in the address that cannot be used is left out, and the page says so.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.backends.utils import csrf_input
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from xieshang.engine.prepared import Said
from xieshang.spine import clock
from xieshang.ui import addresses, keyset, plans, sheets
from xieshang.ui.counting import GLANCE, Count, Counting, shares_capped, shares_glanced
from xieshang.ui.filters import Choice, Chosen, Dates, Field, Filter, Text, Unreadable
from xieshang.ui.plans import Plan, Reach
from xieshang.ui.rows import Column, Row, labels, rows_of
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
    """What can be done with the rows that are ticked: POSTs their keys as `chosen` to `url`; known by itself."""

    label: Words
    url: str
    kind: str = ""
    drawing: str = ""


@dataclass(frozen=True)
class Listing:
    """The declaration of a list. `row` turns an object into a dict: a value per column key, `pk`, `url`.

    `sort` is the order at first: a column's key, with "-" for descending; that column needs a `sort`
    path. `search` narrows rows to what `asked` makes of a text (None where nothing can be found by it),
    `words` says what is marked of it. The first tab is the one at first. `shown` says how the rows of a
    page are read, which their counts need not know: as model instances, or as dicts of a
    `.values("pk", …)` queryset. `beforehand` is given the objects of a page before `row` is asked about
    each, for what is looked up once for all of them.

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

    def respond(
        self, request: HttpRequest, rows: QuerySet[Any] | Reach, *, template: str = "ui/list.html", **context: Any
    ) -> HttpResponseBase:
        """The list as a page, as the part that htmx swaps, or, with `?export=xlsx`, as a sheet.

        `template` extends ui/list.html; it and the swapped part find the page as `listing`.
        """
        selection = Selection(self, request.GET, rows)
        if "export" in request.GET:
            return selection.export()
        page = ListPage(selection)
        if request.headers.get("HX-Target") == "list":
            response = HttpResponse(page.drawn(request))
        else:
            response = render(request, template, {"listing": page, **context})
        patch_vary_headers(response, ["HX-Target"])
        return response

    def sheet(self, rows: QuerySet[Any]) -> HttpResponseBase:
        """These rows as a sheet, in the order that the list has at first: for those that were ticked."""
        return Selection(self, QueryDict(), rows).export()

    def page(self, request: HttpRequest, rows: QuerySet[Any] | Reach) -> "ListPage":
        """The list as data, for a page that shows more than the list; give it to the template as `listing`."""
        return ListPage(Selection(self, request.GET, rows))


@dataclass
class Selection:
    """What the address selects of a list: its rows in order, and what in the address could not be used."""

    listing: Listing
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
        heads = [str(column.label) for column in self.listing.columns]
        return sheets.attachment(str(self.listing.title), heads, self._lines(rows))

    def _lines(self, rows: QuerySet[Any]) -> Iterator[list[Any]]:
        found = rows.iterator(chunk_size=1000)
        while some := list(islice(found, 1000)):
            self.listing.beforehand(some)
            for each in some:
                values = self.listing.row(each)
                yield [values[column.key] for column in self.listing.columns]


@dataclass(frozen=True, slots=True)
class TabLink:
    """A tab as the page shows it; the count may be none."""

    key: str
    label: str
    count: Count | None
    href: str
    current: bool


class Head(NamedTuple):
    """A column's head: its classes, the address that sorts by it if any, and the direction if it sorts now."""

    key: str
    label: str
    css: str
    href: str
    sorted: str


CSRF = "\0csrf"
"""Stands in what is drawn where each answer has a token of its own."""
DRAWN = 64
"""So many first pages a process keeps drawn; the one that was not asked for longest goes first."""


class ListPage:
    """One page of a list as its template reads it; two queries (counts, rows), whatever the rows; one of a `Reach`."""

    def __init__(self, selection: Selection) -> None:
        self.listing = selection.listing
        self.selection = selection
        self._address = addresses.Address(selection.params)

    def drawn(self, request: HttpRequest) -> Markup:
        """The list itself, which htmx swaps; drawn once for all who are told the same by the same address."""
        if self.selection.said is None:
            drawn = self._draw(request.path)
        else:
            declared = (self.listing.title, tuple(self.listing.tabs), tuple(self.listing.bulk), self.fields)
            read = (get_language(), clock.today(), get_script_prefix(), self.listing.depends())
            key = (self.selection.said, request.get_full_path(), *declared, *read)
            drawn = _drawn(plans.Wanted(key, lambda: self._draw(request.path)))
        return Markup(drawn.replace(CSRF, str(csrf_input(request)))) if CSRF in drawn else Markup(drawn)  # noqa: S704 - templates escape

    def _draw(self, path: str) -> str:
        return render_to_string("ui/list_body.html", {"listing": self, "path": path, "csrf": Markup(CSRF)})  # noqa: S704 - no text of anybody's

    @cached_property
    def _turn(self) -> keyset.Turn:
        return self.selection.turn()

    @cached_property
    def counts(self) -> dict[str, Count | None]:
        """How many rows there are under each tab."""
        return self.selection.counts()

    @cached_property
    def problems(self) -> list[str]:
        """What in the address could not be used."""
        _read_all = self.selection.tab, self.selection.chosen, self.selection.column, self._turn
        return self.selection.problems

    def address(self, **changes: Any) -> str:
        """This list with something changed, from its first page on."""
        return self._address.changed({"after": None, "before": None, "export": None, **changes})

    @property
    def count(self) -> Count:
        """How many rows are selected; where that was not counted, how many are shown, and whether there are more."""
        tab, shown, turn = self.selection.tab, len(self._turn.rows), self._turn
        more = bool(turn.before or turn.after)
        return self.counts[tab.key if tab else ""] or Count(shown + more, shown + 1)

    @property
    def narrowed(self) -> bool:
        """Is a filter or a search in use?"""
        return bool(self.selection.chosen or self.selection.text)

    @property
    def tabs(self) -> tuple["TabLink", ...]:
        """The tabs for `kit.tabs`."""
        current, tabs = self.selection.tab, tuple(self.listing.tabs)
        return tuple(
            TabLink(tab.key, label, self.counts[tab.key], self.address(tab=tab.key), tab is current)
            for tab, label in zip(tabs, labels(tabs, get_language()), strict=True)
        )

    @property
    def fields(self) -> tuple[Field, ...]:
        """The filters for `kit.filters`."""
        return tuple(each.shown(self.selection.params) for each in self.listing.filters)

    @cached_property
    def chips(self) -> list[dict[str, str]]:
        """The filters in use, each with the address without it."""
        chips = [{"label": one.label, "href": self.address(**dict.fromkeys(one.keys))} for one in self.selection.chosen]
        if text := self.selection.text:
            chips.append({"label": _("搜索：%(text)s") % {"text": text}, "href": self.address(q=None)})
        return chips

    @property
    def cleared(self) -> str:
        """The address without any filter and search."""
        keys = [key for each in self.listing.filters for key in each.keys]
        return self.address(q=None, **dict.fromkeys(keys))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form of search and filters carries along."""
        params = self.selection.params
        return [(key, addresses.text(params, key)) for key in ("tab", "sort") if key in params]

    @property
    def heads(self) -> tuple["Head", ...]:
        """The column heads for `kit.heads`."""
        current, descending = self.selection.column
        columns = tuple(self.listing.columns)
        return tuple(
            Head(
                column.key,
                label,
                column.css,
                self._sorted_by(column, current, descending) if column.sort else "",
                ("descending" if descending else "ascending") if column is current else "",
            )
            for column, label in zip(columns, labels(columns, get_language()), strict=True)
        )

    def _sorted_by(self, column: Column, current: Column, descending: bool) -> str:
        turned = column is current and not descending
        return self.address(sort=f"-{column.key}" if turned else column.key)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the page."""
        words = tuple(self.listing.words(self.selection.text)) if self.selection.text else ()
        self.listing.beforehand(self._turn.rows)
        return rows_of(map(self.listing.row, self._turn.rows), self.listing.columns, words)

    @property
    def before(self) -> str:
        """The address of the page before, or nothing."""
        return self.address(before=self._turn.before) if self._turn.before else ""

    @property
    def after(self) -> str:
        """The address of the page after, or nothing."""
        return self.address(after=self._turn.after) if self._turn.after else ""

    @property
    def export_url(self) -> str:
        """The address of the sheet with all selected rows."""
        return self.address(export="xlsx")


@lru_cache(maxsize=DRAWN)
def _drawn(wanted: plans.Wanted[str]) -> str:
    """The first page with this key, as it is drawn."""
    return wanted.make()


__all__ = ["Bulk", "Choice", "Column", "Dates", "ListPage", "Listing", "Reach", "Selection", "Tab", "Text"]
