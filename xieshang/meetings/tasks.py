"""What the worker runs for occasions. Thin: each task calls one function."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from xieshang.meetings import actions, queries
from xieshang.spine import clock

MORNING = 9
"""The hour in which the clock reminds those who have not answered, on the last day before the answer is due."""
AHEAD = timedelta(days=1)


@app.periodic(cron="11 * * * *")
@app.task(name="meetings.remind", queueing_lock="meetings.remind")
def remind(timestamp: int) -> None:
    """Once, in the morning before answers are due, remind those who have not answered."""
    now = clock.now()
    if timezone.localtime(now).hour == MORNING:
        for meeting in queries.to_remind(at=now, until=now + AHEAD):
            actions.remind(meeting, by=None)
