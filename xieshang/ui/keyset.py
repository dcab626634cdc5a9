"""Paging by key: a page begins after a row, not after a number of rows.

A page costs the same at the first and at the thousandth turn, and no row is lost or seen twice while
others are added. The key is (sort value, primary key); the cursor in the address is signed, so that
what comes back is a value this product once put there.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.core.signing import BadSignature, Signer
from django.db.models import F, Model, Q, QuerySet

KEY = "cursor_value"
SIGNER = Signer(salt="xieshang.ui.keyset")


class BadCursor(ValueError):  # noqa: N818 - it is an answer to the person, not a fault
    """The address does not hold a cursor of this list in this order."""


@dataclass(frozen=True, slots=True)
class Order:
    """Rows by the value at `path`, then by primary key, both in one direction; nulls come last."""

    path: str
    descending: bool = False
    nullable: bool = True
    nulls_first: bool = False

    def backwards(self) -> "Order":
        """The exact opposite order."""
        return replace(self, descending=not self.descending, nulls_first=not self.nulls_first)

    def apply(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in this order, each carrying its sort value: dicts that have it anyway, nothing besides."""
        nulls: dict[str, Any] = {}
        if self.nullable:
            nulls = {"nulls_first": True} if self.nulls_first else {"nulls_last": True}
        value = F(self.path).desc(**nulls) if self.descending else F(self.path).asc(**nulls)
        carried = self.path in queryset.query.values_select
        keyed: QuerySet[Any] = queryset if carried else queryset.annotate(**{KEY: F(self.path)})
        return keyed.order_by(value, "-pk" if self.descending else "pk")

    def beyond(self, value: Any, pk: Any) -> Q:
        """The rows that stand strictly after (value, pk). Shaped so that an index on both serves it."""
        side = "lt" if self.descending else "gt"
        later_pk = Q(**{f"pk__{side}": pk})
        if value is None:
            tied = Q(**{f"{self.path}__isnull": True}) & later_pk
            return tied | Q(**{f"{self.path}__isnull": False}) if self.nulls_first else tied
        later = Q(**{f"{self.path}__{side}e": value}) & (Q(**{f"{self.path}__{side}": value}) | later_pk)
        return later | Q(**{f"{self.path}__isnull": True}) if self.nullable and not self.nulls_first else later


@dataclass(frozen=True, slots=True)
class Turn:
    """One page of rows, with cursors to the pages on either side where there are any."""

    rows: list[Any]
    before: str = ""
    after: str = ""


def turn(queryset: QuerySet[Any], order: Order, size: int, *, after: str = "", before: str = "") -> Turn:
    """One page of `size` rows after or before a cursor, or the first page; one query.

    Raises BadCursor where the cursor was not made for this order.
    """
    direction = order.backwards() if before else order
    rows = direction.apply(queryset)
    if cursor := before or after:
        rows = rows.filter(direction.beyond(*_read(cursor, order)))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if before:
        found.reverse()
    return Turn(
        rows=found,
        before=_write(found[0], order) if found and (more if before else after) else "",
        after=_write(found[-1], order) if found and (more or before) else "",
    )


def first(queryset: QuerySet[Any], order: Order, size: int) -> QuerySet[Any]:
    """The rows of the first page and one more, for `first_turn`."""
    return order.apply(queryset)[: size + 1]


def first_turn(found: list[Any], order: Order, size: int) -> Turn:
    """The first page made of the rows that `first` gave."""
    return Turn(rows=found[:size], after=_write(found[size - 1], order) if len(found) > size else "")


def nullable(model: type[Model], path: str) -> bool:
    """Can the value at `path` be null? True where that cannot be told (an annotation)."""
    at: Any = model
    for name in path.split("__"):
        try:
            field = at._meta.get_field(name)
        except (FieldDoesNotExist, AttributeError):
            return True
        if field.null or not field.concrete:
            return True
        at = field.related_model
    return False


def _write(row: Any, order: Order) -> str:
    value, pk = (row.get(KEY, row.get(order.path)), row["pk"]) if isinstance(row, dict) else (getattr(row, KEY), row.pk)
    return SIGNER.sign_object([order.path, order.descending, _pack(value), _pack(pk)])


def _read(cursor: str, order: Order) -> tuple[Any, Any]:
    try:
        path, descending, value, pk = SIGNER.unsign_object(cursor)
    except (BadSignature, ValueError) as fault:
        raise BadCursor(cursor) from fault
    if (path, descending) != (order.path, order.descending):
        raise BadCursor(cursor)
    return _unpack(value), _unpack(pk)


_READERS: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "Decimal": Decimal,
    "UUID": UUID,
}


def _pack(value: Any) -> Any:
    kind = type(value).__name__
    return [kind, value.isoformat() if isinstance(value, date) else str(value)] if kind in _READERS else value


def _unpack(value: Any) -> Any:
    return _READERS[value[0]](value[1]) if isinstance(value, list) else value
