"""Paging by key loses no row and shows none twice, whatever ties and nulls there are."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import Value
from django.db.models.functions import NullIf, Right
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xieshang.ui import keyset
from xieshang.ui.keyset import BadCursor, Order

pytestmark = pytest.mark.django_db

A_FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def ranked(letters: str):
    """Groups with a rank of one letter each; "x" stands for null."""
    Group.objects.all().delete()
    Group.objects.bulk_create(Group(name=f"{at:03}{letter}") for at, letter in enumerate(letters))
    return Group.objects.annotate(rank=NullIf(Right("name", 1), Value("x")))


def forward(rows, order: Order, size: int) -> list[keyset.Turn]:
    """All turns from the first to the last."""
    turns = [keyset.turn(rows, order, size)]
    while turns[-1].after:
        turns.append(keyset.turn(rows, order, size, after=turns[-1].after))
    return turns


def backward(rows, order: Order, size: int, last: keyset.Turn) -> list[keyset.Turn]:
    """All turns from the last one back to the first, in the order of the rows."""
    turns = [last]
    while turns[0].before:
        turns.insert(0, keyset.turn(rows, order, size, before=turns[0].before))
    return turns


def expected(letters: str, *, descending: bool) -> list[str]:
    """The names in order as plain Python says it: by rank, then by age; nulls last."""
    names = [f"{at:03}{letter}" for at, letter in enumerate(letters)]
    known = sorted((n for n in names if n[-1] != "x"), key=lambda n: (n[-1], n), reverse=descending)
    return known + sorted((n for n in names if n[-1] == "x"), reverse=descending)


@A_FEW
@given(letters=st.text("abcx", max_size=12), size=st.integers(1, 5), descending=st.booleans())
def test_turns_forward_and_backward_are_all_rows_in_order(letters: str, size: int, descending: bool) -> None:
    rows, order = ranked(letters), Order("rank", descending)
    turns = forward(rows, order, size)
    assert [row.name for turn in turns for row in turn.rows] == expected(letters, descending=descending)
    assert all(len(turn.rows) == size for turn in turns[:-1])
    back = backward(rows, order, size, turns[-1])
    assert [row.name for turn in back for row in turn.rows] == expected(letters, descending=descending)


@A_FEW
@given(letters=st.text("abc", max_size=12), size=st.integers(1, 5), descending=st.booleans())
def test_a_path_that_is_never_null_needs_no_rule_for_nulls(letters: str, size: int, descending: bool) -> None:
    rows, order = ranked(letters), Order("rank", descending, nullable=False)
    names = [row.name for turn in forward(rows, order, size) for row in turn.rows]
    assert names == expected(letters, descending=descending)
    assert "NULLS" not in str(order.apply(rows).query)


def test_a_row_added_before_the_cursor_moves_nothing() -> None:
    rows, order = ranked("bbbb"), Order("rank")
    first = keyset.turn(rows, order, 2)
    Group.objects.create(name="zzza")
    second = keyset.turn(rows, order, 2, after=first.after)
    assert [row.name for row in second.rows] == ["002b", "003b"]
    assert keyset.turn(rows, order, 2, before=first.after).rows[-1].name == "000b"


def test_rows_may_be_dicts() -> None:
    rows, order = ranked("abc").values("pk", "name"), Order("rank", descending=True)
    turns = forward(rows, order, 2)
    assert [row["name"] for turn in turns for row in turn.rows] == ["002c", "001b", "000a"]


def test_dicts_that_have_the_sort_value_carry_it_once() -> None:
    Group.objects.bulk_create(Group(name=name) for name in "abc")
    rows, order = Group.objects.values("pk", "name"), Order("name", nullable=False)
    turns = forward(rows, order, 2)
    assert [list(row) for turn in turns for row in turn.rows] == [["pk", "name"]] * 3
    assert [row["name"] for turn in backward(rows, order, 2, turns[-1]) for row in turn.rows] == ["a", "b", "c"]


def test_a_page_is_one_query(django_assert_num_queries) -> None:
    rows = ranked("aabbccxx")
    with django_assert_num_queries(1):
        keyset.turn(rows, Order("rank"), 3)


@pytest.mark.parametrize(
    "value",
    [
        *(date(2026, 3, 18), datetime(2026, 3, 18, 9, 30, tzinfo=UTC), Decimal("1.50")),
        *(UUID(int=7), "文", 12, True, None),
    ],
)
def test_a_cursor_keeps_the_type_of_its_value(value: object) -> None:
    cursor = keyset._write({keyset.KEY: value, "pk": 5}, Order("any"))
    assert keyset._read(cursor, Order("any")) == (value, 5)


@pytest.mark.parametrize("spoil", [lambda c: c[:-1], lambda c: "x" + c, lambda c: "", lambda c: "文:文"])
def test_a_spoilt_cursor_is_no_cursor(spoil) -> None:
    rows = ranked("abc")
    cursor = spoil(keyset.turn(rows, Order("rank"), 1).after)
    with pytest.raises(BadCursor):
        keyset._read(cursor, Order("rank"))


def test_a_cursor_of_another_order_is_no_cursor() -> None:
    rows = ranked("abc")
    cursor = keyset.turn(rows, Order("rank"), 1).after
    with pytest.raises(BadCursor):
        keyset.turn(rows, Order("rank", descending=True), 1, after=cursor)
    with pytest.raises(BadCursor):
        keyset.turn(rows, Order("name"), 1, after=cursor)


@pytest.mark.parametrize(
    ("path", "answer"),
    [("name", False), ("content_type__model", False), ("no_such_annotation", True), ("group__name", True)],
)
def test_whether_a_path_can_be_null(path: str, answer: bool) -> None:
    assert keyset.nullable(Permission, path) is answer
