"""The front door: desks and the public site."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor
from xieshang.members import queries as members
from xieshang.members.models import Assembly, Session
from xieshang.portal import queries
from xieshang.proposals import queries as proposals
from xieshang.proposals.models import Proposal
from xieshang.proposals.views.rows import Found, as_row, case_words
from xieshang.proposals.views.today import Today
from xieshang.ui.addresses import text as typed
from xieshang.ui.filters import Filter
from xieshang.ui.lists import Choice, Column, Dates, Listing

P = Permission
LATEST = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The desk of whoever signed in; the public site's first page for everybody else."""
    who = actor(request)
    if not isinstance(who, Person):
        latest = proposals.listed(proposals.published()).order_by("-published_at", "-pk")[:LATEST]
        return render(request, "portal/public.html", {"latest": [_public_row(case) for case in latest]})
    return render(request, "portal/desk.html", _desk_of(who))


def _desk_of(person: Person) -> dict[str, Any]:
    """What a desk shows: a part for each kind of work the person does, in this order."""
    today = Today()
    assembly = members.assembly_of(person, on=today.on)
    parts: list[Mapping[str, Any]] = []
    if assembly is not None:
        parts += _of_member(person, assembly, today)
        parts += _of_bureau(person, today)
        parts += _of_office(person, assembly, today)
        parts += _of_committee(person, assembly, today)
    return {"person": person, "parts": parts, "manages": bool(person.scopes_with(P.ACCOUNTS_MANAGE))}


def _of_member(person: Person, assembly: Assembly, today: Today) -> Iterable[Mapping[str, Any]]:
    if not person.scopes_with(P.PROPOSALS_DRAFT):
        return
    session = members.session_on(assembly, on=today.on)
    yield {
        "kind": "member",
        "tasks": [(task, today.cell(task.due_on)) for task in queries.tasks_of(person)],
        "year": queries.year_of(person, session) if session else None,
        "session": session,
        "news": _rows(queries.news_of(person), today),
    }


def _of_bureau(person: Person, today: Today) -> Iterable[Mapping[str, Any]]:
    if scopes := person.scopes_with(P.PROPOSALS_HANDLE):
        yield {
            "kind": "bureau",
            "queues": queries.bureau_queues(scopes, on=today.on),
            "cases": _rows(queries.first_due(queries.bureau_cases(scopes)), today),
        }


def _of_office(person: Person, assembly: Assembly, today: Today) -> Iterable[Mapping[str, Any]]:
    """Whoever reviews sees what waits for the office; who only reads, what is late wherever it lies."""
    if not person.can(P.PROPOSALS_READ_ALL, assembly.scope_id):
        return
    reviews = person.can(P.PROPOSALS_REVIEW, assembly.scope_id)
    cases = queries.office_cases(assembly) if reviews else queries.late_cases(assembly, on=today.on)
    yield {
        "kind": "office",
        "reviews": reviews,
        "enters": person.can(P.PROPOSALS_ENTER, assembly.scope_id),
        "queues": queries.office_queues(assembly, on=today.on),
        "cases": _rows(queries.first_due(cases), today),
    }


def _of_committee(person: Person, assembly: Assembly, today: Today) -> Iterable[Mapping[str, Any]]:
    if person.scopes_with(P.PROPOSALS_ENTER) and not person.can(P.PROPOSALS_ENTER, assembly.scope_id):
        yield {"kind": "committee", "cases": _rows(queries.committee_cases(person, assembly), today)}


def _rows(cases: QuerySet[Proposal], today: Today) -> list[Mapping[str, Any]]:
    return [as_row(case, today) for case in cases]


def _public_row(proposal: Proposal) -> Mapping[str, Any]:
    lead = next(iter(proposal.assignments.all()), None)
    return {
        "pk": proposal.pk,
        "url": f"/public/{proposal.pk}",
        "number": case_words(proposal),
        "title": proposal.title,
        "who": proposal.proposer_name,
        "bureau": lead.bureau.name if lead else "",
        "published": timezone.localdate(proposal.published_at) if proposal.published_at else None,
    }


def _years() -> list[tuple[str, str]]:
    years = Session.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


COLUMNS = [
    Column("number", _("案号"), place="lead"),
    Column("title", _("案由"), place="title"),
    Column("who", _("提案者"), phone=True),
    Column("bureau", _("承办单位"), place="ball"),
    Column("published", _("公开日期"), place="due", sort="published_at"),
]
FILTERS: list[Filter] = [
    Choice("year", _("年度"), _years, "session__year"),
    Dates("published", _("公开日期"), "published_at", moments=True),
]


@require_safe
def published(request: HttpRequest) -> HttpResponseBase:
    """What was proposed, and what was answered: for everybody."""
    searched = typed(request.GET, "q")

    def row(proposal: Proposal) -> Mapping[str, Any]:
        shown = dict(_public_row(proposal))
        text = f"{proposal.public_text}\n{proposal.public_reply}" if searched else ""
        return {**shown, "title": Found(proposal.title, text, searched)} if searched else shown

    declared = Listing(
        title=_("公开的提案"),
        columns=COLUMNS,
        row=row,
        sort="-published",
        filters=FILTERS,
        search=proposals.matching_in_public,
        search_label=_("在公开的提案里找"),
        empty=_("还没有公开的提案。"),
    )
    rows = proposals.listed(proposals.published())
    return declared.respond(request, _with_public_text(rows) if searched else rows, template="portal/published.html")


def _with_public_text(cases: QuerySet[Proposal]) -> QuerySet[Proposal]:
    hidden = {*proposals.LONG} - {"public_text", "public_reply"}
    return cases.defer(None).defer(*hidden)


@require_safe
def published_case(request: HttpRequest, pk: int) -> HttpResponse:
    """One published case, personal details left out."""
    cases = _with_public_text(proposals.listed(proposals.published())).select_related("assembly")
    proposal = get_object_or_404(cases, pk=pk)
    return render(request, "portal/published_case.html", {"proposal": proposal, "row": _public_row(proposal)})
