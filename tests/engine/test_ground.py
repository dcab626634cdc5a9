"""The ground that all tests stand on: the application's role, and a database that is clean again after each."""

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.paginator import Paginator, UnorderedObjectListWarning
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import now

from xieshang.spine import clock


def role() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        return tuple(cursor.fetchone() or ())


def test_tests_run_as_the_application(db: None) -> None:
    assert role() == ("xieshang_app", "xieshang_root")


def test_the_application_changes_no_tables(db: None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (number int)")


def test_a_test_can_step_out_of_the_role(superuser: Callable[[], AbstractContextManager[None]]) -> None:
    with superuser():
        inside = role()
    assert (inside[0], role()[0]) == ("xieshang_root", "xieshang_app")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_for_the_next(turn: int) -> None:
    """The rows that the migrations made stay."""
    assert (Session.objects.count(), ContentType.objects.exists()) == (0, True)
    Session.objects.create(session_key="one", session_data="-", expire_date=now())


def test_the_clock_stands_still(moment: datetime) -> None:
    assert clock.now() == moment


def test_an_unordered_list_cannot_be_paged(db: None) -> None:
    """Pages of such a list would repeat some rows and leave others out."""
    with pytest.raises(UnorderedObjectListWarning):
        Paginator(ContentType.objects.all(), 10).page(1)


def test_nothing_reaches_out_of_the_machine() -> None:
    with pytest.raises(UserWarning, match=r"192.0.2.1"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))
