"""The product behind a command: the database up, Django ready, the terminal's language set."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Literal, ParamSpec, TypeVar

from xieshang.cli.endings import Refused, Unfit
from xieshang.engine.language import _, spoken

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def product(role: Literal["app", "owner"] = "app") -> Iterator[None]:
    """Have the product ready for a block, as the application or as the owner of its tables.

    The embedded database is started if it does not run, and stopped after if nobody else uses it.
    Where Django stands already, as in tests, the block runs in it as it is.
    """
    from django.apps import apps

    if apps.ready:
        yield
        return
    from xieshang.engine import database

    os.environ["XIESHANG_DB_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieshang.engine.settings")
    with database.lease(), _usable_database():
        yield from _django()


def needs_product(function: Callable[P, R]) -> Callable[P, R]:
    """Let a command run with the product ready; it imports what it needs of the rooms in its body."""

    @wraps(function)
    def ready(*args: P.args, **kwargs: P.kwargs) -> R:
        with product():
            return function(*args, **kwargs)

    return ready


@contextmanager
def _usable_database() -> Iterator[None]:
    """End with a sentence where the database cannot be reached, or has not been set up for this version."""
    import psycopg
    from django.db import Error

    try:
        yield
    except (psycopg.Error, Error) as error:
        if sentence := _cure(error if isinstance(error, psycopg.Error) else error.__cause__):
            raise Unfit(sentence) from error
        raise


def _cure(error: BaseException | None) -> str:
    from psycopg import OperationalError, errors

    if isinstance(error, errors.UndefinedTable | errors.UndefinedColumn):
        return _("数据表尚未建立，或不是这个版本的。请运行 xieshang setup。")
    if isinstance(error, OperationalError):
        return _("数据库不能使用：%(why)s") % {"why": str(error).strip()}
    return ""


def _django() -> Iterator[None]:
    import django
    from django.core.management import CommandError
    from django.db import connections
    from django.utils import translation

    from xieshang.engine import collector

    django.setup()
    collector.spare_what_stands(threshold=200_000)  # long work makes many rows, and hardly a cycle
    try:
        with translation.override(spoken()):
            yield
    except CommandError as error:
        raise Refused(str(error)) from error
    finally:
        connections.close_all()
