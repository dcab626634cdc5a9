"""All members of a year with total and grade, for whoever reads the records."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import person, signed_in
from xieshang.duties import queries, rules, words
from xieshang.duties.models import Grade, Year
from xieshang.duties.views import asked_year, assembly_of, oversees
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Member
from xieshang.ui.cells import Badge
from xieshang.ui.lists import Choice, Column, Listing, Tab

COLUMNS = [
    Column("number", _("证号"), place="lead"),
    Column("name", _("姓名"), place="title", sort="member__sort_key"),
    Column("band", _("等次"), place="state"),
    Column("total", _("总分"), place="due", sort="total"),
    Column("sector", _("界别"), sort="member__sector__position", phone=True),
    Column("committee", _("专委会"), sort="member__committee__position"),
    Column("unmet", _("未达要求"), phone=True),
    Column("proposed", _("建议等次")),
    Column("decided", _("审定等次")),
]


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """`?year=2022`: the members of that year whose record the person reads, as last counted."""
    who, assembly = person(request), assembly_of(request)
    if not who.scopes_with(Permission.DUTIES_READ_ALL):
        raise Http404
    years, chosen = years_and_chosen(request, assembly)
    rows = queries.grades_visible_to(who).filter(of_year=chosen) if chosen else Grade.objects.none()
    return _listing(chosen).respond(
        request,
        rows.select_related("member__sector", "member__committee"),
        template="duties/members.html",
        chosen=chosen,
        years=years,
        oversees=chosen is not None and oversees(who, assembly),
        decides=bool(rules.may_decide_awards(who, assembly)),
    )


def years_and_chosen(request: HttpRequest, assembly: Assembly) -> tuple[list[Year], Year | None]:
    """The years of an assembly, and the one that is asked for, else the latest; None where none was opened."""
    years = list(queries.years_of(assembly))
    return years, next((one for one in years if one.year == asked_year(request)), years[0] if years else None)


def _listing(year: Year | None) -> Listing:
    scheme = queries.scheme_of(year.edition) if year else None
    bands = scheme.grades if scheme else {}
    gates = {one.code: one.title for one in scheme.limits} if scheme else {}

    def row(grade: Grade) -> dict[str, Any]:
        return {
            "pk": grade.pk,
            "url": f"{reverse('duties:record', args=[grade.member_id])}?year={year.year if year else ''}",
            "number": grade.member.number,
            "name": grade.member.name,
            "band": Badge(bands.get(grade.band, grade.band), "plain"),
            "total": words.points(grade.total),
            "sector": grade.member.sector.name,
            "committee": grade.member.committee.name,
            "unmet": _t("、").join(gates.get(code, code) for code in grade.unmet),
            "proposed": bands.get(grade.proposed, ""),
            "decided": bands.get(grade.decided, ""),
        }

    return Listing(
        title=_t("委员履职"),
        columns=COLUMNS,
        row=row,
        sort="-total",
        tabs=[Tab("all", _t("全部")), Tab("unmet", _t("未达要求"), ~Q(unmet=[]))],
        filters=[
            Choice("band", _t("等次"), list(bands.items()), "band"),
            *([sectors_in(year)] if year else []),
        ],
        search=by_name,
        search_label=_t("姓名、拼音首字母或证号"),
        keeps=["year"],
        empty=_t("这一年还没有计算履职得分。"),
    )


def sectors_in(year: Year) -> Choice:
    """The filter by sector, of grades of a year."""
    term = members.current_term(year.assembly, on=date(year.year, 12, 31))
    sectors = members.sectors_of(term) if term else ()
    return Choice("sector", _t("界别"), [(str(one.pk), one.name) for one in sectors], "member__sector_id")


def by_name(rows: QuerySet[Grade], text: str) -> QuerySet[Grade]:
    """The grades of members who are found by name or number."""
    return rows.filter(member__in=members.find(Member.objects.all(), text))
