"""The members of a year in the order of their totals: shown to members only where the assembly's scheme says so."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xieshang.accounts.web import actor, person, signed_in
from xieshang.duties import queries, words
from xieshang.duties.models import Year
from xieshang.ui import sheets


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Place, name, sector, total and grade; `?export=xlsx` the same as a sheet."""
    rows = queries.rankings_visible_to(actor(request)).select_related("edition", "assembly")
    year = get_object_or_404(rows, pk=pk)
    if "export" in request.GET:
        heads = [_("名次"), _("姓名"), _("界别"), _("总分"), _("等次")]
        title = _("%(year)s 年履职名次") % {"year": year.year}
        return sheets.attachment(title, heads, ([*row.values()][1:] for row in _rows(year)))
    own = person(request).pk
    return render(request, "duties/ranking.html", {"year": year, "rows": list(_rows(year)), "own": own})


def _rows(year: Year) -> Iterator[dict[str, Any]]:
    titles = queries.scheme_of(year.edition).grades
    for place, grade in queries.ranking_of(year):
        held = grade.decided or grade.band
        yield {
            "person": grade.member.person_id,
            "place": place,
            "name": grade.member.name,
            "sector": grade.member.sector.name,
            "total": words.points(grade.total),
            "band": titles.get(held, held),
        }
