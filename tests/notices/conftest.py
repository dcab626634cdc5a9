"""The event stream that the tests of a file share."""

from collections.abc import Iterator

import pytest

from tests.notices.streaming import Running, server


@pytest.fixture(scope="module")
def running(django_db_setup: None) -> Iterator[Running]:
    """Its process."""
    with server() as running:
        yield running


@pytest.fixture
def stream(running: Running) -> Iterator[Running]:
    """The process; each test leaves no page open."""
    yield running
    running.leave()
