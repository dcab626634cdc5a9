"""Who hears that a case shall be assigned to them, what bureaus say to it, and that a reply may come later."""

from django.urls import reverse

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.notices import telling
from xieshang.notices.models import Notice
from xieshang.notices.reactions.hearers import case_of, clerks, link_of, tell
from xieshang.notices.states import Kind
from xieshang.notices.wording import LAPSED
from xieshang.proposals import events
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.spine.errand import on
from xieshang.spine.models import Entry

P = Permission


@on(events.ASSIGNMENT_PROPOSED)
def assignment_proposed(entry: Entry) -> None:
    """The staff of the bureaus that shall handle it may accept ahead, or object."""
    case = case_of(entry)
    if case.state == State.FILED:  # and of those that were not taken back meanwhile
        still = case.proposed.filter(bureau__in=entry.payload["bureaus"])
        scopes = still.values_list("bureau__scope", flat=True)
        tell(entry, Kind.TO_ACCEPT_AHEAD, case, holders(P.PROPOSALS_HANDLE, *scopes, on=clock.today()))
    _let_go(entry, case)


@on(events.PROPOSED_TAKEN_BACK)
def proposed_taken_back(entry: Entry) -> None:
    """The staff of the bureaus that had been proposed hear that there is nothing to answer any more."""
    _let_go(entry, case_of(entry))


@on(events.ASSIGNED)
def assigned_otherwise(entry: Entry) -> None:
    """So do those of a bureau that had been proposed and is not the one that was charged."""
    _let_go(entry, case_of(entry))


def _let_go(entry: Entry, case: Proposal) -> None:
    """Who was asked ahead and does not have the case in hand any more: the question is withdrawn, and they hear."""
    asked = Entry.objects.filter(
        subject_kind=entry.subject_kind, subject_id=entry.subject_id, kind=events.ASSIGNMENT_PROPOSED.kind
    )
    if not (keys := list(asked.values_list("pk", flat=True))):
        return
    scopes = case.proposed.values_list("bureau__scope").union(case.assignments.values_list("bureau__scope"))
    staff = holders(P.PROPOSALS_HANDLE, *(scope for (scope,) in scopes), on=clock.today())
    asking = Notice.objects.filter(entry_id__in=keys, kind=Kind.TO_ACCEPT_AHEAD, link=link_of(case))
    lapsed = list(asking.exclude(person__in=staff.values("pk")).select_related("person"))
    telling.withdraw(lapsed, LAPSED, link=reverse("proposals:assigned"))
    people = Person.objects.filter(pk__in=[one.person_id for one in lapsed], is_active=True)
    telling.tell(entry, Kind.AHEAD_TAKEN_BACK, people, link=reverse("proposals:assigned"), title=case.title)


@on(events.OBJECTED_AHEAD)
def objected_ahead(entry: Entry) -> None:
    """The desk that assigns decides who else shall handle it."""
    case = case_of(entry)
    if case.state == State.FILED:
        tell(entry, Kind.OBJECTED_AHEAD, case, clerks(case, P.PROPOSALS_ASSIGN))
