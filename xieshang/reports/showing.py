"""How the rows behind a figure are listed: its columns as they were declared, values in words."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Model, QuerySet, TextField
from django.db.models.expressions import OrderBy
from django.urls import reverse
from django.utils import timezone

from xieshang.spine.figure import Figure
from xieshang.ui.lists import Column, Listing

TITLES = ("title", "name")
"""Columns that name a row: they lead to its page, and stand first on a phone."""


def listing(figure: Figure, rows: QuerySet[Any], *, actor: Any) -> Listing:
    """The rows of a figure as a list that can be ordered, paged and exported; at first in the figure's own order.

    A row leads to its page where the actor may open it.
    """
    model, paths = rows.model, [path for path, _label in figure.columns]
    order = _order(rows)
    first = order.removeprefix("-") if order.removeprefix("-") in paths else _naming(paths)
    made = _Rows(figure, model, paths, actor)
    return Listing(
        title=f"{figure.code} {figure.title}",
        columns=[_column(path, str(label), order if path == first else path, paths) for path, label in figure.columns],
        row=made,
        beforehand=made.look_up,
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


class _Rows:
    """Makes the rows of the list; which of a page the actor may open is asked once for all of them."""

    def __init__(self, figure: Figure, model: type[Model], paths: list[str], actor: Any) -> None:
        self.figure, self.model, self.actor = figure, model, actor
        self.shown = {path: _words(model, path) for path in paths}
        self.open: Collection[Any] = ()

    def look_up(self, found: Sequence[Mapping[str, Any]]) -> None:
        """Find which of the rows of a page lead on."""
        if self.figure.opens is not None:
            keys = [one["pk"] for one in found]
            self.open = set(self.figure.opens(self.actor).filter(pk__in=keys).values_list("pk", flat=True))

    def __call__(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        cells = {path: words(values[path]) for path, words in self.shown.items()}
        key = values["pk"]
        return {**cells, "pk": key, "url": _page(self.model, key) if key in self.open else ""}


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
    return reverse(f"{model._meta.app_label}:show", args=[pk])
