"""Rows are written as Django would write them, by statements that are made once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import GrantFactory, PersonFactory
from xieshang.accounts.models import Grant, Scope
from xieshang.engine.writes import insert, insert_all, update
from xieshang.spine.models import Entry, Seal

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
