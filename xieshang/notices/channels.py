"""The ways out of the product. A notice stands in its reader's list in any case; a channel brings it further."""

from smtplib import SMTPException
from typing import Protocol

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.engine import environment, writes
from xieshang.engine.prepared import Prepared
from xieshang.notices.models import Delivery, Notice
from xieshang.notices.states import DeliveryState, Way
from xieshang.spine import clock

ATTEMPTS = 5


class Channel(Protocol):
    """A way to reach people who are not looking at the product."""

    def reaches(self, person: Person) -> bool:
        """Can this person be reached in this way?"""
        ...

    def send(self, notice: Notice) -> None:
        """Bring the notice to its reader; raises OSError or SMTPException where that fails for now."""
        ...


class Email:
    """Mail with the title and a link. What is said in the matter stays in the product, behind the sign-in."""

    def reaches(self, person: Person) -> bool:
        """Whoever has an address."""
        return bool(person.email)

    def send(self, notice: Notice) -> None:
        """Through Django's mail backend, in the reader's language."""
        with translation.override(notice.person.language):
            text = _("%(title)s\n\n请登录查看：%(address)s\n") % {"title": notice.title, "address": _address(notice)}
            subject = _("协商：%(title)s") % {"title": notice.title}
        EmailMessage(" ".join(subject.split()), text, to=[notice.person.email or ""]).send()


def _address(notice: Notice) -> str:
    origin = environment.origin() or f"http://{environment.host()}:{environment.port()}"
    return f"{origin}{notice.link}"


CHANNELS: dict[Way, Channel] = {Way.EMAIL: Email()}


def deliver(delivery_id: int) -> Delivery | None:
    """Try to send one delivery that waits, and keep how it went; None where there is nothing to do (any more)."""
    with transaction.atomic():
        delivery = _WAITING.first(delivery_id)
        if delivery is None:
            return None
        _try(delivery)
        writes.update(delivery, "state", "attempts", "fault", "tried_at")
        return delivery


_WAITING = Prepared(
    lambda key: (
        Delivery.objects.filter(pk=key, state=DeliveryState.WAITING)
        .select_related("notice__person")
        .select_for_update(skip_locked=True, of=("self",))
    )
)


def _try(delivery: Delivery) -> None:
    delivery.attempts += 1
    delivery.tried_at = clock.now()
    try:
        CHANNELS[Way(delivery.way)].send(delivery.notice)
    except (OSError, SMTPException) as fault:
        delivery.fault = type(fault).__name__
        delivery.state = DeliveryState.WAITING if delivery.attempts < ATTEMPTS else DeliveryState.FAILED
    else:
        delivery.fault, delivery.state = "", DeliveryState.SENT
