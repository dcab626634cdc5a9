"""Who hears what of a proposal. Each reaction owes one notice set; people are found when it is done."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.engine.prepared import Prepared
from xieshang.notices import queries, telling
from xieshang.notices.states import Kind
from xieshang.proposals import events
from xieshang.proposals import queries as proposals
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.spine.errand import on
from xieshang.spine.models import Entry

P = Permission


def _case(entry: Entry) -> Proposal:
    (case,) = _CASE(entry.subject_id)
    return case


_CASE = Prepared(
    lambda key: Proposal.objects.filter(pk=key).defer(*proposals.LONG).select_related("assembly", "author")
)


def _tell(entry: Entry, kind: Kind, case: Proposal, people: QuerySet[Person], **facts: Any) -> None:
    known = {"title": case.title, "proposer": case.proposer_name, "due": case.turn_due_on}
    telling.tell(
        entry, kind, people, link=reverse("proposals:show", args=[case.pk]), **{**entry.payload, **known, **facts}
    )


def _clerks(case: Proposal, permission: Permission) -> QuerySet[Person]:
    return holders(permission, case.assembly.scope_id, on=clock.today())


def _bureau_staff(case: Proposal) -> QuerySet[Person]:
    scopes = case.assignments.values_list("bureau__scope_id", flat=True)
    return holders(P.PROPOSALS_HANDLE, *scopes, on=clock.today())


@on(events.ENTERED)
def entered_for_member(entry: Entry) -> None:
    """The member confirms what a clerk entered for them."""
    case = _case(entry)
    if case.awaits_confirmation:
        _tell(entry, Kind.TO_CONFIRM, case, queries.authors_of(case))


@on(events.GATHERED)
def gathered(entry: Entry) -> None:
    """Those who were asked to co-sign hear of it once the text is sent to them."""
    case = _case(entry)
    if case.state == State.GATHERING:
        _tell(entry, Kind.TO_COSIGN, case, queries.asked_of(case))


@on(events.COSIGNED)
def cosigned(entry: Entry) -> None:
    """The author hears who joins."""
    case = _case(entry)
    _tell(entry, Kind.COSIGNED, case, queries.authors_of(case))


@on(events.COSIGNING_DECLINED)
def cosigning_declined(entry: Entry) -> None:
    """The author hears who does not."""
    case = _case(entry)
    _tell(entry, Kind.COSIGNING_DECLINED, case, queries.authors_of(case))


@on(events.SUBMITTED)
def submitted(entry: Entry) -> None:
    """The desk that reviews has it, unless it was withdrawn or reviewed meanwhile."""
    case = _case(entry)
    if case.state == State.SUBMITTED:
        _tell(entry, Kind.TO_REVIEW, case, _clerks(case, P.PROPOSALS_REVIEW))


@on(events.SENT_BACK)
def sent_back(entry: Entry) -> None:
    """All signers hear what to change."""
    case = _case(entry)
    _tell(entry, Kind.SENT_BACK, case, queries.signers_of(case))


@on(events.NOT_FILED)
def not_filed(entry: Entry) -> None:
    """All signers hear the ground and the reason."""
    case = _case(entry)
    _tell(entry, Kind.NOT_FILED, case, queries.signers_of(case))


@on(events.FILED)
def filed(entry: Entry) -> None:
    """All signers hear the case number."""
    case = _case(entry)
    _tell(entry, Kind.FILED, case, queries.signers_of(case))


@on(events.ASSIGNED)
def assigned(entry: Entry) -> None:
    """The staff of the bureau that was charged; its two clocks have started."""
    case = _case(entry)
    assignment = case.assignments.select_related("bureau").get(bureau=entry.payload["bureau"])
    staff = holders(P.PROPOSALS_HANDLE, assignment.bureau.scope_id, on=clock.today())
    if assignment.accepted_at is None:
        _tell(entry, Kind.TO_HANDLE, case, staff, accept_by=assignment.accept_by, reply_by=assignment.reply_by)


@on(events.ACCEPTED)
def accepted(entry: Entry) -> None:
    """The author hears that somebody is at work on it."""
    case = _case(entry)
    _tell(entry, Kind.ACCEPTED, case, queries.authors_of(case))


@on(events.REPLIED)
def replied(entry: Entry) -> None:
    """All signers hear that there is an answer."""
    case = _case(entry)
    _tell(entry, Kind.REPLIED, case, queries.signers_of(case))


@on(events.JUDGED)
def judged(entry: Entry) -> None:
    """The desk that closes has it. How it was judged stands on the case, for those who may see it."""
    case = _case(entry)
    if case.state == State.ANSWERED:
        _tell(entry, Kind.TO_CLOSE, case, _clerks(case, P.PROPOSALS_CLOSE))


@on(events.CLOSED)
def closed(entry: Entry) -> None:
    """The author, and the staff of the bureaus that handled it."""
    case = _case(entry)
    _tell(entry, Kind.CLOSED, case, queries.authors_of(case) | _bureau_staff(case))


@on(events.PUBLISHED)
def published(entry: Entry) -> None:
    """The author hears that everyone can read it now."""
    case = _case(entry)
    _tell(entry, Kind.PUBLISHED, case, queries.authors_of(case))
