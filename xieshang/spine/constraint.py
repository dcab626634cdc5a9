"""Constraints that people can run into refuse with the sentence they carry; and one that holds over time.

A room gives a constraint a `violation_error_message` where two people, or one person twice, may run
into it; whoever comes second reads that sentence. Any other violation is a fault and stays one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import IntegrityError
from django.db.models import BaseConstraint, BigIntegerField, Func, Value

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


def never_two(name: str, *same: Any, message: Any = None) -> ExclusionConstraint:
    """No two rows with the same values of `same` hold on one day (`from_on` <= day < `until_on`).

    `same` are whole numbers; a text goes in as its `hash_of`. Ranges of one value spare us an extension.
    """
    alike = [(_range_of_one(key), RangeOperators.OVERLAPS) for key in same]
    days = Func("from_on", "until_on", function="daterange")
    every = [*alike, (days, RangeOperators.OVERLAPS)]
    return ExclusionConstraint(name=name, expressions=every, violation_error_message=message)


def _range_of_one(key: Any) -> Func:
    return Func(key, key, Value("[]"), function="int8range")


def hash_of(text: str) -> Func:
    """A text column as a whole number."""
    return Func(text, Value(0), function="hashtextextended", output_field=BigIntegerField())


def _violated(error: IntegrityError) -> BaseConstraint | None:
    """The model's constraint that the database names as violated."""
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return None
    known = (constraint for model in apps.get_models() for constraint in model._meta.constraints)
    return next((constraint for constraint in known if constraint.name == cause.diag.constraint_name), None)
