"""What the worker runs for occasions. Thin: each task calls one function."""

from procrastinate.contrib.django import app

from xieshang.meetings import actions, queries
from xieshang.spine import clock


@app.periodic(cron="11 * * * *")
@app.task(name="meetings.remind", queueing_lock="meetings.remind")
def remind(timestamp: int) -> None:
    """Once, in the last morning before answers are due, remind those who have not answered; a morning that was missed
    is made good."""
    for meeting in queries.to_remind(at=clock.now()):
        actions.remind(meeting, by=None)
