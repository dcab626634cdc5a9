"""A member's years: one beside the other as bars, and all that was done in them in one timeline, page by page."""

from itertools import groupby
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xieshang.accounts.web import actor, signed_in
from xieshang.duties import queries, words
from xieshang.duties.models import Grade
from xieshang.duties.scoring import Score
from xieshang.duties.views import lines, member_of
from xieshang.members.models import Member
from xieshang.ui import keyset

ORDER: Final = keyset.Order("on", descending=True, nullable=False)
SIZE: Final = 50


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of all years, the latest first; `?after=` and `?before=` a page."""
    member = member_of(request, pk)
    turn, is_lost = _turn(request, member)
    entries = queries.entries(row.entry for row in turn.rows)
    scores = queries.scores_over(member, sorted({row.year for row in turn.rows}))
    shown = lines.over_years(turn.rows, entries, queries.cases_seen(entries, actor(request)), scores)
    context: dict[str, Any] = {"member": member, "is_lost": is_lost, **years_and_tabs(member, None)}
    by_year = {one["year"]: one for one in context["years"]}
    context["by_year"] = [
        {"year": year, "of": by_year.get(year), "lines": list(each), "beyond": _beyond(scores[year])}
        for year, each in groupby(shown, key=lambda line: line.on.year)
    ]
    for side in ("before", "after"):
        context[side] = f"?{side}={cursor}" if (cursor := getattr(turn, side)) else ""
    return render(request, "duties/timeline.html", context)


def _beyond(score: Score | None) -> str:
    return "" if score is None else words.beyond_lines(score)


def _turn(request: HttpRequest, member: Member) -> tuple[keyset.Turn, bool]:
    """The page that is asked for; the first one where its cursor cannot be used, which is said."""
    rows = queries.credits_of(member)
    try:
        return keyset.turn(rows, ORDER, SIZE, **{key: request.GET.get(key, "") for key in ("after", "before")}), False
    except keyset.BadCursor:
        return keyset.turn(rows, ORDER, SIZE), True


def years_and_tabs(member: Member, year: int | None) -> dict[str, Any]:
    """The years of a member as a table with bars, and as tabs to go from one to the other; None is all of them."""
    years = _years(member, queries.years_of_member(member))
    return {"years": years, "tabs": _tabs(years, member, year)}


def _years(member: Member, grades: list[Grade]) -> list[dict[str, Any]]:
    most = max((grade.total for grade in grades), default=1) or 1
    return [
        {
            "year": grade.of_year.year,
            "total": words.points(grade.total),
            "height": max(grade.total, 0) * 100 // most,
            "href": f"{reverse('duties:record', args=[member.pk])}?year={grade.of_year.year}",
        }
        for grade in grades
    ]


def _tabs(years: list[dict[str, Any]], member: Member, year: int | None) -> list[dict[str, Any]]:
    """All years together, those that were opened, and the one that is looked at."""
    known = {one["year"]: one["href"] for one in years} | ({} if year is None else {year: f"?year={year}"})
    found = [(_("全部年度"), reverse("duties:timeline", args=[member.pk]), year is None)]
    found += [(str(one), known[one], one == year) for one in sorted(known, reverse=True)]
    return [
        {"key": label if label.isdecimal() else "all", "label": label, "href": href, "current": current, "count": None}
        for label, href, current in found
    ]
