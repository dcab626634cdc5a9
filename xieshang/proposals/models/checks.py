"""Conditions that several tables have."""

from django.db import models
from django.db.models import Q


def both_or_none(*names: str, name: str) -> models.CheckConstraint:
    """All of these columns hold a value, or none of them does."""
    every = Q(**{f"{n}__isnull": False for n in names})
    none = Q(**{f"{n}__isnull": True for n in names})
    return models.CheckConstraint(condition=every | none, name=name)
