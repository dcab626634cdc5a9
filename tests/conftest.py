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
from django.utils import translation
from hypothesis import settings
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped] # comes without types

from tests import again, database
from xieshang.engine import collector

# No test asserts a time, and a busy machine is no fault of an example.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

WEDNESDAY = datetime(2026, 3, 18, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


LONGEST = (
    "engine/test_processes",
    "architecture/test_addresses",
    "cli/",
    "demo/",
    "browser/",
    "ui/",
    "engine/test_database",
)


TOGETHER = ("tests/cli/", "tests/demo/")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a browser, a server or the database often works while a test waits."""
    return min(4, len(os.sched_getaffinity(0)) + 1)


class ByFile(LoadFileScheduling):  # type: ignore[misc] # comes without types
    """Each file is one worker's, and all files of a folder in `TOGETHER` are, which share what is dear to make."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


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
    items.sort(key=lambda item: next((n for n, part in enumerate(LONGEST) if part in str(item.path)), len(LONGEST)))


def pytest_collection_finish() -> None:
    """The collector need not walk through what was imported between tests either."""
    gc.enable()
    collector.spare_what_stands(threshold=100_000)


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
    with django_db_blocker.unblock(), database.of_our_own(), django_db_blocker.block():
        connection.execute_wrappers.append(again.watch)
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
