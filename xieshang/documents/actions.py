"""Bringing files in, attaching and discarding them, inside other rooms' actions.

These run in the transaction of the action that calls them, which has locked the subject and
records the event.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import BinaryIO, cast
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.documents import accept, queries, store
from xieshang.documents.models import File
from xieshang.documents.names import clean
from xieshang.spine import clock
from xieshang.spine.batch import hold, keep
from xieshang.spine.event import Subject, kind_of
from xieshang.spine.rule import Refused


def receive(upload: UploadedFile, *, to: Subject, purpose: str, by: Person | None, kinds: Collection[str] = ()) -> File:
    """Check a file and attach it to a subject, which the caller has locked. `kinds` as `accept.inspect` takes them.

    Raises `Refused` on the field "file" where it may not come in, or where the subject has it already (one button
    pressed twice), or has `accept.MOST_FILES` of this purpose.
    """
    there = list(queries.of(to, purpose))
    _refuse_again(upload, there)
    if len(there) >= accept.MOST_FILES:
        raise Refused(
            _("“%(name)s”：最多可以有 %(most)d 个附件。请先移除一个，或把几个文件合成一个。")
            % {"name": upload.name, "most": accept.MOST_FILES},
            field="file",
        )
    file = _kept(upload, assembly_id=to.assembly_id, purpose=purpose, by=by, kinds=kinds)
    return _attached(file, to)


def _refuse_again(upload: UploadedFile, there: Sequence[File]) -> None:
    namesakes = {one.sha256 for one in there if one.name == clean(upload.name or "")}
    if not namesakes:
        return
    state = hashlib.sha256()
    for chunk in upload.chunks():
        state.update(chunk)
    if state.hexdigest() in namesakes:
        raise Refused(_("“%(name)s”已经上传过，内容也一样，不必再传一次。") % {"name": upload.name}, field="file")


def receive_loose(upload: UploadedFile, *, assembly_id: int, purpose: str, by: Person) -> File:
    """Check a file that has no subject yet (an import that is previewed first); only `by` sees it."""
    return keep(_kept(upload, assembly_id=assembly_id, purpose=purpose, by=by))


def produce(content: BinaryIO, name: str, media_type: str, *, to: Subject, purpose: str, by: Person | None) -> File:
    """Keep a file that the product made itself, attached to a subject, which the caller has locked."""
    key, size = uuid4(), content.seek(0, 2)
    stored = store.save(content, key)
    file = File(
        key=key,
        assembly_id=to.assembly_id,
        name=clean(name),
        media_type=media_type,
        size=size,
        sha256=stored.sha256,
        stored_path=stored.path,
        uploaded_by=by,
        uploaded_at=clock.now(),
        purpose=purpose,
    )
    return _attached(file, to)


def attach(file: File, to: Subject) -> File:
    """Let a loose file belong to a subject of the same assembly, whose room says from now on who sees it."""
    if file.is_attached or file.assembly_id != to.assembly_id:
        raise ValueError(f"{file!r} cannot be attached to {to!r}")
    return _attached(file, to)


def discard(files: Iterable[File]) -> None:
    """Remove files for good; their contents go once the transaction is committed. Refused where one is gone already."""
    for file in map(hold, files):
        transaction.on_commit(partial(store.remove, file.stored_path))
        file.delete()


def _kept(
    upload: UploadedFile, *, assembly_id: int, purpose: str, by: Person | None, kinds: Collection[str] = ()
) -> File:
    """The content checked and on disk, the row not yet written."""
    content = cast(BinaryIO, upload.file)
    accepted = accept.inspect(upload.name or "", content, kinds=kinds)
    key = uuid4()
    stored = store.save(content, key)
    return File(
        key=key,
        assembly_id=assembly_id,
        name=accepted.name,
        media_type=accepted.media_type,
        size=accepted.size,
        sha256=stored.sha256,
        stored_path=stored.path,
        uploaded_by=by,
        uploaded_at=clock.now(),
        purpose=purpose,
    )


def _attached(file: File, to: Subject) -> File:
    file.subject_kind, file.subject_id = kind_of(to), to.pk
    return keep(file)
