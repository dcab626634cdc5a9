"""The front door: desks and the public site."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor
from xieshang.members import queries as members
from xieshang.portal import queries
from xieshang.proposals import queries as proposals
from xieshang.proposals.models import Proposal
from xieshang.proposals.views.listing import as_row, case_words
from xieshang.spine import clock
from xieshang.texts import words
from xieshang.ui.lists import Column, Listing

P = Permission


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The desk of whoever signed in; the public site's first page for everybody else."""
    who = actor(request)
    if not isinstance(who, Person):
        latest = proposals.listed(proposals.published()).order_by("-published_at", "-pk")[:8]
        return render(request, "portal/public.html", {"latest": [_public_row(case) for case in latest]})
    return render(request, "portal/desk.html", desk_of(who))


def desk_of(person: Person) -> dict[str, Any]:
    """What a desk shows: a part for each kind of work the person does."""
    on = clock.today()
    assembly = members.assembly_of(person, on=on)
    writes = bool(person.scopes_with(P.PROPOSALS_DRAFT))
    handles = person.scopes_with(P.PROPOSALS_HANDLE)
    reads = assembly is not None and person.can(P.PROPOSALS_READ_ALL, assembly.scope_id)
    reviews = assembly is not None and person.can(P.PROPOSALS_REVIEW, assembly.scope_id)
    return {
        "person": person,
        "writes": writes,
        "tasks": queries.tasks_of(person) if writes else [],
        "news": [as_row(case) for case in queries.news_of(person)] if writes else [],
        "bureau_queues": queries.bureau_queues(handles, on=on) if handles else [],
        "bureau_cases": _rows(_handling(handles)) if handles else [],
        "office_queues": queries.office_queues(assembly, on=on) if reads and assembly else [],
        "office_cases": _rows(queries.office_cases(assembly)) if reviews and assembly else [],
        "late_cases": _rows(queries.late_cases(assembly, on=on)) if reads and not reviews and assembly else [],
        "manages": bool(person.scopes_with(P.ACCOUNTS_MANAGE)),
    }


def _handling(scopes: frozenset[int]) -> Any:
    return proposals.of_bureaus(scopes).filter(state__in=["assigned", "handling"])


def _rows(cases: Any) -> list[Mapping[str, Any]]:
    return [as_row(case) for case in queries.first_due(cases)]


def _public_row(proposal: Proposal) -> Mapping[str, Any]:
    lead = next(iter(proposal.assignments.all()), None)
    return {
        "pk": proposal.pk,
        "url": f"/public/{proposal.pk}",
        "number": case_words(proposal),
        "title": proposal.title,
        "bureau": lead.bureau.name if lead else "",
        "published": proposal.published_at,
    }


PUBLISHED = Listing(
    title=_("提案公开"),
    columns=[
        Column("number", _("案号"), place="lead"),
        Column("title", _("案由"), place="title", marked=True),
        Column("bureau", _("承办单位"), place="ball"),
        Column("published", _("公开日期"), place="due", sort="published_at"),
    ],
    row=_public_row,
    sort="-published",
    search=proposals.matching,
    words=words.query_words,
    search_label=_("在公开的提案里找"),
    empty=_("还没有公开的提案。"),
)


@require_safe
def published(request: HttpRequest) -> HttpResponseBase:
    """What was proposed, and what was answered: for everybody."""
    return PUBLISHED.respond(request, proposals.listed(proposals.published()))


@require_safe
def published_case(request: HttpRequest, pk: int) -> HttpResponse:
    """One published case, personal details left out."""
    cases = proposals.listed(proposals.published()).defer("words", "search", "situation", "analysis", "whole_text")
    proposal = get_object_or_404(cases, pk=pk)
    return render(request, "portal/published.html", {"proposal": proposal, "row": _public_row(proposal)})
