"""Deeds of several people at the same instant, each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection

from xieshang.spine import clock
from xieshang.spine.rule import Refused


class Threads:
    """Threads that stay with their connections to the database from one work to the next, until they are left."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._pool = ThreadPoolExecutor(most)
        self._opened: set[Any] = set()

    def begin(self, work: Callable[..., Any], *given: Any) -> "Future[Any]":
        """Let a thread do a work; what becomes of it."""

        def run() -> Any:
            connection.close_if_unusable_or_obsolete()
            try:
                return work(*given)
            finally:
                self._opened.add(connection.connection)

        return self._pool.submit(run)

    def leave(self) -> None:
        """Wait for the last of them, and close all connections."""
        self._pool.shutdown()
        for one in self._opened - {None}:
            one.close()


_threads = Threads(32)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed gave, or the reason it was refused; each in a thread and on a connection of its own."""
    assert len(deeds) <= _threads.most
    gate = threading.Barrier(len(deeds))
    now = clock.now()

    def run(deed: Callable[[], Any]) -> Any:
        with clock.at(now):
            gate.wait()
            try:
                return deed()
            except Refused as refused:
                return refused.reason

    return [one.result() for one in [_threads.begin(run, deed) for deed in deeds]]


@contextmanager
def threads_kept() -> Iterator[None]:
    """The threads of deeds at once stay from one test to the next, and leave at the end."""
    yield
    _threads.leave()
