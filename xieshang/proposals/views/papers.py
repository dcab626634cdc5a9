"""Papers of a case: the reply as an official letter, and the case as one file."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import actor, signed_in
from xieshang.documents import owners
from xieshang.members.models import Assembly
from xieshang.proposals import actions, exports, queries, rules
from xieshang.proposals.models import Proposal
from xieshang.proposals.queries import papers
from xieshang.proposals.states import BulkVerb
from xieshang.proposals.views import seen, to_case, whole
from xieshang.proposals.views.honours import key_shown
from xieshang.proposals.views.rounds import oversees
from xieshang.proposals.views.standing import charges_of, is_inside, timeline_of
from xieshang.proposals.views.told import BESIDE, Beside
from xieshang.spine import clock
from xieshang.spine.rule import Actor, Refused
from xieshang.ui.addresses import ticked

MOST_PRINTED = 50
"""Cases that are printed at once."""
R = TypeVar("R", bound=HttpResponseBase)
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
@signed_in
def letter(request: HttpRequest, pk: int, reply: int, ending: str) -> HttpResponse:
    """A bureau's reply in the official layout, for whoever may see the whole case."""
    proposal = whole(request, pk)
    replies = (one for charge in proposal.assignments.all() for one in charge.replies.all())
    found = next((one for one in replies if one.pk == reply), None)
    if found is None:
        raise Http404
    content = exports.paper_of(proposal, found, ending)
    return _private(HttpResponse(content, content_type=TYPES[ending]), exports.name_of(proposal, found, ending))


@require_safe
@signed_in
def case(request: HttpRequest, pk: int) -> FileResponse:
    """The whole case as one PDF file, as far as the person may read it."""
    proposal, who = whole(request, pk), actor(request)
    content = exports.bound(proposal, seen_by(who, proposal))
    response = FileResponse(content, content_type="application/pdf")
    return _private(response, f"{proposal.label}.pdf")


@require_POST
@signed_in
def printing(request: HttpRequest) -> HttpResponseBase:
    """The ticked cases as one PDF file for the printer, as far as the person may read each."""
    who = actor(request)
    keys = sorted(set(ticked(request.POST)))
    if not keys or len(keys) > MOST_PRINTED:
        raise Refused(_("请选 1 至 %(most)d 件提案，再打印。") % {"most": MOST_PRINTED})
    cases = list(queries.whole(queries.visible_to(who).filter(pk__in=keys)).order_by("case_number", "pk"))
    if len(cases) < len(keys):
        raise Http404
    take_along(web.person(request), BulkVerb.PRINT, cases)
    content = exports.many([(one, seen_by(who, one)) for one in cases])
    response = FileResponse(content, content_type="application/pdf")
    return _private(response, _("提案 %(count)d 件.pdf") % {"count": len(cases)})


def take_along(person: Person, verb: BulkVerb, cases: Iterable[Proposal]) -> None:
    """Note in each assembly which of its cases the person takes along, all or none."""
    of_assembly: dict[Assembly, list[Proposal]] = defaultdict(list)
    for case in cases:
        of_assembly[case.assembly].append(case)
    with transaction.atomic():
        for assembly, taken in of_assembly.items():
            actions.take_along(assembly, by=person, verb=verb, cases=taken)


def seen_by(who: Actor, proposal: Proposal) -> exports.Seen:
    """What this person may read beside the case itself: the same as on its page."""
    inside, judged = is_inside(who, proposal), bool(rules.may_read_feedback(who, proposal))
    beside = Beside(*BESIDE(proposal.pk))
    entries = list(reversed(beside.entries))
    office = queries.reads_all(who, proposal)
    own = None if office else {one.bureau_id for one in charges_of(who, proposal)}
    return exports.Seen(
        at=clock.now(),
        inside=inside,
        opinions=bool(rules.may_read_opinions(who, proposal)),
        near=bool(rules.is_near(who, proposal)),
        oversees=oversees(who, proposal),
        office=office,
        feedback=[one for one in proposal.feedback.all() if rules.may_read_judgement(who, one)],
        petitions=[one for one in proposal.petitions.all() if rules.may_read_petition(who, one)],
        reminders=exports.reminders((row[:3] for row in entries), own),
        merged=queries.merged_for(who, proposal) if proposal.filed_at else [],
        likeness=beside.decisions if office else [],
        key=key_shown(who, proposal),
        files=[file for file in papers.papers_of(proposal) if owners.may_see(who, file)],
        history=timeline_of(entries, inside=inside, named=judged),
    )


def _private(response: R, name: str) -> R:
    """As a download that nobody keeps but the person who asked for it."""
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@signed_in
def archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Archive one closed case."""
    package = actions.archive(seen(request, pk), by=web.person(request))
    return to_case(request, pk, _("已归档，案卷号是 %(number)s。") % {"number": package})
