"""Who hears of a case, and how they are told."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.engine.prepared import Prepared
from xieshang.notices import telling
from xieshang.notices.states import Kind
from xieshang.proposals import queries as proposals
from xieshang.proposals.models import Proposal
from xieshang.spine import clock
from xieshang.spine.models import Entry

P = Permission


def case_of(entry: Entry) -> Proposal:
    """The case that an entry is about."""
    (case,) = _CASE(entry.subject_id)
    return case


_CASE = Prepared(
    lambda key: Proposal.objects.filter(pk=key).defer(*proposals.LONG).select_related("assembly", "author")
)


def tell(entry: Entry, kind: Kind, case: Proposal, people: QuerySet[Person], **facts: Any) -> None:
    """Tell people of what happened to a case; the facts fill in the words of the kind."""
    known = {"title": case.title, "proposer": case.proposer_name, "due": case.turn_due_on}
    telling.tell(entry, kind, people, link=link_of(case), **{**known, **facts})


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
