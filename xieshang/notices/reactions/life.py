"""Who hears what of a proposal on its way from draft to publication."""

from collections.abc import Sequence

from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.notices import queries
from xieshang.notices.reactions.hearers import bureau_staff, case_of, cases_of, clerks, tell, tell_desks
from xieshang.notices.states import Kind
from xieshang.proposals import events
from xieshang.proposals.states import Destination, State
from xieshang.spine import clock
from xieshang.spine.errand import on, on_several
from xieshang.spine.models import Entry

P = Permission


@on(events.ENTERED)
def entered_for_member(entry: Entry) -> None:
    """The member confirms what a clerk entered for them."""
    case = case_of(entry)
    if case.awaits_confirmation:
        tell(entry, Kind.TO_CONFIRM, case, queries.authors_of(case))


@on(events.GATHERED)
def gathered(entry: Entry) -> None:
    """Those who were asked to co-sign hear of it once the text is sent to them."""
    case = case_of(entry)
    if case.state == State.GATHERING:
        tell(entry, Kind.TO_COSIGN, case, queries.asked_of(case))


@on(events.COSIGNED)
def cosigned(entry: Entry) -> None:
    """The author hears who joins."""
    case = case_of(entry)
    tell(entry, Kind.COSIGNED, case, queries.authors_of(case))


@on(events.COSIGNING_DECLINED)
def cosigning_declined(entry: Entry) -> None:
    """The author hears who does not."""
    case = case_of(entry)
    tell(entry, Kind.COSIGNING_DECLINED, case, queries.authors_of(case))


@on_several(events.SUBMITTED)
def submitted(entries: Sequence[Entry]) -> None:
    """The desks that review have them, but for those that were withdrawn or reviewed meanwhile."""
    waiting = [(entry, case) for entry, case in cases_of(entries) if case.state == State.SUBMITTED]
    tell_desks(Kind.TO_REVIEW, waiting, P.PROPOSALS_REVIEW)


@on(events.SENT_BACK)
def sent_back(entry: Entry) -> None:
    """All signers hear what to change."""
    case = case_of(entry)
    tell(entry, Kind.SENT_BACK, case, queries.signers_of(case))


@on(events.NOT_FILED)
def not_filed(entry: Entry) -> None:
    """All signers hear the ground, the reason, and where it is passed on to."""
    case = case_of(entry)
    to = Destination(case.destination or Destination.NONE)
    tell(entry, Kind.NOT_FILED, case, queries.signers_of(case), destination=to.label)


@on(events.FILED)
def filed(entry: Entry) -> None:
    """All signers hear the case number."""
    case = case_of(entry)
    tell(entry, Kind.FILED, case, queries.signers_of(case))


@on(events.ASSIGNED)
def assigned(entry: Entry) -> None:
    """The staff of the bureau that was charged; its two clocks have started."""
    case = case_of(entry)
    assignment = case.assignments.select_related("bureau").filter(bureau=entry.payload["bureau"]).first()
    if assignment is not None and assignment.accepted_at is None:  # it may have been released meanwhile
        staff = holders(P.PROPOSALS_HANDLE, assignment.bureau.scope_id, on=clock.today())
        tell(entry, Kind.TO_HANDLE, case, staff, accept_by=assignment.accept_by, reply_by=assignment.reply_by)


@on(events.ACCEPTED)
def accepted(entry: Entry) -> None:
    """The author hears that somebody is at work on it."""
    case = case_of(entry)
    tell(entry, Kind.ACCEPTED, case, queries.authors_of(case))


@on(events.REPLIED)
def replied(entry: Entry) -> None:
    """All signers hear that there is an answer; those whose cases were merged hear it by the title of their own."""
    case = case_of(entry)
    tell(entry, Kind.REPLIED, case, queries.signers_of(case))


@on(events.JUDGED)
def judged(entry: Entry) -> None:
    """The desk that closes has it. How it was judged stands on the case, for those who may see it."""
    case = case_of(entry)
    if case.state == State.ANSWERED:
        tell(entry, Kind.TO_CLOSE, case, clerks(case, P.PROPOSALS_CLOSE))


@on(events.CLOSED)
def closed(entry: Entry) -> None:
    """The author, and the staff of the bureaus that handled it."""
    case = case_of(entry)
    tell(entry, Kind.CLOSED, case, queries.authors_of(case) | bureau_staff(case))


@on(events.PUBLISHED)
def published(entry: Entry) -> None:
    """The author hears that everyone can read it now."""
    case = case_of(entry)
    tell(entry, Kind.PUBLISHED, case, queries.authors_of(case))
