"""What the choice that a row holds is called."""

from functools import cache
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise


def shown(thing: Model, name: str) -> str:
    """What `get_<name>_display` says, without making all other choices of the field anew."""
    return label(type(thing), name, getattr(thing, name))


def label(model: type[Model], name: str, value: Any) -> str:
    """What this value is called, of the choices of a model's field."""
    return str(_labels(model, name).get(value, value))


@cache
def _labels(model: type[Model], name: str) -> dict[Any, str | Promise]:
    field: Any = model._meta.get_field(name)
    return dict(field.flatchoices)
