"""Who hears what a change of term makes of a case."""

from xieshang.accounts.models import Person
from xieshang.notices import queries
from xieshang.notices.reactions.hearers import bureau_staff, case_of, tell
from xieshang.notices.states import Kind
from xieshang.proposals import events
from xieshang.spine.errand import on
from xieshang.spine.models import Entry


@on(events.CARRIED_OVER)
def carried_over(entry: Entry) -> None:
    """All who proposed it, and those who wrote it and have left: it goes on, and whose it is now."""
    case = case_of(entry)
    tell(entry, Kind.CARRIED_OVER, case, queries.everybody_behind(case))


@on(events.CLOSED_WITH_TERM)
def closed_with_term(entry: Entry) -> None:
    """All who proposed it, those who have left too, and the staff of the bureaus that had it in hand."""
    case = case_of(entry)
    tell(entry, Kind.CLOSED_WITH_TERM, case, queries.everybody_behind(case) | bureau_staff(case))


@on(events.SUCCEEDED)
def succeeded(entry: Entry) -> None:
    """Whoever stands first for it now."""
    case = case_of(entry)
    people = Person.objects.filter(memberships=entry.payload["member"], is_active=True)
    tell(entry, Kind.SUCCEEDED, case, people)
