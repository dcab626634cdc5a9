"""What proposals do when rooms below have news."""

from datetime import date

from xieshang.deadlines import events as deadlines
from xieshang.proposals import actions, events, rules, tasks
from xieshang.proposals.models import Proposal
from xieshang.spine.errand import on
from xieshang.spine.models import Entry


@on(deadlines.MOVED)
def follow_the_calendar(entry: Entry) -> None:
    """A due day that the working calendar has moved moves on the case, too."""
    news = entry.payload
    proposal = Proposal.objects.filter(pk=news["subject_id"]).first()
    if news["subject_kind"] == Proposal._meta.label_lower and proposal is not None:
        actions.move_due(
            proposal, by=None, code=news["code"], due_on=date.fromisoformat(news["after_on"]), part=news["part"]
        )


@on(events.BULK_ORDERED)
def do_bulk(entry: Entry) -> None:
    """The worker does what was ordered for many cases, in parts that others see as they are done."""
    tasks.do_bulk.defer(bulk_id=entry.subject_id)


@on(events.BULK_UNDONE)
def undo_bulk(entry: Entry) -> None:
    """The worker undoes it."""
    if entry.actor_id is not None:
        tasks.undo_bulk.defer(bulk_id=entry.subject_id, by_id=entry.actor_id)


@on(events.CLOSED)
def follow_up(entry: Entry) -> None:
    """What will be asked about a closed case is laid down, once."""
    proposal = Proposal.objects.get(pk=entry.subject_id)
    if rules.may_arrange_follow_ups(None, proposal):
        actions.arrange_follow_ups(proposal, by=None)
