"""Sheets of the roll. The list itself is exported by its listing."""

from datetime import date

from django.http import FileResponse
from django.utils.translation import gettext as _

from xieshang.members import queries
from xieshang.members.imports import HEADINGS
from xieshang.members.models import Assembly
from xieshang.ui import sheets


def roll_template(assembly: Assembly, *, on: date) -> FileResponse:
    """A sheet to fill in: the headings, and under them an invented member with a sector and a committee there are."""
    term = queries.latest_term(assembly, on=on)
    sector = queries.sectors_of(term).first() if term else None
    committee = queries.committees_of(assembly, on=on).first()
    invented = {
        "name": _("示例（请删去这一行）"),
        "gender": "女",
        "ethnicity": "汉族",
        "born": "1975-03",
        "party": "民盟",
        "phone": "13800000000",
        "sector": sector.name if sector else "",
        "committee": committee.name if committee else "",
        "workplace": _("某单位职务"),
        "number": "",
        "note": "",
    }
    line = [invented[heading.key] for heading in HEADINGS]
    return sheets.attachment(_("委员名册模板"), [heading.label for heading in HEADINGS], [line])
