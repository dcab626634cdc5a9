"""The ways out of the product. A notice stands in its reader's list in any case; a channel brings it further."""

from dataclasses import dataclass
from smtplib import SMTPException
from typing import Protocol, cast

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.engine import environment, writes
from xieshang.engine.prepared import Prepared
from xieshang.notices.gateways import gateway_at
from xieshang.notices.models import Delivery, Notice
from xieshang.notices.states import AT_ONCE, DeliveryState, Way
from xieshang.spine import clock

ATTEMPTS = 5


class Channel(Protocol):
    """A way to reach people who are not looking at the product."""

    def carries(self, kind: str) -> bool:
        """Are notices of this kind sent in this way?"""
        ...

    def reaches(self, person: Person) -> bool:
        """Can this person be reached in this way?"""
        ...

    def send(self, notice: Notice) -> None:
        """Bring the notice to its reader; raises OSError or SMTPException where that fails for now."""
        ...


class Email:
    """Mail with the title and a link. What is said in the matter stays in the product, behind the sign-in."""

    def carries(self, kind: str) -> bool:
        """All of them."""
        return True

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


def gateways() -> dict[str, str]:
    """Where the settings say that messages of each way go: "files", an address, or "" for nowhere."""
    return cast(dict[str, str], getattr(settings, "GATEWAYS"))  # noqa: B009 - the stubs know only Django's own


@dataclass(frozen=True, slots=True)
class Phone:
    """A short message with the title and a link, through the gateway that the settings name for this way.

    Only what would be too late if it were read the next day. Of SMS and WeCom alike the number is the address.
    """

    way: Way

    def carries(self, kind: str) -> bool:
        """What is urgent, where there is a gateway."""
        return kind in AT_ONCE and bool(gateways().get(self.way))

    def reaches(self, person: Person) -> bool:
        """Whoever has a number."""
        return bool(person.phone)

    def send(self, notice: Notice) -> None:
        """Through the gateway, in the reader's language; the key of the notice makes a message sent twice one."""
        with translation.override(notice.person.language):
            text = _("%(title)s，请登录查看：%(address)s") % {"title": notice.title, "address": _address(notice)}
        gateway = gateway_at(self.way, gateways()[self.way])
        gateway.send(to=notice.person.phone or "", text=" ".join(text.split()), key=f"{self.way}-{notice.pk}")


CHANNELS: dict[Way, Channel] = {Way.EMAIL: Email(), Way.SMS: Phone(Way.SMS), Way.WECOM: Phone(Way.WECOM)}


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
