"""Sealing and verifying the ledger.

Writers never wait. Each entry carries the number of its transaction (`tx`), and a seal covers every
entry below the oldest transaction that was still running when it was made: nothing can be added
below that line later. The seals form a chain of SHA-256 hashes.

The limit of it: someone who can rewrite the database can also rewrite the chain to its end. Keep the
last hash that `verify` prints somewhere else, and compare.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xieshang.spine.models import Entry, Seal

BATCH = 10_000
LOCK = 7_246_311  # an advisory lock of our own: one sealer at a time


@dataclass(slots=True)
class Verification:
    """What `verify` found. `heads` are the seals' hashes in hex, in their order; `head` is the last."""

    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    heads: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def head(self) -> str:
        """The last seal's hash in hex; empty where nothing is sealed."""
        return self.heads[-1] if self.heads else ""


def seal() -> int:
    """Seal all finished transactions since the last seal; how many entries that were."""
    total = 0
    while count := _seal_batch():
        total += count
    return total


def _seal_batch() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        last = Seal.objects.order_by("-number").first()
        from_tx = last.until_tx if last else 0
        settled = horizon()
        window = Entry.objects.filter(tx__gte=from_tx, tx__lt=settled).order_by("tx", "id")
        until_tx = _cut(list(window.values_list("tx", flat=True)[: BATCH + 1]), settled)
        rows = list(window.filter(tx__lt=until_tx).values_list("id", "digest"))
        if not rows:
            return 0
        previous = bytes(last.hash) if last else b""
        Seal.objects.create(
            number=last.number + 1 if last else 1,
            from_tx=from_tx,
            until_tx=until_tx,
            ids=[pk for pk, _digest in rows],
            marks=b"".join(bytes(digest)[:4] for _pk, digest in rows),
            hash=chain(previous, (bytes(digest) for _pk, digest in rows)),
        )
        return len(rows)


def horizon() -> int:
    """The oldest transaction that still runs: what was recorded before it is all there is, for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT spine_ledger_horizon()")
        found: int = cursor.fetchone()[0]
        return found


def fingerprint(assembly_id: int, until_tx: int) -> tuple[int, str]:
    """How many entries of an assembly the transactions before `until_tx` recorded, and the SHA-256 over their digests.

    The digests are computed anew, so that a changed entry shows.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), encode(sha256(coalesce(string_agg(spine_entry_digest(e), ''::bytea ORDER BY e.tx, e.id),"
            " ''::bytea)), 'hex') FROM spine_entry e WHERE e.assembly_id = %s AND e.tx < %s",
            [assembly_id, until_tx],
        )
        count, digest = cursor.fetchone()
        return count, digest


def _cut(txs: list[int], horizon: int) -> int:
    """Where a batch ends: never inside a transaction, which is sealed whole however large it is."""
    if len(txs) <= BATCH:
        return horizon
    return txs[BATCH] if txs[0] < txs[BATCH] else txs[BATCH] + 1


def chain(previous: bytes, digests: Iterator[bytes]) -> bytes:
    """The hash of a seal: SHA-256 over the hash before it and the digests in order."""
    state = hashlib.sha256(previous)
    for digest in digests:
        state.update(digest)
    return state.digest()


def size() -> int:
    """How many entries the ledger holds."""
    return Entry.objects.count()


def verify(progress: Callable[[int], None] = lambda entries: None) -> Verification:
    """Compare every sealed entry with its digest, and every seal with the chain.

    Names what it can: a changed entry, a missing one, one that was put in later, and a seal whose
    entries are not those that were sealed. `progress` is told how many entries each seal held.
    """
    found = Verification()
    previous, until_tx, number = b"", 0, 0
    for one in Seal.objects.order_by("number").iterator(chunk_size=20):
        number += 1
        if one.number != number or one.from_tx != until_tx:
            found.faults.append(_("第 %(seal)s 条封条不见了。") % {"seal": number})
            number = one.number
        _verify_seal(one, previous, found)
        previous, until_tx = bytes(one.hash), one.until_tx
        found.seals += 1
        found.heads.append(previous.hex())
        progress(len(one.ids))
    found.unsealed = Entry.objects.filter(tx__gte=until_tx).count()
    return found


def _verify_seal(one: Seal, previous: bytes, found: Verification) -> None:
    rows = _rows(one.from_tx, one.until_tx)
    digests = {pk: digest for pk, digest, _fresh in rows}
    marks = {pk: bytes(one.marks)[i * 4 : i * 4 + 4] for i, pk in enumerate(one.ids)}
    faults = [_of(_("第 %(entry)s 条记录被改动过。"), pk) for pk, digest, fresh in rows if digest != fresh]
    faults += [_of(_("第 %(entry)s 条记录不见了。"), pk) for pk in one.ids if pk not in digests]
    faults += [_of(_("第 %(entry)s 条记录是封存以后加进去的。"), pk) for pk in digests if pk not in marks]
    faults += [
        _of(_("第 %(entry)s 条记录不是封存时的那一条。"), pk)
        for pk, digest, fresh in rows
        if digest == fresh and pk in marks and digest[:4] != marks[pk]
    ]
    if not faults and [pk for pk, _digest, _fresh in rows] != one.ids:
        faults.append(_("第 %(seal)s 条封条的记录次序变了。") % {"seal": one.number})
    if not faults and chain(previous, iter(digests.values())) != bytes(one.hash):
        faults.append(_("第 %(seal)s 条封条与它的记录和前一条封条对不上。") % {"seal": one.number})
    found.faults += faults
    found.entries += len(rows)


def _of(sentence: str, entry: int) -> str:
    return sentence % {"entry": entry}


def _rows(from_tx: int, until_tx: int) -> list[tuple[int, bytes, bytes]]:
    """(id, kept digest, digest computed now) of the entries of a seal, in sealing order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.digest, spine_entry_digest(e) FROM spine_entry e"
            " WHERE e.tx >= %s AND e.tx < %s ORDER BY e.tx, e.id",
            [from_tx, until_tx],
        )
        return [(pk, bytes(digest), bytes(fresh)) for pk, digest, fresh in cursor.fetchall()]


def rebase() -> None:
    """After a restore into a new cluster, whose transactions count from the start again: go on above the old ones.

    Runs as the owner, with every set-up, before anyone writes; does nothing where the next transaction
    comes after all that is kept.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE spine_ledger_base SET base = base + gap.by FROM"
            " (SELECT greatest(coalesce((SELECT max(tx) + 1 FROM spine_entry), 0),"
            "  coalesce((SELECT max(until_tx) FROM spine_seal), 0))"
            "  - (pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
            "     + (SELECT base FROM spine_ledger_base)) AS by) gap"
            " WHERE gap.by > 0"
        )
