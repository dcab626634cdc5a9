"""Who hears of calls, leads and support."""

from django.urls import reverse

from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.notices import queries, telling
from xieshang.notices.reactions.hearers import case_of, tell
from xieshang.notices.states import Kind
from xieshang.proposals import events
from xieshang.proposals.models import Call, Lead
from xieshang.proposals.states import LeadOrigin, LeadState
from xieshang.spine import clock
from xieshang.spine.errand import on
from xieshang.spine.models import Entry

P = Permission


@on(events.SUPPORTED)
def supported(entry: Entry) -> None:
    """The author hears who supports the case."""
    case = case_of(entry)
    tell(entry, Kind.SUPPORTED, case, queries.authors_of(case))


@on(events.CALL_ISSUED)
def call_issued(entry: Entry) -> None:
    """All members hear of a call, with its first and its last day."""
    call = Call.objects.select_related("assembly").get(pk=entry.subject_id)
    members = holders(P.PROPOSALS_DRAFT, call.assembly.scope_id, on=clock.today())
    link = reverse("proposals:call", args=[call.pk])
    telling.tell(entry, Kind.CALL, members, link=link, title=call.title, opens=call.opens_on, closes=call.closes_on)


@on(events.LEAD_RECEIVED)
def lead_received(entry: Entry) -> None:
    """Whoever sorts leads hears of one from the public, unless it is settled already."""
    lead = Lead.objects.select_related("assembly").get(pk=entry.subject_id)
    if lead.origin == LeadOrigin.PUBLIC and lead.state == LeadState.NEW:
        clerks = holders(P.PROPOSALS_CALL, lead.assembly.scope_id, on=clock.today())
        link = reverse("proposals:lead", args=[lead.pk])
        telling.tell(entry, Kind.TO_SORT_LEAD, clerks, link=link)
