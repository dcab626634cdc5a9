"""Quality beside quantity: what a member did in a year and what became of it, each number with the entries behind it;
and the same of all members, for whoever reads the records."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor, person, signed_in
from xieshang.duties import queries
from xieshang.duties.models import Credit, Grade, Year
from xieshang.duties.quality import SORTS, Outcome, Quality, Sort, sorts_of
from xieshang.duties.queries import Record
from xieshang.duties.views import assembly_of, lines, record_of
from xieshang.duties.views.listing import by_name, sectors_in, years_and_chosen
from xieshang.ui import sheets
from xieshang.ui.addresses import text as typed
from xieshang.ui.cells import Door
from xieshang.ui.lists import Column, Listing, Tab

HEADS: Final[dict[Outcome, str | Promise]] = {
    Outcome.DONE: _("做了"),
    Outcome.ADOPTED: _("被采用"),
    Outcome.SINGLED_OUT: _("重点、批示"),
    Outcome.CARRIED_OUT: _("落实"),
    Outcome.HONOURED: _("评优"),
}
"""What each number counts, as the head of its column."""


def table_of(record: Record) -> dict[str, Any]:
    """The numbers of a record, for its page: heads, and for each sort its title and a door or nothing."""
    rows = queries.qualities_of(_sorts(record), record.facts)
    return {
        "heads": list(HEADS.values()),
        "rows": [(one.sort.title, list(_doors(one, record.member.pk, record.year))) for one in rows],
    }


def _doors(found: Quality, member: int, year: int) -> Iterator[Door | None]:
    for outcome in Outcome:
        n, at = found.count(outcome), reverse("duties:deeds", args=[member])
        yield None if n is None else Door(n, f"{at}?year={year}&of={found.sort.code}&what={outcome}")


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The entries behind one number of a member's year: `?year=2022&of=proposed&what=adopted`; `&export=xlsx`."""
    record = record_of(request, pk)
    if record is None:
        raise Http404
    sort, what = _asked(request, record)
    (found,) = queries.qualities_of([sort], record.facts)
    entries = queries.entries(found.entries[what])
    deeds = lines.told(entries, queries.cases_seen(entries, actor(request)))
    words = {"sort": sort.title, "what": HEADS[what], "name": record.member.name, "year": record.year}
    title = _t("%(name)s %(year)s 年%(sort)s：%(what)s") % words
    if "export" in request.GET:
        heads = [_t("账目"), _t("日期"), _t("案由"), _t("事项")]
        return sheets.attachment(title, heads, ([one.entry, one.on, one.title, one.what] for one in deeds))
    context = {"record": record, "sort": sort, "what": HEADS[what], "deeds": deeds, "export": _export(request)}
    return render(request, "duties/deeds.html", context)


def _asked(request: HttpRequest, record: Record) -> tuple[Sort, Outcome]:
    """The number that the address asks for; 404 where there is none such."""
    sort = next((one for one in _sorts(record) if one.code == typed(request.GET, "of")), None)
    what = next((one for one in Outcome if one == typed(request.GET, "what")), None)
    if sort is None or what is None or (what is not Outcome.DONE and what not in sort.becomes):
        raise Http404
    return sort, what


def _sorts(record: Record) -> tuple[Sort, ...]:
    return sorts_of(record.scheme.items)


def _export(request: HttpRequest) -> str:
    return f"?{urlencode({**request.GET.dict(), 'export': 'xlsx'})}"


COLUMNS = [
    Column("number", _("证号"), place="lead"),
    Column("name", _("姓名"), place="title", sort="member__sort_key"),
    Column("sector", _("界别"), sort="member__sector__position"),
    Column("committee", _("专委会"), sort="member__committee__position"),
]


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """`?year=2022`: of the members of that year whose record the person reads, what each did and what became of it;
    a tab for each sort of thing."""
    who, assembly = person(request), assembly_of(request)
    if not who.scopes_with(Permission.DUTIES_READ_ALL):
        raise Http404
    years, chosen = years_and_chosen(request, assembly)
    if chosen is None:
        raise Http404
    sort = next((one for one in SORTS if one.code == typed(request.GET, "tab")), SORTS[0])
    rows = queries.grades_visible_to(who).filter(of_year=chosen).annotate(done=_times(chosen, sort))
    return _listing(chosen, sort).respond(
        request,
        rows.select_related("member__sector", "member__committee"),
        template="duties/qualities.html",
        chosen=chosen,
        years=years,
    )


def _times(year: Year, sort: Sort) -> Coalesce:
    """How often the member of a grade did it, to sort by."""
    own = Credit.objects.filter(assembly=year.assembly, year=year.year, person=OuterRef("member__person"))
    counted = own.filter(queries.done_by(sort)).order_by().values("person")
    return Coalesce(Subquery(counted.annotate(n=Count("subject_id", distinct=True)).values("n")), 0)


def _listing(year: Year, sort: Sort) -> Listing:
    found: dict[int, Quality] = {}
    shown = [outcome for outcome in Outcome if outcome is Outcome.DONE or outcome in sort.becomes]

    def beforehand(grades: Sequence[Grade]) -> None:
        people = [grade.member.person_id for grade in grades]
        found.update(queries.qualities_in(year.assembly, year.year, people, sort))

    def row(grade: Grade) -> dict[str, Any]:
        member = grade.member
        doors = _doors(found[member.person_id], member.pk, year.year)
        return {
            "pk": grade.pk,
            "url": f"{reverse('duties:record', args=[member.pk])}?year={year.year}",
            "number": member.number,
            "name": member.name,
            "sector": member.sector.name,
            "committee": member.committee.name,
            **dict(zip((outcome.value for outcome in Outcome), doors, strict=True)),
        }

    return Listing(
        title=_t("数量和质量"),
        columns=[*COLUMNS, *(_column(outcome) for outcome in shown)],
        row=row,
        sort="-done",
        tabs=[_tab(year, one) for one in SORTS],
        filters=[sectors_in(year)],
        search=by_name,
        search_label=_t("姓名、拼音首字母或证号"),
        beforehand=beforehand,
        keeps=["year"],
        empty=_t("这一年没有委员做过这样的事。"),
    )


def _column(outcome: Outcome) -> Column:
    done = outcome is Outcome.DONE
    on_phone = outcome in (Outcome.DONE, Outcome.ADOPTED, Outcome.CARRIED_OUT)
    return Column(outcome.value, HEADS[outcome], numeric=True, phone=on_phone, sort="done" if done else "")


def _tab(year: Year, sort: Sort) -> Tab:
    """Whoever did such a thing in the year; of proposals everybody, as everybody can propose."""
    if sort is SORTS[0]:
        return Tab(sort.code, sort.title)
    who = Credit.objects.filter(queries.done_by(sort), assembly=year.assembly, year=year.year).values("person")
    return Tab(sort.code, sort.title, Q(member__person__in=who))
