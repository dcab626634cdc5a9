"""The duty of a term's members as it stood at the end of a day: to read, and to export."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts.web import actor, signed_in
from xieshang.duties import queries, words
from xieshang.duties.queries import Day
from xieshang.members.models import Member, Term
from xieshang.spine import clock
from xieshang.ui.addresses import text as typed
from xieshang.ui.lists import Choice, Column, Listing

COLUMNS = [
    Column("number", _("证号"), place="lead"),
    Column("name", _("姓名"), place="title", sort="sort_key"),
    Column("band", _("当天等次"), place="state"),
    Column("total", _("当天总分"), place="due"),
    Column("sector", _("界别"), sort="sector__position", phone=True),
]
SEALED = [
    Column("sealed", _("封存总分"), phone=True),
    Column("sealed_band", _("封存等次"), phone=True),
    Column("decided", _("审定等次")),
]


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`?on=2025-06-30`, perhaps `&year=2024`: those of the roll whose record the person reads, each with total and
    grade; 404 where that is nobody, or the day is not of the term."""
    term = get_object_or_404(Term.objects.select_related("assembly__scope"), pk=pk)
    on = _day(request, term)
    years = [year for year in range(term.from_on.year, on.year + 1) if queries.edition_of(term.assembly, year)]
    year = int(asked) if (asked := typed(request.GET, "year")).isdecimal() and int(asked) in years else on.year
    rows = queries.members_by(term.assembly, year, on=on) & queries.records_visible_to(actor(request))
    if not rows.exists():
        raise Http404
    day = queries.day_of(term.assembly, year, on=on)
    context = {"term": term, "on": on, "year": year, "years": _tabs(years, year, on), "day": day}
    context["sealed_on"] = _sealed_on(day)
    shown = rows.select_related("sector")
    return _listing(day, year, term).respond(request, shown, template="duties/term_day.html", **context)


def _day(request: HttpRequest, term: Term) -> date:
    """The day that is named; where none is, the last day of the term, or today."""
    last = min(term.last_on or clock.today(), clock.today())
    try:
        on = date.fromisoformat(typed(request.GET, "on") or last.isoformat())
    except ValueError:
        raise Http404 from None
    if not term.holds(on) or on > last:
        raise Http404
    return on


def _tabs(years: list[int], year: int, on: date) -> list[dict[str, Any]]:
    return [
        {
            "key": one,
            "label": str(one),
            "href": f"?{urlencode({'on': on.isoformat(), 'year': one})}",
            "current": one == year,
            "count": None,
        }
        for one in reversed(years)
    ]


def _sealed_on(day: Day | None) -> date | None:
    return timezone.localdate(day.of_year.frozen_at) if day and day.of_year and day.of_year.frozen_at else None


def _listing(day: Day | None, year: int, term: Term) -> Listing:
    bands = day.scheme.grades if day else {}

    def row(member: Member) -> dict[str, Any]:
        held = day.held.get(member.person_id) if day else None
        grade = day.sealed.get(member.person_id) if day else None
        return {
            "pk": member.pk,
            "url": f"{reverse('duties:record', args=[member.pk])}?year={year}",
            "number": member.number,
            "name": member.name,
            "total": words.points(held[0]) if held else "",
            "band": bands[held[1]] if held else "",
            "sector": member.sector.name,
            "sealed": words.points(grade.total) if grade else "",
            "sealed_band": bands.get(grade.band, grade.band) if grade else "",
            "decided": bands.get(grade.decided, "") if grade else "",
        }

    sectors = [(str(one.pk), one.name) for one in term.sectors.order_by("position", "pk")]
    return Listing(
        title=_t("%(term)s %(year)s 年履职") % {"term": term, "year": year},
        columns=[*COLUMNS, *(SEALED if day and day.sealed and not day.is_sealed else SEALED[-1:])],
        row=row,
        sort="name",
        filters=[Choice("sector", _t("界别"), sectors, "sector_id")],
        keeps=["on", "year"],
        empty=_t("没有符合条件的委员。"),
    )
