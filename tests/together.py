"""Deeds of several people at the same instant, each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from xieshang.spine import clock
from xieshang.spine.rule import Refused


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed gave, or the reason it was refused; each in a thread and on a connection of its own."""
    gate = threading.Barrier(len(deeds))
    outcomes: list[Any] = [None] * len(deeds)
    now = clock.now()

    def run(index: int, deed: Callable[[], Any]) -> None:
        with clock.at(now):
            gate.wait()
            try:
                outcomes[index] = deed()
            except Refused as refused:
                outcomes[index] = refused.reason
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
