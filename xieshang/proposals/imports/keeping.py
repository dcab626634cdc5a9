"""Uploaded files of cases between preview and import: one upload a person, for an hour, outside the web's reach.

An upload is known by a mark, so that a preview that is no longer of the files that are kept is noticed.
"""

import json
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from xieshang.proposals.imports import attachments

KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of cases as it was sent, perhaps with a zip of their files, and which column is which field."""

    mark: str
    name: str
    assembly_id: int
    source: str
    folder: Path
    mapped: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        """The file of cases."""
        return (self.folder / "table").read_bytes()

    @property
    def archive(self) -> Path | None:
        """The zip of files; None where none was sent."""
        path = self.folder / "zip"
        return path if path.exists() else None


def keep(person_id: int, table: UploadedFile, archive: UploadedFile | None, *, assembly_id: int, source: str) -> Upload:
    """Keep a person's upload in place of the one before."""
    forget(person_id)
    folder = _folder(person_id)
    folder.mkdir(mode=0o700, parents=True)
    attachments.copy(table, folder / "table")
    if archive is not None:
        attachments.copy(archive, folder / "zip")
    upload = Upload(uuid4().hex, table.name or "", assembly_id, source, folder)
    _note(upload)
    return upload


def mapped(upload: Upload, fields: dict[str, str]) -> None:
    """Note which column is which field."""
    _note(Upload(upload.mark, upload.name, upload.assembly_id, upload.source, upload.folder, fields))


def _note(upload: Upload) -> None:
    told = {"mark": upload.mark, "name": upload.name, "assembly": upload.assembly_id, "source": upload.source}
    path = upload.folder / "about"
    path.touch(mode=0o600)
    path.write_text(json.dumps({**told, "mapped": upload.mapped}))


def kept(person_id: int, mark: str, *, at: datetime) -> Upload | None:
    """The upload with this mark; None where another took its place, or its hour is over."""
    about = _folder(person_id) / "about"
    if not about.exists() or _is_over(about.parent, at):
        return None
    told = json.loads(about.read_text())
    if told["mark"] != mark:
        return None
    return Upload(told["mark"], told["name"], told["assembly"], told["source"], about.parent, told["mapped"])


def forget(person_id: int) -> None:
    """Keep a person's upload no longer."""
    shutil.rmtree(_folder(person_id), ignore_errors=True)


def forget_old(*, at: datetime) -> int:
    """Delete every upload whose hour is over; how many that were."""
    old = [folder for folder in _root().glob("*") if _is_over(folder, at)]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads" / "cases"


def _folder(person_id: int) -> Path:
    return _root() / str(person_id)


def _is_over(folder: Path, at: datetime) -> bool:
    return (folder / "table").stat().st_mtime < (at - KEPT_FOR).timestamp() if (folder / "table").exists() else True
