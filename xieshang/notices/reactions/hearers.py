"""Who hears of a case, and how they are told."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.engine.prepared import Prepared, listed
from xieshang.notices import telling
from xieshang.notices.states import Kind
from xieshang.proposals import queries as proposals
from xieshang.proposals.models import Proposal
from xieshang.spine import clock
from xieshang.spine.models import Entry

P = Permission


def case_of(entry: Entry) -> Proposal:
    """The case that an entry is about."""
    ((_entry, case),) = cases_of([entry])
    return case


def cases_of(entries: Sequence[Entry]) -> list[tuple[Entry, Proposal]]:
    """Each entry with the case that it is about; one query."""
    cases = {case.pk: case for case in _CASES([entry.subject_id for entry in entries])}
    return [(entry, cases[entry.subject_id]) for entry in entries]


_CASES = Prepared(
    lambda keys: (
        Proposal.objects.filter(pk__in=listed(keys)).defer(*proposals.LONG).select_related("assembly", "author")
    ),
    kinds=(list,),
)


def tell(entry: Entry, kind: Kind, case: Proposal, people: QuerySet[Person], **facts: Any) -> None:
    """Tell people of what happened to a case; the facts fill in the words of the kind."""
    telling.tell(entry, kind, people, link=link_of(case), **{**_known(case), **facts})


def tell_desks(kind: Kind, told: Iterable[tuple[Entry, Proposal]], permission: Permission) -> None:
    """Tell the desks that may do this of what happened to several cases; each desk is looked up once."""
    desks: dict[int, list[Person]] = {}
    notices = []
    for entry, case in told:
        if case.assembly_id not in desks:
            desks[case.assembly_id] = telling.each_once(clerks(case, permission))
        notices += telling.notices_of(entry, kind, desks[case.assembly_id], link=link_of(case), **_known(case))
    telling.post(notices)


def _known(case: Proposal) -> dict[str, Any]:
    return {"title": case.title, "proposer": case.proposer_name, "due": case.turn_due_on}


def link_of(case: Proposal) -> str:
    """Where a notice of a case leads: to its page."""
    return reverse("proposals:show", args=[case.pk])


def clerks(case: Proposal, permission: Permission) -> QuerySet[Person]:
    """The desk of the assembly that may do this."""
    return holders(permission, case.assembly.scope_id, on=clock.today())


def bureau_staff(case: Proposal) -> QuerySet[Person]:
    """The staff of all bureaus that handle the case."""
    scopes = case.assignments.values_list("bureau__scope_id", flat=True)
    return holders(P.PROPOSALS_HANDLE, *scopes, on=clock.today())
