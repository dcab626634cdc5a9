"""Rows are written as Django would write them, by statements that are made once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.text import format_lazy

from tests.factories.accounts import GrantFactory, PersonFactory
from xieshang.accounts.models import Grant, Scope, ScopeKind
from xieshang.engine.writes import insert, insert_all, insert_missing, update, update_by
from xieshang.spine.models import Entry, Errand, Seal

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


def entry(**values: Any) -> Entry:
    return Entry(kind="a.done", at=MOMENT, subject_kind="a.thing", subject_id=7, payload={"甲": [1, None]}, **values)


def test_a_new_row_has_its_key_and_what_the_database_gave() -> None:
    """What is left to the database is not chosen by us, and is there when it is asked for."""
    written = entry(assembly_id=2**40)
    with CaptureQueriesContext(connection) as asked:
        insert(written)
    assert len(asked) == 1
    kept = Entry.objects.get(pk=written.pk)
    names = [field.attname for field in Entry._meta.concrete_fields]
    assert [getattr(written, name) for name in names] == [getattr(kept, name) for name in names]
    assert (written._state.adding, kept.assembly_id, kept.payload) == (False, 2**40, {"甲": [1, None]})
    assert kept.digest


def test_many_rows_are_one_statement() -> None:
    """Each with its own values and its own key, in their order."""
    scopes = [Scope(kind="assembly", name=name) for name in ("鹰城市政协", "河湾县政协", "古塔区政协")]
    with CaptureQueriesContext(connection) as asked:
        insert_all(scopes)
    assert len(asked) == 1
    assert [Scope.objects.get(pk=one.pk).name for one in scopes] == [one.name for one in scopes]
    assert [(one._state.adding, one.parent_id) for one in scopes] == [(False, None)] * 3


def test_a_key_that_was_given_stays() -> None:
    """Lists, bytes and whole numbers arrive as they were."""
    insert(Seal(number=12, from_tx=1, until_tx=3, ids=[5, 6], marks=b"\0\1", hash=b"\2"))
    kept = Seal.objects.get(number=12)
    assert (kept.ids, bytes(kept.marks), bytes(kept.hash)) == ([5, 6], b"\0\1", b"\2")
    assert kept.sealed_at is not None


def test_what_a_row_points_to_may_have_been_written_after_it_was_named() -> None:
    scope = Scope(kind="assembly", name="鹰城市政协")
    grant = Grant(person=PersonFactory(), role="member", scope=scope, from_on=date(2026, 1, 1))
    insert(scope)
    insert(grant)
    assert Grant.objects.get(pk=grant.pk).scope == scope


def test_only_the_named_fields_are_written() -> None:
    grant = GrantFactory(role="member", from_on=date(2026, 1, 1))
    grant.role, grant.from_on = "chair", date(2027, 1, 1)
    update(grant, "role")
    kept = Grant.objects.get(pk=grant.pk)
    assert (kept.role, kept.from_on) == ("chair", date(2026, 1, 1))


def test_a_row_that_is_gone_is_told() -> None:
    grant = GrantFactory()
    Grant.objects.all().delete()
    with pytest.raises(DatabaseError, match="is not there to be written"):
        update(grant, "role")


def test_after_a_violation_the_transaction_cannot_be_committed() -> None:
    """Also where somebody caught it: half of what belongs together must not stay."""
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert(Scope(kind="nowhere", name="无"))
        assert connection.needs_rollback
        transaction.set_rollback(True)


def test_of_many_rows_each_value_is_what_django_would_make_of_it() -> None:
    """Choices and texts that stand for others beside plain ones, small and large numbers, nothing and something."""
    kinds: list[Any] = [ScopeKind.ASSEMBLY, "assembly", format_lazy("{}", "assembly")]
    scopes = [Scope(kind=kind, name=name) for kind, name in zip(kinds, ("鹰", "", '{"甲",\\ NULL'), strict=True)]
    insert_all(scopes)
    kept = Scope.objects.in_bulk([one.pk for one in scopes])
    assert [(kept[one.pk].kind, kept[one.pk].name) for one in scopes] == [
        ("assembly", "鹰"),
        ("assembly", ""),
        ("assembly", '{"甲",\\ NULL'),
    ]
    entries = [entry(assembly_id=number) for number in (None, 1, 2**40)]
    insert_all(entries)
    assert [Entry.objects.get(pk=one.pk).assembly_id for one in entries] == [None, 1, 2**40]


def test_rows_that_are_there_are_left_as_they_are_and_the_others_written() -> None:
    """As a constraint knows them: `Errand` has one of each name for an entry."""
    insert(Errand(entry_id=5, reaction="a.b", done_at=MOMENT))
    with CaptureQueriesContext(connection) as asked:
        insert_missing([Errand(entry_id=number, reaction="a.b") for number in (4, 5, 6)])
    assert len(asked) == 1
    assert list(Errand.objects.order_by("entry_id").values_list("entry_id", "done_at")) == [
        (4, None),
        (5, MOMENT),
        (6, None),
    ]


def test_rows_are_written_by_another_field_each_with_its_own_value() -> None:
    insert_all([Errand(entry_id=number, reaction=name) for number, name in ((4, "a"), (5, "a"), (5, "b"), (6, "a"))])
    with CaptureQueriesContext(connection) as asked:
        update_by(Errand, "entry", "done_at", {4: MOMENT, 5: None, 7: MOMENT})
        update_by(Errand, "entry", "reaction", {6: "c"})
    assert len(asked) == 2
    kept = Errand.objects.order_by("entry_id", "reaction").values_list("entry_id", "reaction", "done_at")
    assert list(kept) == [(4, "a", MOMENT), (5, "a", None), (5, "b", None), (6, "c", None)]
