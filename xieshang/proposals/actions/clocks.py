"""The clock to reply of one charge: stopped, and started again with another length."""

from datetime import date

from xieshang.deadlines import actions as deadlines
from xieshang.deadlines import queries as deadline_queries
from xieshang.deadlines.models import Deadline
from xieshang.deadlines.periods import Length
from xieshang.deadlines.states import Unit
from xieshang.proposals import turns
from xieshang.proposals.models import Assignment
from xieshang.spine import clock

CODES = (turns.REPLY.code, turns.AGAIN.code)
"""The clocks to reply: for the first time, and where the case is handled again."""


def stop(assignment: Assignment) -> Deadline:
    """Drop the clock to reply that runs; LookupError where none does."""
    on, part = clock.today(), assignment.bureau_id
    for code in CODES:
        if (stopped := deadlines.drop(assignment.proposal, code, on=on, part=part)) is not None:
            return stopped
    raise LookupError(f"no clock to reply runs for {assignment}")


def restart(assignment: Assignment, stopped: Deadline, *, from_on: date, until_on: date, source: str) -> None:
    """Start it again, from a day until another one, or the next that is worked; the charge's due day follows."""
    length = Length(max(1, (until_on - from_on).days), Unit.DAYS, source)
    proposal, part = assignment.proposal, assignment.bureau_id
    assignment.reply_by = deadlines.start(proposal, stopped.code, from_on=from_on, length=length, part=part).due_on


def restore(assignment: Assignment, stopped: Deadline) -> None:
    """Start the clock again as it was before the one that was stopped took its place, with the length it had then."""
    proposal, same = assignment.proposal, {"code": stopped.code, "part": stopped.part, "from_on": stopped.from_on}
    before = deadline_queries.of(proposal).filter(**same).exclude(pk=stopped.pk).latest("pk")
    length = Length(before.amount, Unit(before.unit), before.source)
    assignment.reply_by = deadlines.start(
        proposal, stopped.code, from_on=stopped.from_on, length=length, part=stopped.part
    ).due_on
