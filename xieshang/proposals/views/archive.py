"""The archive: the packages, and what still waits for it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor, signed_in
from xieshang.members.models import Assembly
from xieshang.proposals.models import Package, Proposal
from xieshang.proposals.queries import papers
from xieshang.proposals.views.rows import case_words
from xieshang.ui.lists import Bulk, Column, Listing


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The packages of the assemblies all of whose cases the person reads, newest first."""
    person = _of_the_office(request)
    listing = Listing(
        title=_t("提案档案"),
        columns=[
            Column("number", _("案卷号"), place="lead"),
            Column("title", _("案由"), place="title"),
            Column("case", _("案号"), phone=True),
            Column("papers", _("文件数"), numeric=True),
            Column("made", _("归档日期"), sort="made_at", phone=True),
        ],
        row=_package_row,
        sort="-made",
        shown=lambda rows: rows.select_related("proposal__session"),
        search=lambda rows, text: rows.filter(proposal__title__icontains=text),
        search_label=_t("在案由里找"),
        empty=_t("还没有归档的提案。"),
        empty_next=_t("看待归档的提案"),
        empty_url="/proposals/archive/open",
    )
    packages = papers.packages_visible_to(person)
    return listing.respond(request, packages, template="proposals/archive.html", may_archive=_archives(person))


def _package_row(package: Package) -> Mapping[str, Any]:
    case = package.proposal
    return {
        "pk": package.pk,
        "url": f"/proposals/archive/{package.pk}",
        "number": str(package),
        "title": case.title,
        "case": case_words(case.session.year, case.case_number),
        "papers": len(package.manifest),
        "made": timezone.localdate(package.made_at),
    }


def _of_the_office(request: HttpRequest) -> Person:
    """The person, if they read all cases of some assembly; else there is no archive."""
    person = web.person(request)
    if not person.scopes_with(Permission.PROPOSALS_READ_ALL):
        raise Http404
    return person


def _archives(person: Person) -> list[Assembly]:
    """The assemblies whose cases the person archives."""
    return list(Assembly.objects.filter(scope__in=person.scopes_with(Permission.PROPOSALS_CLOSE)).order_by("pk"))


@require_safe
@signed_in
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """One package: its papers with their hashes."""
    return _package_page(request, pk)


@require_safe
@signed_in
def verification(request: HttpRequest, pk: int) -> HttpResponse:
    """The package with every hash computed anew."""
    return _package_page(request, pk, verify=True)


def _package_page(request: HttpRequest, pk: int, *, verify: bool = False) -> HttpResponse:
    found = papers.packages_visible_to(actor(request)).select_related("proposal__session", "file", "made_by")
    one = get_object_or_404(found, pk=pk)
    damages = papers.damages_of(one) if verify else []
    parts = [part for part in one.proposal.packages.defer("manifest").order_by("part") if part.pk != one.pk]
    context = {"package": one, "case": one.proposal, "parts": parts, "verified": verify, "damages": damages}
    return render(request, "proposals/package.html", context)


@require_safe
@signed_in
def waiting(request: HttpRequest) -> HttpResponseBase:
    """Closed cases that are not archived, or of which something is told since; those that are ticked are at once."""
    assemblies = _archives(web.person(request))
    if not assemblies:
        raise Http404
    listing = Listing(
        title=_t("待归档的提案"),
        columns=[
            Column("number", _("案号"), place="lead"),
            Column("title", _("案由"), place="title"),
            Column("who", _("提案者"), phone=True),
            Column("closed", _("办结日期"), sort="closed_at", phone=True),
            Column("before", _("已有案卷"), phone=True),
        ],
        row=_closed_row,
        sort="closed",
        shown=_with_packages,
        bulk=[
            Bulk(_("归档选中的提案"), "/proposals/bulks/archive/order", "primary", "archive"),
            Bulk(_("打印选中的提案"), "/proposals/print", file=True),
        ],
        empty=_t("办结的提案都已归档。"),
    )
    return listing.respond(request, papers.to_archive(assemblies))


def _with_packages(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    shown = rows.select_related("session").only("title", "proposer_name", "closed_at", "case_number", "session__year")
    return shown.prefetch_related(Prefetch("packages", Package.objects.defer("manifest")))


def _closed_row(case: Proposal) -> Mapping[str, Any]:
    return {
        "pk": case.pk,
        "url": f"/proposals/{case.pk}",
        "number": case_words(case.session.year, case.case_number),
        "title": case.title,
        "who": case.proposer_name,
        "closed": timezone.localdate(case.closed_at) if case.closed_at else None,
        "before": str(papers.last_package(case) or ""),
    }
