"""The statistics of a year: each number with its denominator, and with the rows behind it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts import web
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import signed_in
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Session
from xieshang.proposals.figures.measures import MEASURES, Measure, Year
from xieshang.proposals.figures.tables import (
    DIMENSIONS,
    Dimension,
    Line,
    Table,
    parts_of,
    rows_behind,
    table_of,
    whole_of,
)
from xieshang.proposals.models import Proposal
from xieshang.proposals.views.rows import badge, case_words
from xieshang.spine import clock
from xieshang.ui import sheets
from xieshang.ui.addresses import text as typed
from xieshang.ui.lists import Column, Listing

P = Permission
HEADLINES = ["received", "filed", "answered", "in_time", "talked", "satisfied", "fairly", "class_a"]
Opens = Callable[..., str]
ENDS = ["filed", "merged", "letter", "not_filed", "withdrawn", "in_review"]


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """A year of the person's assembly; `?year=2022&on=2022-12-31&by=sector`, and `&export=xlsx` for the table."""
    year, years = _asked(request)
    dimension = DIMENSIONS.get(typed(request.GET, "by"), DIMENSIONS["category"])
    if "export" in request.GET:
        return _sheet(year, table_of(year, dimension))
    whole = whole_of(year)
    table, opens = table_of(year, dimension, whole), _opener(request, year)
    shown = {"year": year, "years": years, "tabs": _tabs(year, dimension), "table": table}
    return render(
        request, "proposals/statistics.html", {**shown, **_whole(whole, opens), **_parted(year, table, opens)}
    )


def _whole(whole: Line, opens: Opens) -> dict[str, Any]:
    """The year as a whole: its headlines, and what became of what was received."""
    return {
        "headlines": [_headline(whole, MEASURES[code], opens) for code in HEADLINES],
        "ends": [(MEASURES[code].title, whole.counts[code], opens(code)) for code in ENDS],
        "received": whole.counts["received"],
        "left": parts_of(whole).remainder,
    }


def _parted(year: Year, table: Table, opens: Opens) -> dict[str, Any]:
    """The year by a dimension."""
    return {
        "shown": [_shown(line, table, opens) for line in table.lines],
        "total": _shown(table.whole, table, lambda code, **_of: opens(code)),
        "remainder": table.remainder,
        "sheet": f"?{urlencode({**_params(year), 'by': table.dimension.code, 'export': 'xlsx'})}",
    }


def _tabs(year: Year, chosen: Dimension) -> list[dict[str, Any]]:
    return [
        {
            "key": one.code,
            "label": one.title,
            "href": f"?{urlencode({**_params(year), 'by': one.code})}",
            "current": one is chosen,
            "count": None,
        }
        for one in DIMENSIONS.values()
    ]


def _asked(request: HttpRequest) -> tuple[Year, list[int]]:
    """The year asked for, this session's where none is, and all there are; 404 where the person may not read them."""
    person = web.person(request)
    assembly = members.assembly_of(person, on=clock.today())
    if assembly is None or not person.can(P.REPORTS_READ, assembly.scope_id):
        raise Http404
    years = _years(assembly)
    asked = typed(request.GET, "year")
    year = int(asked) if asked.isdecimal() and int(asked) in years else years[0]
    return Year(assembly, year, _day(typed(request.GET, "on"))), years


def _years(assembly: Assembly) -> list[int]:
    found = Session.objects.filter(assembly=assembly, from_on__lte=clock.today()).order_by("-year")
    years = list(found.values_list("year", flat=True).distinct())
    if not years:
        raise Http404
    return years


def _day(text: str) -> date:
    """The day as of which it is counted: today where what was typed is no day, or lies ahead."""
    try:
        return min(date.fromisoformat(text), clock.today())
    except ValueError:
        return clock.today()


def _params(year: Year) -> dict[str, Any]:
    return {"year": year.year, **({"on": year.on.isoformat()} if year.on != clock.today() else {})}


def _opener(request: HttpRequest, year: Year) -> Opens:
    """The address of the rows behind a number; nothing for who may not read every case."""
    readable = web.person(request).can(P.PROPOSALS_READ_ALL, year.assembly.scope_id)

    def opens(code: str, **of: str) -> str:
        return "/proposals/statistics/rows?" + urlencode({**_params(year), "measure": code, **of}) if readable else ""

    return opens


def _headline(whole: Line, measure: Measure, opens: Opens) -> dict[str, Any]:
    n, share = whole.counts[measure.code], whole.share(measure.code)
    note = (
        _t("%(share)s %(percent)s（%(part)s / %(whole)s %(of)s）")
        % {
            "share": measure.share or _t("占"),
            "percent": share,
            "part": share.part,
            "whole": share.whole,
            "of": MEASURES[measure.share_of].title,
        }
        if share
        else ""
    )
    return {"n": n, "label": measure.title, "note": note, "href": opens(measure.code)}


def _shown(line: Line, table: Table, opens: Opens) -> dict[str, Any]:
    """A line of the table: its label, and each count with its address and its share."""
    of = {"by": table.dimension.code, "of": line.key}
    counts = [
        {"n": line.counts[one.code], "href": opens(one.code, **of), "share": line.share(one.code)}
        for one in table.measures
    ]
    return {"label": line.label, "counts": counts}


def _sheet(year: Year, table: Table) -> HttpResponseBase:
    """The table as it is shown, with the shares beside the counts."""
    heads = [str(table.dimension.title)]
    for one in table.measures:
        heads += [str(one.title)] + ([str(one.share)] if one.share else [])
    lines = [*table.lines, *([table.remainder] if table.remainder else []), table.whole]
    rows = ([line.label, *_cells(line, table)] for line in lines)
    title = _t("%(year)s年提案统计（按%(dimension)s）") % {"year": year.year, "dimension": table.dimension.title}
    return sheets.attachment(title, heads, rows)


def _cells(line: Line, table: Table) -> list[Any]:
    cells: list[Any] = []
    for one in table.measures:
        cells.append(line.counts[one.code])
        if one.share:
            cells.append(str(line.share(one.code)))
    return cells


@require_safe
@signed_in
def rows(request: HttpRequest) -> HttpResponseBase:
    """The rows behind one number; only for who may read every case."""
    year, measure = _asked(request)[0], MEASURES.get(typed(request.GET, "measure"))
    if measure is None or not web.person(request).can(P.PROPOSALS_READ_ALL, year.assembly.scope_id):
        raise Http404
    dimension = DIMENSIONS.get(typed(request.GET, "by"))
    try:
        found = rows_behind(year, measure, dimension, typed(request.GET, "of"))
    except ValueError:
        raise Http404 from None
    return _behind(year, measure, dimension).respond(request, found)


def _behind(year: Year, measure: Measure, dimension: Dimension | None) -> Listing:
    case = measure.base.case
    above = [case.removesuffix("__")] if case else []

    def row(one: Any) -> Mapping[str, Any]:
        proposal: Proposal = one.proposal if case else one
        return {
            "pk": one.pk,
            "url": f"/proposals/{proposal.pk}",
            "number": case_words(proposal.session.year, proposal.case_number),
            "title": proposal.title,
            "state": badge(proposal.state),
            "who": proposal.proposer_name,
            "more": one.bureau.name if hasattr(one, "bureau") else one.get_result_display() if case else "",
            "submitted": proposal.submitted_at,
        }

    return Listing(
        title=_t("%(year)s年 · %(measure)s") % {"year": year.year, "measure": measure.title},
        sort="submitted",
        row=row,
        shown=lambda rows: rows.select_related(
            *above, f"{case}session", *(["bureau"] if measure.base.code in ("charges", "co_charges") else [])
        ),
        columns=[
            Column("number", _("案号"), place="lead"),
            Column("title", _("案由"), place="title"),
            Column("state", _("状态"), place="state"),
            Column("who", _("提案者"), phone=True),
            Column("more", _("承办单位或反馈"), phone=True),
            Column("submitted", _("提交日期"), place="due", sort=f"{case}submitted_at"),
        ],
        empty=_("没有这样的提案。"),
    )
