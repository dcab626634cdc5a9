"""The worker hears of errands at the commit and does them, and those from before; what fails goes to the queue."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from tests.spine.rows import ANYONE, sectors
from xieshang.spine import errand, tasks, worker
from xieshang.spine.models import Entry, Errand

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def attending() -> Iterator[Callable[[], None]]:
    """Calling it begins to attend to errands beside the test, until the test ends."""
    stopping, threads = threading.Event(), []

    def begin() -> None:
        threads.append(threading.Thread(target=worker.attend, args=[stopping]))
        threads[-1].start()

    yield begin
    stopping.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)  # the worker is a thread of its own


def rename(room: SimpleNamespace, *names: str) -> None:
    for sector in sectors(*names):
        room.rename(sector, by=ANYONE, to=f"{sector.name}会")


def test_it_does_what_was_left_over_and_then_what_comes(room: SimpleNamespace, attending: Callable[[], None]) -> None:
    done: list[str] = []

    @room.on
    def note(entry: Entry) -> None:
        done.append(entry.payload["before"])

    rename(room, "甲", "乙")
    attending()
    until(lambda: done == ["甲", "乙"])
    rename(room, "丙")
    until(lambda: done == ["甲", "乙", "丙"] and errand.left_over() == [])


def test_what_is_owed_at_once_is_done_together(room: SimpleNamespace, attending: Callable[[], None]) -> None:
    """Those that are committed within the moment that it gathers."""
    given: list[int] = []
    heard = threading.Event()

    @room.on_several
    def note(entries: list[Entry]) -> None:
        given.append(len(entries))
        heard.set()

    attending()
    rename(room, "甲")
    assert heard.wait(10)
    with transaction.atomic():
        rename(room, "乙", "丙", "丁")
    until(lambda: sum(given) == 4)
    assert given == [1, 3]


def test_what_fails_goes_to_the_queue_and_keeps_nobody_waiting(
    room: SimpleNamespace, attending: Callable[[], None]
) -> None:
    done: list[str] = []

    @room.on
    def note_or_stumble(entry: Entry) -> None:
        if entry.payload["before"] == "甲":
            raise OSError("no")
        done.append(entry.payload["before"])

    attending()
    with transaction.atomic():
        rename(room, "甲", "乙")
    until(ProcrastinateJob.objects.exists)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("spine.run_errands", {"errand_ids": errand.left_over()})
    assert done == ["乙"]


def test_it_comes_back_after_its_connection_is_cut(
    room: SimpleNamespace, attending: Callable[[], None], superuser: Callable[[], AbstractContextManager[None]]
) -> None:
    """What is owed while it is away is done once it is back."""
    pids: list[int] = []

    @room.on
    def note(entry: Entry) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pids.append(cursor.fetchone()[0])

    attending()
    rename(room, "甲")
    until(lambda: len(pids) == 1 and errand.left_over() == [])
    with superuser(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pids[0]])
    rename(room, "乙")
    until(lambda: len(pids) == 2)
    assert pids[0] != pids[1]


def test_what_a_task_defers_belongs_to_its_transaction(room: SimpleNamespace) -> None:
    """Of a reaction that fails nothing comes into the queue, and of one that succeeds nothing before the commit."""
    with app.replace_connector(worker.Queue(kwargs=connector_params())):
        with transaction.atomic():
            tasks.run_errands.defer(errand_ids=[1])
            transaction.set_rollback(True)
        assert not ProcrastinateJob.objects.exists()
        tasks.run_errands.defer(errand_ids=[2])
    assert ProcrastinateJob.objects.get().args == {"errand_ids": [2]}
    assert not Errand.objects.exists()
