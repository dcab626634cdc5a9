"""Who hears that a case shall be assigned to them, what bureaus say to it, and that a reply may come later."""

from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.bureaus.models import Bureau
from xieshang.notices.reactions.hearers import case_of, clerks, tell
from xieshang.notices.states import Kind
from xieshang.proposals import events
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.spine.errand import on
from xieshang.spine.models import Entry

P = Permission


@on(events.ASSIGNMENT_PROPOSED)
def assignment_proposed(entry: Entry) -> None:
    """The staff of the bureaus that shall handle it may accept ahead, or object."""
    case = case_of(entry)
    if case.state == State.FILED:
        scopes = Bureau.objects.filter(pk__in=entry.payload["bureaus"]).values_list("scope", flat=True)
        tell(entry, Kind.TO_ACCEPT_AHEAD, case, holders(P.PROPOSALS_HANDLE, *scopes, on=clock.today()))


@on(events.OBJECTED_AHEAD)
def objected_ahead(entry: Entry) -> None:
    """The desk that assigns decides who else shall handle it."""
    case = case_of(entry)
    if case.state == State.FILED:
        tell(entry, Kind.OBJECTED_AHEAD, case, clerks(case, P.PROPOSALS_ASSIGN))
