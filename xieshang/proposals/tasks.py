"""What the worker runs for proposals."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xieshang.proposals import actions
from xieshang.proposals.imports import keeping
from xieshang.proposals.models import Bulk
from xieshang.spine import clock


@app.task(name="proposals.archive_asked", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def archive_asked(bulk: int) -> None:
    """Archive the cases of a bulk one after another; tried again, it goes on where it stopped."""
    for _item in actions.archive_asked(Bulk.objects.select_related("by").get(pk=bulk)):
        pass


@app.periodic(cron="37 * * * *")
@app.task(name="proposals.forget_uploads", queueing_lock="proposals.forget_uploads")
def forget_uploads(timestamp: int) -> None:
    """Delete uploaded files of cases that nobody imported within the hour."""
    keeping.forget_old(at=clock.now())
