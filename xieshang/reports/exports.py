"""The figures of a term as a sheet; the rows behind one as CSV, streamed (as xlsx the kit exports them)."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from django.http import HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.utils.translation import gettext as _

from xieshang.members.models import Term
from xieshang.reports.queries import Counted
from xieshang.spine import clock
from xieshang.ui import addresses, cells, sheets
from xieshang.ui.selection import Selection

MARK = "\ufeff"  # tells spreadsheet programs that the text is UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_sheet(term: Term, counted: Iterable[Counted]) -> StreamingHttpResponse:
    """The figures of a term as they stand on their page: code, title, value, unit, and how many rows each counted."""
    heads = [_("编号"), _("名称"), _("数值"), _("单位"), _("行数")]
    rows = ([one.code, str(one.figure.title), one.value, str(one.figure.unit), one.rows] for one in counted)
    return sheets.attachment(f"{term.assembly.name}{term}", heads, rows)


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(selection: Selection) -> HttpResponseBase:
    """All rows that the address selects, in its order; back to the list where the address cannot be used in full."""
    rows = selection.order.apply(selection.rows)
    if selection.problems:
        return HttpResponseRedirect(addresses.changed(selection.params, {"export": None}))
    name = f"{selection.listing.title}_{clock.today():%Y-%m-%d}.csv"
    response = StreamingHttpResponse(_lines(selection, rows.iterator(chunk_size=1000)), content_type="text/csv")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _lines(selection: Selection, rows: Iterator[Any]) -> Iterator[str]:
    writer: Any = csv.writer(_Line())  # its writerow gives back what `write` gives back
    columns = selection.listing.columns
    yield MARK + writer.writerow([str(column.label) for column in columns])
    for each in rows:
        values = selection.listing.row(each)
        yield writer.writerow([_cell(values[column.key]) for column in columns])


def _cell(value: Any) -> Any:
    """A value as text; what a spreadsheet program would take for a formula is marked as text."""
    plain = cells.plain(value)
    return f"'{plain}" if isinstance(plain, str) and plain.startswith(FORMULA) else plain
