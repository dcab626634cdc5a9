"""What the worker runs for duty. Thin: each task calls one function."""

from procrastinate.contrib.django import app

from xieshang.duties import collecting
from xieshang.duties.models import Year
from xieshang.duties.states import YearState


@app.periodic(cron="20 5 * * *")
@app.task(name="duties.recount", queueing_lock="duties.recount")
def recount(timestamp: int) -> None:
    """Early each day, score everybody of the years that are open, for lists and comparisons."""
    for year in Year.objects.filter(state=YearState.OPEN).select_related("edition", "assembly").order_by("pk"):
        collecting.recount(year)
