"""E-mail goes out through the worker, says little, and is tried again where it fails."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories.notices import Hall
from xieshang.notices import channels, tasks
from xieshang.notices.models import Delivery, Notice
from xieshang.notices.states import DeliveryState
from xieshang.proposals import events
from xieshang.proposals.states import State
from xieshang.spine import clock, errand
from xieshang.spine.models import Errand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


class Down(BaseEmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, email_messages: Any) -> int:
        raise SMTPServerDisconnected("a.member@example.org")


@pytest.fixture
def no_mail_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Down"


@pytest.fixture
def delivery() -> Delivery:
    """A case was filed; of its two signers one has an address."""
    hall = Hall()
    author = hall.member(email="a.member@example.org")
    case = hall.proposal(author, State.FILED, title="关于\n增设托管的提案")
    hall.ask(case, hall.member())
    entry = events.FILED.record(case, None, number=118, year=2026)
    for owed in Errand.objects.filter(entry=entry):
        errand.run(owed.pk)
    return Delivery.objects.get()


def jobs() -> list[dict[str, Any]]:
    found = ProcrastinateJob.objects.filter(task_name="notices.deliver").order_by("id")
    return [{"args": job.args, "in": job.scheduled_at} for job in found]


def test_only_who_has_an_address_gets_mail_and_no_reaction_sends_it(delivery: Delivery) -> None:
    assert Notice.objects.count() == 2
    assert (delivery.notice.person.email, delivery.state, mail.outbox) == ("a.member@example.org", "waiting", [])
    assert jobs() == [{"args": {"delivery_ids": [delivery.pk]}, "in": None}]


def test_the_mail_has_title_and_link_and_nothing_of_the_matter(delivery: Delivery) -> None:
    tasks.deliver([delivery.pk])
    [message] = mail.outbox
    assert message.to == ["a.member@example.org"]
    assert message.subject == "协商：提案《关于 增设托管的提案》已经立案"
    assert message.body == (
        f"提案《关于\n增设托管的提案》已经立案\n\n请登录查看：http://127.0.0.1:8000{delivery.notice.link}\n"
    )
    assert "118" not in message.body
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.fault) == ("sent", 1, "")


def test_what_was_sent_is_not_sent_again(delivery: Delivery) -> None:
    tasks.deliver([delivery.pk])
    tasks.deliver([delivery.pk])
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("no_mail_server")
def test_a_failure_is_kept_without_the_address_and_tried_again_after_growing_pauses(delivery: Delivery) -> None:
    for _ in range(channels.ATTEMPTS + 1):
        tasks.deliver([delivery.pk])
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.fault) == ("failed", 5, "SMTPServerDisconnected")
    pauses = [job["in"] - ProcrastinateJob.objects.latest("id").scheduled_at for job in jobs()[1:]]
    assert [round((pause - pauses[0]).total_seconds() / 60) for pause in pauses] == [0, 3, 15, 63]


@pytest.mark.usefixtures("no_mail_server")
def test_one_failure_does_not_keep_the_others_from_being_sent(delivery: Delivery, settings: Any) -> None:
    tasks.deliver([delivery.pk])
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tasks.deliver([delivery.pk])
    assert len(mail.outbox) == 1


def test_a_delivery_whose_wake_up_was_lost_is_woken_again(delivery: Delivery) -> None:
    with clock.at(delivery.created_at + timedelta(hours=3)):
        tasks.find_forgotten(0)
    with clock.at(delivery.created_at + timedelta(hours=5)):
        tasks.find_forgotten(0)
    assert [job["args"] for job in jobs()] == [{"delivery_ids": [delivery.pk]}] * 2


def test_a_failed_delivery_is_not_woken_again(delivery: Delivery) -> None:
    Delivery.objects.update(state=DeliveryState.FAILED)
    with clock.at(delivery.created_at + timedelta(hours=5)):
        tasks.find_forgotten(0)
    assert len(jobs()) == 1
