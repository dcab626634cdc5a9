"""An errand is owed with the entry and done exactly once after the commit, whatever happens in between."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from types import SimpleNamespace

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from procrastinate.contrib.django.utils import connector_params
from pytest_django import DjangoAssertNumQueries

from tests.spine.rows import ANYONE, sectors
from xieshang.members.models import Sector
from xieshang.spine import errand, tasks
from xieshang.spine.batch import batch
from xieshang.spine.models import Entry, Errand
from xieshang.spine.rule import Refused

Superuser = Callable[[], AbstractContextManager[None]]
NAME = "tests.spine.test_errand.tell"


@pytest.fixture
def tell(room: SimpleNamespace) -> list[int]:
    """A reaction that leaves a trace: the position of the sector counts how often it was done."""
    told: list[int] = []

    @room.on
    def tell(entry: Entry) -> None:
        sector = Sector.objects.get(pk=entry.subject_id)
        sector.position += 1
        sector.save(update_fields=["position"])
        told.append(entry.pk)

    return told


def times_done() -> int:
    return Sector.objects.get().position


@pytest.fixture
def told(transactional_db: None) -> Iterator[Callable[[], list[list[int]]]]:
    """What the database has told of errands since the last question, message by message."""
    with psycopg.connect(**connector_params(), autocommit=True) as listening:
        listening.execute(f"LISTEN {errand.CHANNEL}")
        yield lambda: sorted([int(key) for key in one.payload.split()] for one in listening.notifies(timeout=0.2))


def test_what_is_owed_is_written_with_the_entry_and_told_to_the_worker(
    told: Callable[[], list[list[int]]], room: SimpleNamespace, tell: list[int]
) -> None:
    """It is told at the commit, and not before."""
    (sector,) = sectors("甲")
    with transaction.atomic():
        room.rename(sector, by=ANYONE, to="乙")
        owed = Errand.objects.get()
        assert told() == []
    assert (owed.entry, owed.reaction, owed.done_at) == (Entry.objects.get(), NAME, None)
    assert told() == [[owed.pk]]
    assert tell == []


def test_a_rolled_back_action_owes_nothing(db: None, room: SimpleNamespace, tell: list[int]) -> None:
    (sector,) = sectors("甲")
    with pytest.raises(Refused):
        room.rename(sector, by=ANYONE, to="")
    for whole in (transaction.atomic, batch):
        with suppress(ZeroDivisionError), whole():
            room.rename(sector, by=ANYONE, to="乙")
            1 / 0  # noqa: B018
    assert (Entry.objects.count(), Errand.objects.count()) == (0, 0)


def test_a_batch_owes_an_errand_for_each_entry_and_tells_once(
    told: Callable[[], list[list[int]]], room: SimpleNamespace, tell: list[int]
) -> None:
    with batch():
        for sector in sectors("甲", "乙", "丙"):
            room.rename(sector, by=ANYONE, to=f"{sector.name}会")
    assert told() == [errand.left_over()]
    assert len(errand.left_over()) == 3


def test_a_hundred_errands_are_told_in_one_message_and_the_next_in_another(
    told: Callable[[], list[list[int]]], room: SimpleNamespace, tell: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errand, "CHUNK", 2)
    with batch():
        for sector in sectors("甲", "乙", "丙"):
            room.rename(sector, by=ANYONE, to=f"{sector.name}会")
    first, second, third = errand.left_over()
    assert told() == [[first, second], [third]]


def test_history_owes_nothing(db: None, room: SimpleNamespace, tell: list[int]) -> None:
    (sector,) = sectors("甲")
    with errand.quiet():
        room.rename(sector, by=ANYONE, to="乙")
    assert (Entry.objects.count(), Errand.objects.count()) == (1, 0)
    room.rename(sector, by=ANYONE, to="丙")
    assert Errand.objects.count() == 1


def test_it_is_done_once(db: None, room: SimpleNamespace, tell: list[int]) -> None:
    (sector,) = sectors("甲")
    room.rename(sector, by=ANYONE, to="乙")
    owed = Errand.objects.get()
    assert [errand.run(owed.pk), errand.run(owed.pk)] == [True, False]
    assert (tell, times_done()) == ([owed.entry_id], 1)
    assert Errand.objects.get().done_at is not None


def test_a_crash_in_the_middle_leaves_it_owed_and_nothing_done(
    db: None, room: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sector,) = sectors("甲")
    crashes = [True, False]

    @room.on
    def stumble(entry: Entry) -> None:
        Sector.objects.filter(pk=entry.subject_id).update(position=Sector.objects.get().position + 1)
        if crashes.pop(0):
            raise OSError("the lights went out")

    room.rename(sector, by=ANYONE, to="乙")
    owed = Errand.objects.get()
    with pytest.raises(OSError, match=r"the lights went out"):
        errand.run(owed.pk)
    assert (times_done(), Errand.objects.get().done_at) == (0, None)
    assert errand.run(owed.pk) is True
    assert times_done() == 1


def test_a_reaction_that_this_process_does_not_know_stays_owed(
    db: None, room: SimpleNamespace, tell: list[int]
) -> None:
    """A worker of an older release must not do away with what a newer one has recorded."""
    (sector,) = sectors("甲")
    room.rename(sector, by=ANYONE, to="乙")
    owed = Errand.objects.get()
    errand.REACTIONS[room.RENAMED.kind] = {}
    with pytest.raises(KeyError, match=NAME):
        errand.run(owed.pk)
    assert Errand.objects.get().done_at is None


def test_one_that_fails_does_not_keep_the_others_waiting(db: None, room: SimpleNamespace) -> None:
    told = []

    @room.on
    def tell_or_stumble(entry: Entry) -> None:
        if entry.payload["before"] == "乙":
            raise OSError("no")
        told.append(entry.payload["before"])

    with batch():
        for sector in sectors("甲", "乙", "丙"):
            room.rename(sector, by=ANYONE, to=f"{sector.name}会")
    with pytest.raises(ExceptionGroup, match=r"errands still owed"):
        tasks.run_errands(list(Errand.objects.order_by("pk").values_list("pk", flat=True)))
    assert told == ["甲", "丙"]
    assert Errand.objects.filter(done_at__isnull=True).count() == 1


def renamed(room: SimpleNamespace, *names: str) -> list[int]:
    """Sectors with these names are renamed, one after another; the keys of what is owed for it."""
    for sector in sectors(*names):
        room.rename(sector, by=ANYONE, to=f"{sector.name}会")
    return errand.left_over()


def test_a_reaction_that_takes_several_is_given_what_came_together(
    db: None, room: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """In their order; what is done already or was never owed is left out; as many statements as for one."""
    given: list[list[str]] = []

    @room.on_several
    def take(entries: Sequence[Entry]) -> None:
        given.append([entry.payload["before"] for entry in entries])

    first, *others = renamed(room, "甲", "乙", "丙", "丁")
    assert errand.run(first)
    with django_assert_num_queries(5):
        assert errand.run_all([*reversed(others), first, 0]) == []
    assert given == [["甲"], ["乙", "丙", "丁"]]
    assert errand.left_over() == []
    with django_assert_num_queries(1):
        assert errand.run_all(others) == []


def test_one_of_several_that_fails_does_not_keep_the_others_waiting(db: None, room: SimpleNamespace) -> None:
    """Nothing of what was done together stays done; then each is done by itself."""

    @room.on_several
    def count_or_stumble(entries: Sequence[Entry]) -> None:
        for entry in entries:
            Sector.objects.filter(pk=entry.subject_id).update(position=F("position") + 1)
            if entry.payload["before"] == "乙":
                raise OSError("no")

    owed = renamed(room, "甲", "乙", "丙")
    assert errand.run_all(owed) == [owed[1]]
    assert errand.left_over() == [owed[1]]
    assert dict(Sector.objects.values_list("name", "position")) == {"甲会": 1, "乙会": 0, "丙会": 1}


def test_others_are_done_one_by_one_in_their_order(db: None, room: SimpleNamespace, tell: list[int]) -> None:
    """Also where this process does not know one of them: that one stays owed."""
    owed = renamed(room, "甲", "乙", "丙")
    Errand.objects.filter(pk=owed[1]).update(reaction="tests.of_a_newer_release")
    assert errand.run_all(reversed(owed)) == [owed[1]]
    assert tell == list(Errand.objects.filter(done_at__isnull=False).order_by("pk").values_list("entry", flat=True))


def test_what_was_forgotten_is_found_again(db: None, room: SimpleNamespace, tell: list[int]) -> None:
    """A wake-up that was lost: found once it is older than asked, and only while it is owed."""
    (sector,) = sectors("甲")
    room.rename(sector, by=ANYONE, to="乙")
    owed = Errand.objects.get()
    assert errand.forgotten(older_than=timedelta(minutes=5)) == []
    assert errand.forgotten(older_than=timedelta(0)) == [owed.pk]
    errand.run(owed.pk)
    assert errand.forgotten(older_than=timedelta(0)) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_it_once(room: SimpleNamespace) -> None:
    """The second does not wait: it sees that somebody is at it, and goes on."""
    (sector,) = sectors("甲")
    at_it, go_on = threading.Event(), threading.Event()

    @room.on
    def take_time(entry: Entry) -> None:
        Sector.objects.filter(pk=entry.subject_id).update(position=Sector.objects.get().position + 1)
        at_it.set()
        assert go_on.wait(10)

    room.rename(sector, by=ANYONE, to="乙")
    owed = Errand.objects.get()
    answers: list[bool] = []

    def work() -> None:
        answers.append(errand.run(owed.pk))
        connection.close()

    first = threading.Thread(target=work)
    first.start()
    assert at_it.wait(10)
    assert errand.run(owed.pk) is False
    go_on.set()
    first.join()
    assert (answers, times_done()) == ([True], 1)
    assert errand.run(owed.pk) is False


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_lets_another_do_it(room: SimpleNamespace, superuser: Superuser) -> None:
    """Its connection is cut while it works: what it did is gone, and the errand is still owed."""
    (sector,) = sectors("甲")
    working, dead = threading.Event(), threading.Event()
    pids: list[int] = []

    @room.on
    def work_until_dead(entry: Entry) -> None:
        Sector.objects.filter(pk=entry.subject_id).update(position=Sector.objects.get().position + 1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pids.append(cursor.fetchone()[0])
        working.set()
        assert dead.wait(10)

    def work() -> None:
        with suppress(DatabaseError):
            errand.run(owed.pk)
        connection.close()

    room.rename(sector, by=ANYONE, to="乙")
    owed = Errand.objects.get()
    dying = threading.Thread(target=work)
    dying.start()
    assert working.wait(10)
    with superuser(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pids[0]])
    dead.set()
    dying.join()
    assert (times_done(), Errand.objects.get().done_at) == (0, None)
    assert errand.run(owed.pk) is True
    assert (times_done(), len(pids)) == (1, 2)
