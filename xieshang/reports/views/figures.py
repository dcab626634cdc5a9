"""The pages of reports: the figures of a term, the rows behind each, and the work report that binds them."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from markupsafe import Markup

from xieshang.accounts.web import actor, signed_in
from xieshang.members.models import Term
from xieshang.reports import exports, prose, queries, showing
from xieshang.reports.queries import Counted
from xieshang.spine import clock
from xieshang.spine.figure import Figure, Scope
from xieshang.ui import show
from xieshang.ui.lists import Listing
from xieshang.ui.selection import Selection

GLIMPSE = 8
"""So many rows, of so many columns, stand in the panel beside the report."""
COLUMNS = 3


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """On to the term that runs, or ran last, of the first assembly whose reports one may read."""
    begun = queries.terms_of(actor(request)).filter(from_on__lte=clock.today())
    term = begun.order_by("assembly", "-from_on").first()
    if term is None:
        raise Http404
    return redirect("reports:figures", term.assembly.code, term.number)


@require_safe
@signed_in
def figures(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """All figures of a term, by section, each a door to its rows; as a sheet where that is asked for."""
    terms, term = _terms(request, code, number)
    counted = queries.gather(_scope(term), at=clock.now())
    if request.GET.get("export") == "xlsx":
        return exports.as_sheet(term, counted)
    sections = [(name, [_door(one, term) for one in each]) for name, each in queries.by_section(counted)]
    context = {**_of_term(term), "sections": sections, "tabs": [_tab(each, term) for each in terms]}
    return render(request, "reports/figures.html", context)


def _door(counted: Counted, term: Term) -> dict[str, str]:
    """A figure for `kit.figures`."""
    return {
        "n": queries.with_unit(show.number(counted.value), str(counted.figure.unit)),
        "label": str(counted.figure.title),
        "href": _page(term, counted.code),
        "note": counted.code,
    }


def _tab(each: Term, term: Term) -> dict[str, Any]:
    """A term for `kit.tabs`; of another assembly, with that one's name."""
    label = str(each) if each.assembly_id == term.assembly_id else f"{each.assembly.name} {each}"
    href = reverse("reports:figures", args=[each.assembly.code, each.number])
    return {"key": each.pk, "label": label, "href": href, "current": each.pk == term.pk, "count": None}


def _page(term: Term, code: str) -> str:
    return reverse("reports:rows", args=[term.assembly.code, term.number, code])


@require_safe
@signed_in
def rows(request: HttpRequest, code: str, number: int, figure: str) -> HttpResponseBase:
    """The rows behind a figure: as a page, as CSV or xlsx, or at a glance beside the report."""
    _, term = _terms(request, code, number)
    declared = queries.find(figure)
    if declared is None:
        raise Http404
    behind = queries.rows(declared, _scope(term))
    listing = showing.listing(declared, behind, actor=actor(request))
    if request.GET.get("export") == "csv":
        return exports.as_csv(Selection(listing, request.GET, behind))
    if request.headers.get("HX-Target") == "behind":
        return _glimpse(request, term, declared, listing, behind)
    if "export" in request.GET or request.headers.get("HX-Target") == "list":
        return listing.respond(request, behind)
    counted = queries.count(declared, _scope(term), at=clock.now())
    return listing.respond(request, behind, template="reports/rows.html", counted=counted, **_of_term(term))


@require_safe
@signed_in
def work_report(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The work report of a term: prose, whose every number opens what it counted."""
    _, term = _terms(request, code, number)
    text = prose.source("work_report", get_language() or "")
    blocks = prose.bind(text, _Binding(term).link, **_words(term))
    return render(request, "reports/work_report.html", {**_of_term(term), "blocks": blocks})


def _terms(request: HttpRequest, code: str, number: int) -> tuple[QuerySet[Term], Term]:
    """The terms one may read about, and the one that is asked for; else 404."""
    terms = queries.terms_of(actor(request))
    return terms, get_object_or_404(terms, assembly__code=code, number=number)


def _scope(term: Term) -> Scope:
    return Scope.of_term(term, on=clock.today())


def _of_term(term: Term) -> dict[str, Any]:
    """What every page of a term says about it."""
    scope = _scope(term)
    return {"term": term, "assembly": term.assembly, "scope": scope, "words": _words(term), "at": clock.now()}


def _words(term: Term) -> dict[str, str]:
    """What a text may bind beside figures."""
    scope = _scope(term)
    return {
        "assembly": term.assembly.name,
        "term": str(term),
        "from_day": show.day(scope.from_on),
        "until_day": show.day(scope.as_of),
        "as_of": show.moment(clock.now()),
    }


class _Binding:
    """Figures as links in a text, each counted once, however often it is bound."""

    def __init__(self, term: Term) -> None:
        self.term, self.counted = term, dict[str, Counted]()

    def link(self, code: str) -> Markup:
        """Value and unit, as a link that opens the rows: beside the text, or as a page where there is no script."""
        is_first = code not in self.counted
        if is_first:
            self.counted[code] = self._count(code)
        anchor = Markup(' id="{}"').format(code) if is_first else ""
        return LINK.format(page=_page(self.term, code), anchor=anchor, text=self.counted[code].text)

    def _count(self, code: str) -> Counted:
        figure = queries.find(code)
        if figure is None:
            raise LookupError(f"the text binds {code}, which no room declares")
        return queries.count(figure, _scope(self.term), at=clock.now())


LINK = Markup('<a class="bound" href="{page}" hx-get="{page}" hx-target="#behind"{anchor}>{text}</a>')


def _glimpse(request: HttpRequest, term: Term, figure: Figure, listing: Listing, behind: QuerySet[Any]) -> HttpResponse:
    """The number with its query in words and its first rows, for the panel beside the report."""
    columns = listing.columns[:COLUMNS]
    first = [listing.row(values) for values in behind[:GLIMPSE]]
    context = {
        **_of_term(term),
        "counted": queries.count(figure, _scope(term), at=clock.now()),
        "heads": [column.label for column in columns],
        "lines": [[row[column.key] for column in columns] for row in first],
    }
    return render(request, "reports/behind.html", context)
