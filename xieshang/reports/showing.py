"""How the rows behind a figure are listed: its columns as they were declared, values in words."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Model, QuerySet, TextField
from django.db.models.expressions import OrderBy
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from xieshang.spine.figure import Figure
from xieshang.ui.lists import Column, Listing

TITLES = ("title", "name")
"""Columns that name a row: they lead to its page, and stand first on a phone."""


def listing(figure: Figure, rows: QuerySet[Any]) -> Listing:
    """The rows of a figure as a list that can be ordered, paged and exported; at first in the figure's own order."""
    model, paths = rows.model, [path for path, _label in figure.columns]
    order = _order(rows)
    first = order.removeprefix("-") if order.removeprefix("-") in paths else _naming(paths)
    return Listing(
        title=f"{figure.code} {figure.title}",
        columns=[_column(path, str(label), order if path == first else path, paths) for path, label in figure.columns],
        row=_row(model, paths),
        sort=f"-{first}" if order.startswith("-") else first,
        search=_search(model, _naming(paths)),
    )


def _order(rows: QuerySet[Any]) -> str:
    """The first path by which the figure orders its rows, with "-" where it descends."""
    first = next(iter(rows.query.order_by), "pk")
    if isinstance(first, OrderBy):
        path = str(getattr(first.expression, "name", "pk"))
        return f"-{path}" if first.descending else path
    return first if isinstance(first, str) else "pk"


def _search(model: type[Model], naming: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]] | None:
    """Search in what names the rows, where that is a text."""
    field = next((field for field in model._meta.concrete_fields if field.name == naming), None)
    if not isinstance(field, CharField | TextField):
        return None
    return lambda rows, text: rows.filter(**{f"{naming}__icontains": text})


def _naming(paths: list[str]) -> str:
    return next((path for path in paths if path in TITLES), paths[0])


def _column(path: str, label: str, sort: str, paths: list[str]) -> Column:
    if path == _naming(paths):
        return Column(path, label, place="title", sort=sort.removeprefix("-"), marked=True)
    return Column(path, label, sort=sort.removeprefix("-"), phone=True)


def _row(model: type[Model], paths: list[str]) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    shown = {path: _words(model, path) for path in paths}

    def row(values: Mapping[str, Any]) -> Mapping[str, Any]:
        cells = {path: words(values[path]) for path, words in shown.items()}
        return {**cells, "pk": values["pk"], "url": _page(model, values["pk"])}

    return row


def _words(model: type[Model], path: str) -> Callable[[Any], Any]:
    """How a column's values are written: choices by their labels, years and numbers without commas, moments as days."""
    labels = dict(_choices(model, path))
    if labels:
        return lambda value: str(labels.get(value, value))
    if path.endswith(("year", "number")):
        return lambda value: "" if value is None else str(value)
    return lambda value: timezone.localtime(value).date() if isinstance(value, datetime) else value


def _choices(model: type[Model], path: str) -> list[tuple[Any, Any]]:
    at: Any = model
    for name in path.split("__"):
        try:
            field = at._meta.get_field(name)
        except FieldDoesNotExist:
            return []
        at = field.related_model
    return list(field.flatchoices or ())


def _page(model: type[Model], pk: Any) -> str:
    """The page of a row: what a room calls `show` is the page of the thing that the room is named for."""
    room = model._meta.app_label
    if room != f"{model._meta.model_name}s":
        return ""
    try:
        return reverse(f"{room}:show", args=[pk])
    except NoReverseMatch:
        return ""
