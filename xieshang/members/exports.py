"""Sheets of the roll. The list itself is exported by its listing."""

from datetime import date

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from xieshang.members import queries
from xieshang.members.imports import words
from xieshang.members.models import Assembly
from xieshang.ui import sheets


def roll_template(assembly: Assembly, *, on: date) -> StreamingHttpResponse:
    """A sheet to fill in: the headings, and under them an invented member with a sector and a committee there are."""
    term = queries.latest_term(assembly, on=on)
    sector = queries.sectors_of(term).first() if term else None
    committee = queries.committees_of(assembly, on=on).first()
    line = words.EXAMPLE | {
        "name": _("示例（请删去这一行）"),
        "sector": sector.name if sector else "",
        "committee": committee.name if committee else "",
        "workplace": _("某单位职务"),
    }
    heads = [ways.split()[0] for ways in words.HEADINGS.values()]
    return sheets.attachment(_("委员名册模板"), heads, [[line.get(key, "") for key in words.HEADINGS]])
