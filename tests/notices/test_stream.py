"""The event stream as a real process on loopback: each page hears of its own person's notices, at once."""

import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from tests.factories.notices import Hall, notice_for
from tests.notices.streaming import PAGES_PORT, Running, server, session_of
from xieshang.accounts.models import Person
from xieshang.notices import actions, queries, telling
from xieshang.notices.board import MOST_EACH
from xieshang.notices.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall() -> Hall:
    return Hall()


def tell(person: Person, hall: Hall, **fields: Any) -> Notice:
    with transaction.atomic():
        notice = notice_for(person, hall, **fields)
        telling.stir([person.pk])
    return notice


def test_two_pages_each_hear_of_their_own_notices_and_a_stranger_of_none(hall: Hall, stream: Running) -> None:
    mine, theirs = hall.clerk(), hall.clerk()
    tell(theirs, hall)
    my_page, their_page = (stream.page(session_of(person)) for person in (mine, theirs))
    assert [next(my_page), next(their_page)] == [("notices", "0"), ("notices", "1")]

    tell(mine, hall)
    assert next(my_page) == ("notices", "1")
    notice = tell(theirs, hall)
    assert next(their_page) == ("notices", "2")
    actions.read(notice, by=theirs)
    assert next(their_page) == ("notices", "1")

    tell(mine, hall)
    assert next(my_page) == ("notices", "2")
    assert stream.ask().status == 401
    assert stream.ask("forged").status == 401


def test_what_is_rolled_back_is_not_heard_of(hall: Hall, stream: Running) -> None:
    person = hall.clerk()
    page = stream.page(session_of(person))
    assert next(page) == ("notices", "0")
    with transaction.atomic():
        tell(person, hall)
        transaction.set_rollback(True)
    tell(person, hall)
    assert next(page) == ("notices", "1")


@pytest.mark.parametrize("count", [0, 1, 99, 100, 120])
def test_stream_bell_and_fallback_say_the_same_number(hall: Hall, stream: Running, count: int) -> None:
    person = hall.clerk()
    for _ in range(count):
        notice_for(person, hall)
    session = session_of(person)
    _, said = next(stream.page(session))
    assert said == {0: "0", 1: "1", 99: "99", 100: "99+", 120: "99+"}[count]
    assert (queries.unread(person) or "0") == said


def _signed_out(person: Person) -> None:
    Session.objects.all().delete()


def _password_changed(person: Person) -> None:
    person.set_password("乘风破浪会有时，长安")
    person.save()


def _account_closed(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("happens", [_signed_out, _password_changed, _account_closed])
def test_a_session_that_ended_opens_no_stream(hall: Hall, stream: Running, happens: Callable[[Person], None]) -> None:
    person = hall.clerk()
    session = session_of(person)
    assert stream.ask(session).status == 200
    happens(person)
    assert stream.ask(session).status == 401


def test_only_the_products_own_pages_may_read_it(hall: Hall, stream: Running) -> None:
    session = session_of(hall.clerk())
    own = stream.ask(session, origin=f"http://localhost:{PAGES_PORT}")
    assert own.status == 200
    assert own.headers["Access-Control-Allow-Origin"] == f"http://localhost:{PAGES_PORT}"
    assert own.headers["Access-Control-Allow-Credentials"] == "true"
    assert stream.ask(session, origin="https://example.org").status == 403
    assert stream.ask(session, origin=f"http://localhost:{PAGES_PORT + 7}").status == 403


def test_a_person_has_at_most_so_many_pages_served(hall: Hall, stream: Running) -> None:
    session = session_of(hall.clerk())
    pages = [stream.ask(session) for _ in range(MOST_EACH)]
    assert {page.status for page in pages} == {200}
    assert stream.ask(session).status == 429


def test_it_ends_its_pages_and_itself_when_asked_to_stop(hall: Hall, capfd: pytest.CaptureFixture[str]) -> None:
    """By itself: nobody has to kill it in the end, and to say so."""
    with server() as stream:
        page = stream.page(session_of(hall.clerk()))
        assert next(page) == ("notices", "0")
        stream.process.send_signal(signal.SIGTERM)
        assert list(page) == []
        assert stream.process.wait(timeout=10) == 0
        assert "".join(capfd.readouterr()) == ""


def test_to_be_asked_to_stop_is_nothing_to_complain_of(capfd: pytest.CaptureFixture[str]) -> None:
    with server() as stream:
        stream.process.send_signal(signal.SIGTERM)
        assert stream.process.wait(timeout=10) == 0
        assert "".join(capfd.readouterr()) == ""


def test_it_hears_again_after_the_database_broke_its_connections(
    hall: Hall, stream: Running, superuser: Callable[[], Any]
) -> None:
    person = hall.clerk()
    page = stream.page(session_of(person))
    assert next(page) == ("notices", "0")
    with superuser(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    notice_for(person, hall)
    assert next(page) == ("notices", "1")
