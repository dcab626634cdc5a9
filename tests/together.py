"""Deeds of several people at the same instant, each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection

from xieshang.spine import clock
from xieshang.spine.rule import Refused

MOST = 32
_threads = ThreadPoolExecutor(MOST)
_opened: set[Any] = set()


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed gave, or the reason it was refused; each in a thread and on a connection of its own."""
    assert len(deeds) <= MOST
    gate = threading.Barrier(len(deeds))
    now = clock.now()

    def run(deed: Callable[[], Any]) -> Any:
        connection.close_if_unusable_or_obsolete()
        with clock.at(now):
            gate.wait()
            try:
                return deed()
            except Refused as refused:
                return refused.reason
            finally:
                _opened.add(connection.connection)

    return [one.result() for one in [_threads.submit(run, deed) for deed in deeds]]


@contextmanager
def threads_kept() -> Iterator[None]:
    """The threads stay from one test to the next with their connections, and leave at the end."""
    yield
    _threads.shutdown()
    for one in _opened - {None}:
        one.close()
