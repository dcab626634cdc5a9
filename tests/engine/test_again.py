"""What a remembered factory puts back is what it had laid down, and it is put back only where it is the same."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from tests import again
from tests.factories import meetings, replies
from tests.factories import proposals as factory
from tests.factories.proposals import City
from xieshang.accounts.models import PUBLIC
from xieshang.meetings.states import State as MeetingState
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State
from xieshang.spine import clock
from xieshang.spine.models import Entry

OF_THE_MOMENT = {"tx", "recorded_at", "digest", "owed_at"}
"""What the database sets anew whenever a row of the ledger or an errand is written."""
SET_BY_COPYING = {"_state": None, "_django_version": None}


@pytest.fixture(autouse=True)
def _now(db: None, moment: datetime) -> None:
    """The clock stands still, or nothing is remembered."""


@contextmanager
def a_test() -> Iterator[None]:
    """A test of its own within this one."""
    again.begin(empty=True)
    whole = transaction.atomic()
    whole._from_testcase = True  # type: ignore[attr-defined] # by which Django knows it
    with whole:
        yield
        transaction.set_rollback(True)


def everything() -> dict[str, list[str]]:
    """All rows of all tables."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT to_jsonb(t) FROM "{name}" t')  # noqa: S608 - names of ours
            rows = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
            found[name] = sorted(str({k: v for k, v in row.items() if k not in OF_THE_MOMENT}) for row in rows)
    return found


def in_state(state: State) -> Callable[[], Proposal]:
    return lambda: factory.proposal_in(factory.city(), state)


def of_three() -> Proposal:
    """Step after step, of which each changes rows of the one before."""
    place = factory.city()
    factory.proposal_in(place, State.FILED)
    proposal = replies.handled(place, replies.filed_jointly(place), bureaus=2)
    return replies.reply(place, proposal).proposal


def met() -> Any:
    place = meetings.hall()
    made = meetings.meeting(place, MeetingState.OPEN)
    meetings.sign_in_all(made)
    return made


@pytest.mark.parametrize("work", [*map(in_state, State), of_three, met])
def test_every_row_is_as_the_factory_left_it(work: Callable[[], Any]) -> None:
    """And so is what it returned, but another object."""
    with a_test():
        made, laid_down = work(), everything()
    with a_test():
        copied, put_back = work(), everything()
    assert put_back == laid_down
    assert copied is not made
    assert vars(copied) | SET_BY_COPYING == vars(made) | SET_BY_COPYING


def test_what_is_put_back_is_written_in_the_ledger_as_it_is_now() -> None:
    """By the ledger itself: of this transaction, with a digest that is right."""
    for _ in range(2):
        with a_test():
            factory.proposal_in(factory.city(), State.REPLIED)
            with connection.cursor() as cursor:
                cursor.execute("SELECT spine_ledger_tx()")
                (tx,) = cursor.fetchone()
                cursor.execute("SELECT bool_and(digest = spine_entry_digest(e)) FROM spine_entry e")
                assert cursor.fetchone() == (True,)
            assert {entry.tx for entry in Entry.objects.all()} == {tx}


def keys_of(*works: Callable[[City], object]) -> list[int]:
    """The key of a filed case, in a test for each of these that come between city and case."""
    keys = []
    for work in works:
        with a_test():
            place = factory.city()
            work(place)
            keys.append(factory.proposal_in(place, State.FILED).pk)
    return keys


def nothing(place: City) -> None:
    pass


def test_it_is_the_same_row_where_nothing_was_written_in_between() -> None:
    first, second, third = keys_of(nothing, nothing, lambda place: list(Proposal.objects.all()))
    assert first == second == third


def test_it_is_made_anew_after_anything_else_was_written() -> None:
    first, second, third = keys_of(nothing, lambda place: place.session.save(), nothing)
    assert first == third != second


def test_and_what_was_undone_counts_as_written() -> None:
    def undone(place: City) -> None:
        with transaction.atomic():
            factory.drafted(place)
            transaction.set_rollback(True)

    first, second = keys_of(nothing, undone)
    assert first != second


def test_and_what_was_written_on_another_connection_counts() -> None:
    """A thread has its own, and so has whoever works under the loop of a browser's driver."""

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE members_session SET number = number WHERE false")
        connection.close()

    def elsewhere(_place: City) -> None:
        thread = Thread(target=write)
        thread.start()
        thread.join()

    first, second = keys_of(nothing, elsewhere)
    assert first != second


def test_and_at_another_moment_of_another_place_or_with_other_values() -> None:
    def case(**parts: str) -> Callable[[City], int]:
        return lambda place: factory.proposal_in(place, State.FILED, **parts).pk

    def later(place: City) -> int:
        with clock.at(clock.now() + timedelta(seconds=1)):
            return factory.proposal_in(place, State.FILED).pk

    def of_another(place: City) -> int:
        other = replace(place, author=place.cosigner, cast={**place.cast, "author": place.person("cosigner")})
        return factory.proposal_in(other, State.FILED).pk

    keys = []
    works = [case(), later, case(title="关于另一件事的提案"), of_another]
    for work in works:
        with a_test():
            keys.append(work(factory.city()))
    assert len({*keys}) == len(works)


def test_two_cities_in_one_test_are_two() -> None:
    for _ in range(2):
        with a_test():
            assert factory.city().assembly != factory.city().assembly


def test_the_public_is_one() -> None:
    for _ in range(2):
        with a_test():
            assert factory.city().cast["public"] is PUBLIC


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_gets_what_another_has_noted() -> None:
    """And it notes nothing itself, for others may write beside it."""
    with a_test():
        factory.proposal_in(factory.city(), State.REPLIED)
        noted = everything()
    again.begin(empty=True)
    place = factory.city()
    case = factory.proposal_in(place, State.REPLIED)
    assert everything() == noted
    actions.judge(case, by=place.person("author"), **replies.GOOD)
    assert Proposal.objects.get().state == State.ANSWERED
