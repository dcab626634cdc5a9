"""The one place where the product asks what time it is.

Actions ask `now()`; queries and rules are given a date instead. The demo city, imports of past
years and tests act `at(moment)`: what they record happened then, and the ledger keeps beside it
when it was really written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The present moment, aware, or the moment that an enclosing `at` has set."""
    return _moment.get() or timezone.now()


def today() -> date:
    """The present day in the assembly's time zone."""
    return now().astimezone(timezone.get_default_timezone()).date()


def midnight(on: date) -> datetime:
    """The first moment of a day in the assembly's time zone."""
    return timezone.make_aware(datetime.combine(on, time.min), timezone.get_default_timezone())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything inside happens at `moment`, which must be aware."""
    if timezone.is_naive(moment):
        raise ValueError("a moment needs a time zone")
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
