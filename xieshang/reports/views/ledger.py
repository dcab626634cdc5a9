"""The pages of the ledger: what happened, for whoever reads the ledger of an assembly."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import actor, signed_in
from xieshang.reports import entries, payloads, queries
from xieshang.reports.subjects import mentioned, named
from xieshang.spine.event import sentence_of


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """All entries that one may read, the latest first."""
    who = actor(request)
    if not who.scopes_with(Permission.LEDGER_READ):
        raise Http404
    listing, rows = entries.listing(who), queries.entries_visible_to(who)
    if "export" in request.GET or request.headers.get("HX-Target") == "list":
        return listing.respond(request, rows)
    last, verified = queries.last_seal(), entries.verification()
    return listing.respond(request, rows, template="reports/ledger.html", last=last, verified=verified)


@require_safe
@signed_in
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: what happened, what was recorded of it, and the seal that closed it."""
    who = actor(request)
    rows = queries.entries_visible_to(who).filter(pk=pk)
    found, told = get_object_or_404(rows), queries.told(rows).get()
    context = {
        "entry": found,
        "what": sentence_of(found),
        "who": entries.by_whom(told["who"], told["whom"]),
        "about": named([(found.subject_kind, found.subject_id)], who)[found.subject_kind, found.subject_id],
        "seal": queries.seal_of(found),
        "fields": list(payloads.readable(found, mentioned(payloads.mentioned(found.payload), who))),
        "recorded": payloads.recorded(found.payload),
    }
    return render(request, "reports/entry.html", context)
