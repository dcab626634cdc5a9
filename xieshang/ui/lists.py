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

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from xieshang.spine import clock
from xieshang.ui import addresses, keyset
from xieshang.ui.counting import Count
from xieshang.ui.drawings import CSRF, Drawings, with_token
from xieshang.ui.filters import Choice, Dates, Field, Text
from xieshang.ui.plans import Reach
from xieshang.ui.rows import Column, Row, labels, rows_of
from xieshang.ui.selection import Bulk, Declaration, Selection, Tab


class Listing(Declaration):
    """A list, as it is declared, that answers requests."""

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


_FIRST_PAGES: Drawings[str] = Drawings(64)


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
            drawn = _FIRST_PAGES.get(key, lambda: self._draw(request.path))
        return with_token(drawn, request)

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
        return [(key, addresses.text(params, key)) for key in ("tab", "sort", *self.listing.keeps) if key in params]

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


__all__ = ["Bulk", "Choice", "Column", "Dates", "ListPage", "Listing", "Reach", "Tab", "Text"]
