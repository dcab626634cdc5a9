"""What goes into the archive for one case: a zip with every paper of it, and a manifest of hashes."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.utils import timezone

from xieshang.documents import names, store
from xieshang.documents.models import File
from xieshang.proposals.exports.case import IN_MEMORY, bound
from xieshang.proposals.exports.letters import name_of, paper_of
from xieshang.proposals.exports.seen import Seen
from xieshang.proposals.models import Proposal
from xieshang.spine.models import Entry

MANIFEST = "manifest.json"
_CHUNK = 2**20


@dataclass(slots=True)
class Packed:
    """An open temporary file with the zip, and {name, sha256, size} of each paper in it, in their order."""

    content: IO[bytes]
    manifest: list[dict[str, Any]] = field(default_factory=list)


def pack(proposal: Proposal, seen: Seen, *, number: str, entries: Sequence[Entry], by: str) -> Packed:
    """Pack the case as one PDF, its letters, its attachments and its ledger entries, with a manifest at the end.

    Expects a proposal read through `queries.whole`. FileNotFoundError where the content of an attachment is gone:
    a package that lacks a document is none.
    """
    packed = Packed(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - whoever keeps it closes it
    try:
        _fill(packed, proposal, seen, number, entries, by)
    except BaseException:
        packed.content.close()
        raise
    packed.content.seek(0)
    return packed


def _fill(packed: Packed, proposal: Proposal, seen: Seen, number: str, entries: Sequence[Entry], by: str) -> None:
    at = timezone.localtime(seen.at)
    with zipfile.ZipFile(packed.content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _papers(proposal, seen):
            packed.manifest.append(_write(archive, name, content, at))
        ledger = json.dumps([_entry(one) for one in entries], ensure_ascii=False, indent=1).encode()
        packed.manifest.append(_write(archive, "ledger.json", _once(ledger), at))
        told = {
            "package": number,
            "case": proposal.label,
            "title": proposal.title,
            "assembly": proposal.assembly.name,
            "made_at": at.isoformat(),
            "made_by": by,
            "files": packed.manifest,
        }
        _write(archive, MANIFEST, _once(json.dumps(told, ensure_ascii=False, indent=1).encode()), at)


def _papers(proposal: Proposal, seen: Seen) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield f"{proposal.label}.pdf", _read(bound(proposal, seen))
    replies = [reply for charge in proposal.assignments.all() for reply in charge.replies.all()]
    for number, reply in enumerate(replies, start=1):
        yield (
            f"letters/{number:02d} {names.clean(name_of(proposal, reply, 'pdf'))}",
            _once(paper_of(proposal, reply, "pdf")),
        )
    for number, file in enumerate(seen.files, start=1):
        yield f"attachments/{number:02d} {file.name}", _stored(file)


def _stored(file: File) -> Iterator[bytes]:
    yield from _read(store.open_stored(file.stored_path))


def _read(content: Any) -> Iterator[bytes]:
    with content:
        while chunk := content.read(_CHUNK):
            yield chunk


def _once(data: bytes) -> Iterator[bytes]:
    yield data


def _write(archive: zipfile.ZipFile, name: str, content: Iterator[bytes], at: datetime) -> dict[str, Any]:
    """Write one paper piece by piece; what the manifest says of it."""
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    state, size = hashlib.sha256(), 0
    with archive.open(entry, "w") as out:
        for chunk in content:
            state.update(chunk)
            size += out.write(chunk)
    return {"name": name, "sha256": state.hexdigest(), "size": size}


def _entry(entry: Entry) -> dict[str, Any]:
    """An entry as the ledger has it, with its digest, by which the ledger's chain names it."""
    return {
        "id": entry.pk,
        "kind": entry.kind,
        "at": entry.at.isoformat(),
        "actor": entry.actor_id,
        "payload": entry.payload,
        "digest": bytes(entry.digest).hex(),
    }
