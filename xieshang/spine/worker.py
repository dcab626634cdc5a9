"""The worker: does errands as soon as they are owed, and beside them the tasks of the queue.

Of errands it is told by the database at the commit; it gathers for a moment and does together what goes together.
What fails it hands to the queue, which tries again with growing pauses.
"""

import logging
from collections.abc import Collection
from threading import Event, Thread

import psycopg
from django.db import DatabaseError, connection
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from xieshang.spine import errand
from xieshang.spine.tasks import run_errands

GATHER = 0.1
"""Seconds from the first that comes to be owed until it is done, with those that came meanwhile."""
LOOK, AGAIN = 0.5, 1.0
"""Seconds between two looks whether to stop, and until a broken connection is made anew."""
log = logging.getLogger(__name__)


class Queue(PsycopgConnector):
    """Asks the queue by connections of its own; what a task defers goes by Django's, so in the task's transaction."""

    def get_sync_connector(self) -> BaseConnector:
        """How a task defers another."""
        return DjangoConnector()


def work() -> None:
    """Do errands and tasks until SIGINT or SIGTERM."""
    stopping = Event()
    errands = Thread(target=attend, args=[stopping], name="errands")
    errands.start()
    try:
        with app.replace_connector(Queue(kwargs=connector_params())):
            app.run_worker(concurrency=2)
    finally:
        stopping.set()
        errands.join()


def attend(stopping: Event) -> None:
    """Do errands as they come to be owed, first what is left over, whatever becomes of the database."""
    while not stopping.is_set():
        try:
            _listen(stopping)
        except (DatabaseError, psycopg.Error, ConnectorException) as fault:
            log.warning("the errands have left the database: %s", type(fault).__name__)
            stopping.wait(AGAIN)
        finally:
            connection.close()


def _listen(stopping: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {errand.CHANNEL}")
    heard = connection.connection
    _do(errand.left_over())
    while not stopping.is_set():
        if told := [*heard.notifies(timeout=LOOK, stop_after=1)]:
            told += heard.notifies(timeout=GATHER)
            _do([int(key) for one in told for key in one.payload.split()])


def _do(keys: Collection[int]) -> None:
    failed = errand.run_all(keys)
    if failed:
        run_errands.defer(errand_ids=failed)
