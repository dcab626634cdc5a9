"""What every test may lean on. Tests run on real PostgreSQL, as the application's own role."""

import gc
import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.utils import translation
from hypothesis import settings
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped] # comes without types

from tests import again, database, together
from xieshang.engine import collector

# No test asserts a time, and a busy machine is no fault of an example.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

WEDNESDAY = datetime(2026, 3, 18, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


LONGEST = ("browser", "engine/test_processes", "architecture/test_addresses", "cli/", "demo/", "engine/")
TOGETHER = {"tests/browser/": "browser", "tests/ui/test_browser": "browser", "tests/cli/": "cli", "tests/demo/": "demo"}
"""Whose tests are one worker's, for what they share is dear: a browser, an installation, a demo city. Those of the
browser wait more than others do: while one worker is at them, two are at something else."""


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a browser, a server or the database often works while a test waits."""
    return min(4, len(os.sched_getaffinity(0)) + 1)


class ByFile(LoadFileScheduling):  # type: ignore[misc] # comes without types
    """Each file is one worker's, and so is all that is to stay `TOGETHER`."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return next((name for part, name in TOGETHER.items() if file.startswith(part)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """In place of the one that the command line names."""
    return ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """What is imported now stays, so that nothing is there to be collected."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest begin first, so that none of them is left alone at the end."""

    def turn(item: pytest.Item) -> int:
        file, _, _ = item.nodeid.partition("::")
        return next((number for number, part in enumerate(LONGEST) if part in file), len(LONGEST))

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """The collector need not walk through what was imported between tests either."""
    gc.enable()
    collector.spare_what_stands(threshold=100_000)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """What nobody holds any more says so now; pytest would look five times through all that stands."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test finds empty tables, unless something around it holds rows. One that patches the product starts afresh."""
    patches = "monkeypatch" in inspect.signature(item.function).parameters  # type: ignore[attr-defined] # all are of functions
    again.begin(empty=not (patches or connection.in_atomic_block))


@pytest.fixture(autouse=True)
def spoken() -> Iterator[None]:
    """The language of a request stays with its thread: no test leaves its own to the next."""
    before = translation.get_language()
    yield
    translation.activate(before)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A migrated database of this run's own, in place of Django's way of making one."""
    with django_db_blocker.unblock(), database.of_our_own(), together.threads_kept(), django_db_blocker.block():
        connection_created.connect(again.watch_all_of)
        yield


@pytest.fixture
def superuser(db: None) -> Callable[[], AbstractContextManager[None]]:
    """``with superuser():`` steps out of the application's role on the same connection, to tamper."""
    return database.superuser


@pytest.fixture
def moment() -> Iterator[datetime]:
    """The product's clock stands still at this moment: Wednesday 18 March 2026, 10:00 in Shanghai."""
    from xieshang.spine import clock

    with clock.at(WEDNESDAY):
        yield WEDNESDAY
