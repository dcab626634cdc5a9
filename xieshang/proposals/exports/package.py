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
from xieshang.proposals.exports.case import IN_MEMORY, bound, paper
from xieshang.proposals.exports.letters import name_of, paper_of
from xieshang.proposals.exports.seen import Seen
from xieshang.proposals.models import Package, Proposal
from xieshang.spine.models import Entry

MANIFEST = "manifest.json"
_CHUNK = 2**20


@dataclass(slots=True)
class Packed:
    """An open temporary file with the zip, and {name, sha256, size} of each paper in it, in their order."""

    content: IO[bytes]
    manifest: list[dict[str, Any]] = field(default_factory=list)


def pack(
    proposal: Proposal, seen: Seen, *, number: str, entries: Sequence[Entry], by: str, after: Package | None = None
) -> Packed:
    """Pack the case as one PDF, its letters, its attachments and its ledger entries, with a manifest at the end.

    Of letters, attachments and entries only what is newer than the package `after`, which the manifest names; the
    PDF is the whole case again, with its attachments listed.

    Expects a proposal read through `queries.whole`. FileNotFoundError where the content of an attachment is gone:
    a package that lacks a document is none.
    """
    packed = Packed(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - whoever keeps it closes it
    try:
        _fill(packed, _Contents(proposal, seen, entries, after), number, by)
    except BaseException:
        packed.content.close()
        raise
    packed.content.seek(0)
    return packed


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a package is made of: all of a case, or what is newer than the package before."""

    proposal: Proposal
    seen: Seen
    entries: Sequence[Entry]
    after: Package | None

    def is_new(self, at: datetime) -> bool:
        return self.after is None or at > self.after.made_at

    def papers(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Name and content of each, in the order of the package."""
        yield f"{self.proposal.label}.pdf", self._case()
        replies = [reply for charge in self.proposal.assignments.all() for reply in charge.replies.all()]
        for number, reply in enumerate(replies, start=1):
            if self.is_new(reply.replied_at):
                name = names.clean(name_of(self.proposal, reply, "pdf"))
                yield f"letters/{number:02d} {name}", _once(paper_of(self.proposal, reply, "pdf"))
        for number, file in enumerate(self.seen.files, start=1):
            if self.is_new(file.uploaded_at):
                yield f"attachments/{number:02d} {file.name}", _stored(file)
        ledger = [_entry(one) for one in self.entries if self.is_new(one.at)]
        yield "ledger.json", _once(json.dumps(ledger, ensure_ascii=False, indent=1).encode())

    def _case(self) -> Iterator[bytes]:
        return _read(bound(self.proposal, self.seen)) if self.after is None else _once(paper(self.proposal, self.seen))


def _fill(packed: Packed, contents: _Contents, number: str, by: str) -> None:
    proposal, at = contents.proposal, timezone.localtime(contents.seen.at)
    with zipfile.ZipFile(packed.content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.papers():
            packed.manifest.append(_write(archive, name, content, at))
        told = {
            "package": number,
            "case": proposal.label,
            "title": proposal.title,
            "assembly": proposal.assembly.name,
            "made_at": at.isoformat(),
            "made_by": by,
            **({"continues": str(contents.after)} if contents.after else {}),
            "files": packed.manifest,
        }
        _write(archive, MANIFEST, _once(json.dumps(told, ensure_ascii=False, indent=1).encode()), at)


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
