"""What the worker runs for the roll."""

from procrastinate.contrib.django import app

from xieshang.members.imports.uploads import ROLLS
from xieshang.spine import clock


@app.periodic(cron="23 * * * *")
@app.task(name="members.forget_uploads", queueing_lock="members.forget_uploads")
def forget_uploads(timestamp: int) -> None:
    """Delete uploaded rolls that nobody imported within the hour."""
    ROLLS.forget_old(at=clock.now())
