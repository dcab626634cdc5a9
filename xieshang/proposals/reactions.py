"""What proposals do when rooms below have news."""

from datetime import date

from xieshang.deadlines import events as deadlines
from xieshang.proposals import actions, events, tasks
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


@on(events.ARCHIVING_ASKED)
def archive_asked(entry: Entry) -> None:
    """The worker packs the cases one after another, outside this errand."""
    tasks.archive_asked.defer(bulk=entry.payload["bulk"])
