"""What is drawn once for all who are told the same (decision 21)."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db import connection
from django.http import HttpRequest
from markupsafe import Markup

from xieshang.ui.context import csrf_input

T = TypeVar("T")

CSRF = "\0csrf"
"""Stands in what is drawn where each answer has a token of its own."""


class Drawings(Generic[T]):
    """Drawings that a process keeps, each under all that it is drawn by.

    `most` are kept; the one that was not asked for longest goes first. A drawing that asked the database for more
    while it was made depends on more than its key says: it is given out and not kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._turn = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, draw: Callable[[], T]) -> T:
        """What is kept under the key, or else what `draw` gives."""
        with self._turn:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        asked = _Asked()
        with connection.execute_wrapper(asked):
            drawn = draw()
        if not asked.times:
            with self._turn:
                self._kept[key] = drawn
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return drawn


class _Asked:
    """Counts what a block asks of the database."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.times += 1
        return execute(*given)


def with_token(drawn: str, request: HttpRequest) -> Markup:
    """What was drawn, with the token of this answer in its forms."""
    return Markup(drawn.replace(CSRF, str(csrf_input(request))) if CSRF in drawn else drawn)  # noqa: S704 - templates escape
