"""Constraints that people can run into refuse with the sentence they carry.

A room gives a constraint a `violation_error_message` where two people, or one person twice, may run
into it; whoever comes second reads that sentence. Any other violation is a fault and stays one.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.apps import apps
from django.db import IntegrityError
from django.db.models import BaseConstraint

from xieshang.spine.rule import Refused


@contextmanager
def spoken() -> Iterator[None]:
    """Inside, the violation of a constraint that carries a sentence raises `Refused` with it."""
    try:
        yield
    except IntegrityError as error:
        constraint = _violated(error)
        if constraint is None or constraint.violation_error_message == BaseConstraint.default_violation_error_message:
            raise
        raise Refused(str(constraint.violation_error_message)) from error


def _violated(error: IntegrityError) -> BaseConstraint | None:
    """The model's constraint that the database names as violated."""
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return None
    known = (constraint for model in apps.get_models() for constraint in model._meta.constraints)
    return next((constraint for constraint in known if constraint.name == cause.diag.constraint_name), None)
