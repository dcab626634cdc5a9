"""The ledger: append-only, sealed without making writers wait, and whoever tampers is found out."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from tests.spine.rows import ANYONE, sectors
from xieshang.spine import ledger
from xieshang.spine.models import Entry, Seal

Superuser = Callable[[], AbstractContextManager[None]]
pytestmark = pytest.mark.django_db(transaction=True)


def record(room: SimpleNamespace, *names: str) -> list[Entry]:
    """Entries of as many transactions, each saying that a sector was given the next name."""
    for sector in sectors(*names):
        room.rename(sector, by=ANYONE, to=f"{sector.name}会")
    return list(Entry.objects.order_by("id"))


def run(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@contextmanager
def tampering(superuser: Superuser) -> Iterator[None]:
    """As the superuser, past every trigger."""
    with superuser():
        run("SET session_replication_role = replica")
        yield
        run("SET session_replication_role = DEFAULT")


def faults() -> list[str]:
    return ledger.verify().faults


VERBS = [
    "UPDATE spine_entry SET payload = '{}'",
    "DELETE FROM spine_entry",
    "TRUNCATE spine_entry",
    "UPDATE spine_seal SET hash = ''",
    "DELETE FROM spine_seal",
    "TRUNCATE spine_seal",
]


@pytest.mark.parametrize("verb", VERBS)
def test_the_application_cannot_change_what_is_written(room: SimpleNamespace, verb: str) -> None:
    record(room, "甲")
    ledger.seal()
    with pytest.raises(DatabaseError, match=r"the ledger is append-only|permission denied"):
        run(verb)
    assert (Entry.objects.count(), Seal.objects.count(), faults()) == (1, 1, [])


@pytest.mark.parametrize("verb", VERBS)
def test_nor_can_the_owner_of_the_tables(room: SimpleNamespace, superuser: Superuser, verb: str) -> None:
    record(room, "甲")
    ledger.seal()
    with superuser(), pytest.raises(DatabaseError, match=r"the ledger is append-only: \w+ on spine_\w+ is refused"):
        run(verb)


def test_the_application_cannot_put_the_triggers_out_of_the_way() -> None:
    for way in ("ALTER TABLE spine_entry DISABLE TRIGGER ALL", "SET session_replication_role = replica"):
        with pytest.raises(DatabaseError, match=r"must be owner|permission denied"):
            run(way)


def test_the_application_cannot_move_the_base() -> None:
    for way in (
        "UPDATE spine_ledger_base SET base = 5",
        "DELETE FROM spine_ledger_base",
        "INSERT INTO spine_ledger_base (one, base) VALUES (true, 5)",
    ):
        with pytest.raises(DatabaseError, match=r"only the owner of the ledger moves its base"):
            run(way)


def test_a_digest_cannot_be_forged(room: SimpleNamespace) -> None:
    """Whatever an entry is written with, the database sets its transaction, its time and its digest."""
    (honest,) = record(room, "甲")
    Entry.objects.create(
        kind="tests.renamed",
        at=honest.at,
        subject_kind=honest.subject_kind,
        subject_id=honest.subject_id,
        payload=honest.payload,
        tx=1,
        recorded_at="2001-01-01T00:00:00Z",
        digest=bytes(honest.digest),
    )
    forged = Entry.objects.latest("id")
    assert forged.tx > honest.tx
    assert forged.recorded_at > honest.recorded_at
    assert bytes(forged.digest) != bytes(honest.digest)
    ledger.seal()
    assert faults() == []


def test_sealing_covers_all_that_is_finished(room: SimpleNamespace) -> None:
    record(room, "甲", "乙", "丙")
    assert (ledger.seal(), ledger.seal()) == (3, 0)
    record(room, "丁")
    assert ledger.verify().unsealed == 1
    assert ledger.seal() == 1
    found = ledger.verify()
    assert (found.entries, found.seals, found.unsealed, found.faults) == (4, 2, 0, [])
    assert found.head == bytes(Seal.objects.latest("number").hash).hex()


def test_an_empty_ledger_is_sound() -> None:
    assert ledger.seal() == 0
    found = ledger.verify()
    assert (found.entries, found.seals, found.head, found.faults) == (0, 0, "", [])


def test_a_batch_of_seals_never_cuts_a_transaction(room: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "BATCH", 2)
    record(room, "甲")
    with transaction.atomic():
        record(room, "乙", "丙", "丁")
    record(room, "戊", "己", "庚")
    assert ledger.seal() == 7
    assert [len(seal.ids) for seal in Seal.objects.order_by("number")] == [1, 3, 2, 1]
    assert faults() == []


def test_sealing_does_not_make_writers_wait(room: SimpleNamespace) -> None:
    """One transaction stays open with an entry in it while another connection seals and others write.

    What began before it is sealed; it and all that came later wait for the next seal, and then the
    chain is whole.
    """
    record(room, "先前")
    written, finish = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            record(room, "慢")
            written.set()
            assert finish.wait(10)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert written.wait(10)
    run("SET statement_timeout = '3s'")
    record(room, "后来")
    assert ledger.seal() == 1
    assert [entry.payload["before"] for entry in Entry.objects.filter(pk__in=Seal.objects.get().ids)] == ["先前"]
    finish.set()
    slow.join()
    assert ledger.seal() == 2
    run("SET statement_timeout = DEFAULT")
    assert (faults(), ledger.verify().entries) == ([], 3)


def test_a_changed_row_is_named(room: SimpleNamespace, superuser: Superuser) -> None:
    first, second, _ = record(room, "甲", "乙", "丙")
    ledger.seal()
    with tampering(superuser):
        run('UPDATE spine_entry SET payload = \'{"before": "甲", "after": "假"}\' WHERE id = %s', first.pk)
        run("UPDATE spine_entry SET actor_id = 8 WHERE id = %s", second.pk)
    assert faults() == [f"第 {first.pk} 条记录被改动过。", f"第 {second.pk} 条记录被改动过。"]


def test_a_changed_row_whose_digest_was_made_to_fit_is_named(room: SimpleNamespace, superuser: Superuser) -> None:
    _, second, _ = record(room, "甲", "乙", "丙")
    ledger.seal()
    with tampering(superuser):
        run("UPDATE spine_entry SET at = at - interval '1 day' WHERE id = %s", second.pk)
        run("UPDATE spine_entry e SET digest = spine_entry_digest(e) WHERE id = %s", second.pk)
    assert faults() == [f"第 {second.pk} 条记录不是封存时的那一条。"]


def test_a_missing_row_is_named(room: SimpleNamespace, superuser: Superuser) -> None:
    _, second, _ = record(room, "甲", "乙", "丙")
    ledger.seal()
    with tampering(superuser):
        run("DELETE FROM spine_entry WHERE id = %s", second.pk)
    assert faults() == [f"第 {second.pk} 条记录不见了。"]


def test_two_rows_swapped_are_named(room: SimpleNamespace, superuser: Superuser) -> None:
    """What two entries say is exchanged, and their digests with it."""
    first, second, _ = record(room, "甲", "乙", "丙")
    ledger.seal()
    with tampering(superuser):
        run(
            "UPDATE spine_entry e SET payload = o.payload, subject_id = o.subject_id, digest = o.digest"
            " FROM spine_entry o WHERE e.id IN (%s, %s) AND o.id IN (%s, %s) AND e.id <> o.id",
            *[first.pk, second.pk] * 2,
        )
    assert faults() == [f"第 {first.pk} 条记录被改动过。", f"第 {second.pk} 条记录被改动过。"]


def test_two_rows_swapped_with_fitting_digests_are_named(room: SimpleNamespace, superuser: Superuser) -> None:
    first, second, _ = record(room, "甲", "乙", "丙")
    ledger.seal()
    with tampering(superuser):
        run(
            "UPDATE spine_entry e SET payload = o.payload, subject_id = o.subject_id"
            " FROM spine_entry o WHERE e.id IN (%s, %s) AND o.id IN (%s, %s) AND e.id <> o.id",
            *[first.pk, second.pk] * 2,
        )
        run("UPDATE spine_entry e SET digest = spine_entry_digest(e)")
    assert faults() == [
        f"第 {first.pk} 条记录不是封存时的那一条。",
        f"第 {second.pk} 条记录不是封存时的那一条。",
    ]


def test_a_row_put_in_later_is_named(room: SimpleNamespace, superuser: Superuser) -> None:
    first, _ = record(room, "甲", "乙")
    ledger.seal()
    with tampering(superuser):
        run(
            "INSERT INTO spine_entry (id, kind, at, subject_kind, subject_id, payload, tx)"
            " SELECT id + 1000, kind, at, subject_kind, subject_id, payload, tx FROM spine_entry WHERE id = %s",
            first.pk,
        )
        run("UPDATE spine_entry e SET digest = spine_entry_digest(e) WHERE id = %s", first.pk + 1000)
    assert faults() == [f"第 {first.pk + 1000} 条记录是封存以后加进去的。"]


def test_a_seal_that_was_made_to_fit_breaks_the_chain(room: SimpleNamespace, superuser: Superuser) -> None:
    """An entry is changed and its mark in the seal, too: the hash of the seal no longer follows."""
    (first,) = record(room, "甲")
    ledger.seal()
    record(room, "乙")
    ledger.seal()
    with tampering(superuser):
        run("UPDATE spine_entry SET actor_id = 8 WHERE id = %s", first.pk)
        run("UPDATE spine_entry e SET digest = spine_entry_digest(e) WHERE id = %s", first.pk)
        run(
            "UPDATE spine_seal SET marks = substr((SELECT digest FROM spine_entry WHERE id = %s), 1, 4)"
            " WHERE number = 1",
            first.pk,
        )
    assert faults() == ["第 1 条封条与它的记录和前一条封条对不上。"]


def test_a_missing_seal_is_named(room: SimpleNamespace, superuser: Superuser) -> None:
    for name in ("甲", "乙", "丙"):
        record(room, name)
        ledger.seal()
    with tampering(superuser):
        run("DELETE FROM spine_seal WHERE number = 2")
    assert faults()[0] == "第 2 条封条不见了。"


def test_seals_of_a_shortened_ledger_end_in_another_head(room: SimpleNamespace, superuser: Superuser) -> None:
    """Whoever cuts off the end is found by the head that was kept elsewhere."""
    record(room, "甲")
    ledger.seal()
    short = ledger.verify().head
    record(room, "乙")
    ledger.seal()
    kept = ledger.verify().head
    with tampering(superuser):
        run("DELETE FROM spine_seal WHERE number = 2")
        run("DELETE FROM spine_entry WHERE id = (SELECT max(id) FROM spine_entry)")
    found = ledger.verify()
    assert (found.faults, found.head) == ([], short)
    assert found.head != kept


def test_verifying_tells_how_far_it_is(room: SimpleNamespace) -> None:
    for names in (["甲", "乙"], ["丙"]):
        record(room, *names)
        ledger.seal()
    seen: list[int] = []
    ledger.verify(seen.append)
    assert seen == [2, 1]


@pytest.fixture
def restored(room: SimpleNamespace, superuser: Superuser) -> Iterator[int]:
    """A ledger from a cluster whose transactions had counted a million further; the number of its last."""
    record(room, "旧一", "旧二")
    with tampering(superuser):
        run("UPDATE spine_entry e SET tx = tx + 1000000")
        run("UPDATE spine_entry e SET digest = spine_entry_digest(e)")
    ends = Entry.objects.latest("tx").tx
    yield ends
    with tampering(superuser):
        run("UPDATE spine_ledger_base SET base = 0")


def test_after_a_restore_the_count_goes_on(room: SimpleNamespace, restored: int, superuser: Superuser) -> None:
    with superuser():
        run("SET ROLE xieshang_owner")
        ledger.rebase()
    newest = record(room, "新")[-1]
    assert newest.tx > restored
    assert ledger.seal() == 3
    assert faults() == []


def test_without_it_what_is_new_would_come_before_what_is_old(room: SimpleNamespace, restored: int) -> None:
    assert record(room, "新")[-1].tx < restored


def test_where_the_count_is_right_it_is_left_alone(room: SimpleNamespace, superuser: Superuser) -> None:
    """Even while an older transaction is still open."""
    written, finish = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            record(room, "慢")
            written.set()
            assert finish.wait(10)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert written.wait(10)
    record(room, "后来")
    with superuser():
        run("SET ROLE xieshang_owner")
        ledger.rebase()
        with connection.cursor() as cursor:
            cursor.execute("SELECT base FROM spine_ledger_base")
            assert cursor.fetchone() == (0,)
    finish.set()
    slow.join()
    ledger.seal()
    assert (faults(), ledger.verify().entries) == ([], 2)
