"""What the worker runs for notices. Thin: each task calls one function and takes ids."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from xieshang.deadlines import queries as deadlines
from xieshang.members.models import Assembly
from xieshang.notices import actions, telling
from xieshang.notices.channels import deliver as deliver_one
from xieshang.notices.models import Delivery
from xieshang.notices.states import DeliveryState
from xieshang.spine import clock

MORNING = range(8, 18)
"""The hours in which reminders go out: at eight, or as soon after as the worker runs."""
PAUSE = timedelta(minutes=1)
"""After the first failure; four times as long after each one that follows."""


@app.task(name="notices.deliver")
def deliver(delivery_ids: list[int]) -> None:
    """Send these deliveries; those that fail for now are tried again later, with growing pauses."""
    tried = [delivery for delivery_id in delivery_ids if (delivery := deliver_one(delivery_id))]
    failed = [delivery for delivery in tried if delivery.state == DeliveryState.WAITING]
    if failed:
        pause = PAUSE * 4 ** (max(delivery.attempts for delivery in failed) - 1)
        again = deliver.configure(schedule_in={"seconds": int(pause.total_seconds())})
        again.defer(delivery_ids=[delivery.pk for delivery in failed])


@app.periodic(cron="17 * * * *")
@app.task(name="notices.find_forgotten", queueing_lock="notices.find_forgotten")
def find_forgotten(timestamp: int) -> None:
    """Wake the deliveries whose wake-up was lost: nothing that waits lies still for longer than the last pause."""
    before = clock.now() - PAUSE * 4**4
    lost = Delivery.objects.filter(state=DeliveryState.WAITING, created_at__lt=before).exclude(tried_at__gte=before)
    telling.wake(lost.order_by("created_at").values_list("pk", flat=True)[:1000])


@app.periodic(cron="*/30 * * * *")
@app.task(name="notices.remind", queueing_lock="notices.remind")
def remind(timestamp: int) -> None:
    """Each working morning, remind people of what is overdue or asked at their desks, and bureaus of what comes due."""
    on = clock.today()
    if timezone.localtime(clock.now()).hour in MORNING and deadlines.calendar().is_working(on):
        for assembly in Assembly.objects.order_by("pk"):
            actions.remind(assembly, by=None, on=on)
            actions.warn(assembly, by=None, on=on)
            actions.remind_follow_ups(assembly, by=None, on=on)
            actions.remind_of_key_cases(assembly, by=None, on=on)
