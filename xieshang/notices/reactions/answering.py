"""Who hears of replies that are sent back, of cases that are handled again, and of what came after closing."""

from datetime import date
from typing import Any

from xieshang.accounts.permissions import Permission
from xieshang.accounts.queries import holders
from xieshang.notices import queries
from xieshang.notices.reactions.hearers import bureau_staff, case_of, clerks, tell
from xieshang.notices.states import Kind
from xieshang.proposals import events
from xieshang.proposals import queries as proposals
from xieshang.proposals.states import FollowUpKind
from xieshang.spine import clock
from xieshang.spine.errand import on
from xieshang.spine.models import Entry

P = Permission


@on(events.REPLY_SENT_BACK)
def reply_sent_back(entry: Entry) -> None:
    """The staff of the bureau write another one; those who proposed hear that theirs does not stand."""
    case = case_of(entry)
    charge = case.assignments.select_related("bureau").filter(bureau=entry.payload["bureau"]).first()
    scopes = [charge.bureau.scope_id] if charge else []
    people = holders(P.PROPOSALS_HANDLE, *scopes, on=clock.today()) | queries.voices_of(case)
    tell(entry, Kind.REPLY_SENT_BACK, case, people, **_due(entry))


@on(events.HANDLED_AGAIN)
def handled_again(entry: Entry) -> None:
    """The staff of its bureaus reply anew; all who proposed hear of it, and the chair's meeting, for it goes higher."""
    case = case_of(entry)
    tell(entry, Kind.TO_REPLY_AGAIN, case, bureau_staff(case), **_due(entry))
    above = proposals.leaders_of(case.assembly, on=clock.today())
    tell(entry, Kind.HANDLED_AGAIN, case, queries.voices_of(case) | above, **_due(entry))


def _due(entry: Entry) -> dict[str, Any]:
    return {"reply_by": date.fromisoformat(entry.payload["reply_by"])}


@on(events.FOLLOWED_UP)
def followed_up(entry: Entry) -> None:
    """What became of a promise, the author hears; what the author says of the effect, bureaus and office."""
    case = case_of(entry)
    if entry.payload["asked"] == FollowUpKind.PROMISE:
        people = queries.voices_of(case)
    else:
        people = bureau_staff(case) | clerks(case, P.PROPOSALS_CLOSE)
    tell(entry, Kind.FOLLOWED_UP, case, people)
