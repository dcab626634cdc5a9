"""A connection that stands is used without asking; one whose server process went away is made anew."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from xieshang.engine.connections.base import DatabaseWrapper, _converted


@pytest.fixture
def own(db: None) -> Any:
    """A connection of this test's own, which pages would keep between requests."""
    made = DatabaseWrapper({**connection.settings_dict, "CONN_HEALTH_CHECKS": True}, "default")
    made.ensure_connection()
    yield made
    made.close()


def begin_a_request(own: DatabaseWrapper) -> int:
    """The server's process that answers after what Django does when a request begins."""
    own.close_if_unusable_or_obsolete()
    own.health_check_enabled = True
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_connection_that_stands_is_used_again_and_not_asked(own: DatabaseWrapper) -> None:
    process = begin_a_request(own)
    sent: list[str] = []
    with own.execute_wrapper(lambda execute, sql, *given: (sent.append(sql), execute(sql, *given))[1]):
        assert own.is_usable()
        assert begin_a_request(own) == process
    assert sent == ["SELECT pg_backend_pid()"]


def test_a_connection_whose_server_went_away_is_made_anew(
    own: DatabaseWrapper, superuser: Callable[[], AbstractContextManager[None]]
) -> None:
    process = begin_a_request(own)
    with superuser(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
    assert begin_a_request(own) != process


def test_a_closed_connection_is_not_usable(own: DatabaseWrapper) -> None:
    own.connection.close()
    assert not own.is_usable()
    own.close()
    assert not own.is_usable()


def test_moments_are_read_as_they_were_written_in_universal_time(own: DatabaseWrapper) -> None:
    """With their microseconds, before and after a change of the clock, one by one and in lists; also where the
    connection's own zone is another."""
    summer = datetime(1988, 7, 1, 1, 30, 0, 123456, tzinfo=timezone.get_default_timezone())
    written = [summer, datetime(2026, 1, 31, tzinfo=UTC)]
    with own.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, %s::timestamptz[], NULL::timestamptz", [summer, written])
        ((one, several, none),) = cursor.fetchall()
    assert (one, several, none) == (summer, written, None)
    assert [moment.tzinfo for moment in (one, *several)] == [UTC] * 3
    elsewhere = DatabaseWrapper({**connection.settings_dict, "TIME_ZONE": "America/New_York"}, "default")
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [summer])
        ((one,),) = cursor.fetchall()
    elsewhere.close()
    assert (one, one.tzinfo) == (summer, elsewhere.timezone)


def test_a_statement_is_converted_once_however_long_it_is(own: DatabaseWrapper) -> None:
    """Of those with more values than psycopg itself remembers, too; each run has its own values."""
    sql = f"SELECT {' + '.join(['%s::int'] * 60)} -- {'x' * 5000}"
    answers = []
    before = _converted.cache_info()
    for one in (1, 2, 3):
        with own.cursor() as cursor:
            cursor.execute(sql, [one] * 60)
            answers.append(cursor.fetchone()[0])
    after = _converted.cache_info()
    assert answers == [60, 120, 180]
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 2)


def test_statements_without_values_with_names_and_with_percent_signs_are_sent_as_before(own: DatabaseWrapper) -> None:
    with own.cursor() as cursor:
        cursor.execute("SELECT 7 % 4")
        assert cursor.fetchone() == (3,)
        cursor.execute("SELECT %(b)s::int - %(a)s::int %% 4, %(a)s::int", {"a": 7, "b": 5})
        assert cursor.fetchone() == (2, 7)


STATEMENT = "SELECT code FROM members_assembly WHERE id = %s"


def at_hand(own: DatabaseWrapper) -> int:
    """How often the server keeps this statement for the connection."""
    with own.cursor() as cursor:
        kept = "SELECT count(*) FROM pg_prepared_statements WHERE statement = %s"
        cursor.execute(kept, [STATEMENT.replace("%s", "$1")])
        return int(cursor.fetchone()[0])


def test_statements_stay_at_hand_over_a_rollback_and_go_with_a_changed_table(own: DatabaseWrapper) -> None:
    """What is refused is rolled back, and what comes next is not planned anew."""
    own.set_autocommit(False)
    with own.cursor() as cursor:
        cursor.execute("SAVEPOINT refused")
        for _ in range(7):
            cursor.execute(STATEMENT, [1])
        cursor.execute("ROLLBACK TO SAVEPOINT refused")
    own.rollback()
    assert at_hand(own) == 1
    with own.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("CREATE TEMPORARY TABLE passing (one int)")
        cursor.execute("DROP TABLE passing")
    assert at_hand(own) == 0
    own.rollback()


@pytest.mark.django_db
def test_how_soon_a_statement_is_kept_is_said_by_the_settings() -> None:
    """By a database behind which connections are shared, that none is."""
    for said in (3, None):
        options = connection.settings_dict["OPTIONS"] | {"prepare_threshold": said}
        made = DatabaseWrapper({**connection.settings_dict, "OPTIONS": options}, "default")
        made.ensure_connection()
        assert made.connection.prepare_threshold == said
        made.close()
