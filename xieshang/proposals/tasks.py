"""What the worker runs for proposals. Thin: each task calls one function and takes ids."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xieshang.accounts.models import Person
from xieshang.proposals import actions
from xieshang.proposals.imports.uploads import CASES
from xieshang.proposals.models import Bulk
from xieshang.spine import clock

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="proposals.do_bulk", retry=AGAIN)
def do_bulk(bulk_id: int) -> None:
    """Do what was ordered for many cases, a part at a time, each in a transaction of its own."""
    bulk = Bulk.objects.select_related("by").get(pk=bulk_id)
    while actions.do_part(bulk):
        pass


@app.task(name="proposals.undo_bulk", retry=AGAIN)
def undo_bulk(bulk_id: int, by_id: int) -> None:
    """Undo what was done to many cases, a part at a time."""
    bulk, by = Bulk.objects.get(pk=bulk_id), Person.objects.get(pk=by_id)
    while actions.undo_part(bulk, by=by):
        pass


@app.periodic(cron="37 * * * *")
@app.task(name="proposals.forget_uploads", queueing_lock="proposals.forget_uploads")
def forget_uploads(timestamp: int) -> None:
    """Delete uploaded files of cases that nobody imported within the hour."""
    CASES.forget_old(at=clock.now())
