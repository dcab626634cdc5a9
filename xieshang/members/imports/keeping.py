"""An uploaded roll between preview and import: one file a person, for an hour, outside the web's reach.

It is known by what is in it, so that a preview that is no longer of the file that is kept is noticed.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

KEPT_FOR = timedelta(hours=1)
FOLDER = "uploads/roll"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent, and what it was said to be: the roll of an assembly as of a day."""

    name: str
    data: bytes
    assembly_id: int
    on: date

    @property
    def mark(self) -> str:
        """What tells it from every other upload."""
        return hashlib.sha256(self._head() + self.data).hexdigest()[:32]

    def _head(self) -> bytes:
        told = {"name": self.name, "assembly": self.assembly_id, "on": self.on.isoformat()}
        return json.dumps(told).encode()

    def packed(self) -> bytes:
        """One line of what it is, then the file."""
        return self._head() + b"\n" + self.data

    @classmethod
    def unpacked(cls, content: bytes) -> "Upload":
        """What `packed` made."""
        head, _, data = content.partition(b"\n")
        told = json.loads(head)
        return cls(told["name"], data, told["assembly"], date.fromisoformat(told["on"]))


def keep(person_id: int, upload: Upload) -> None:
    """Keep a person's upload in place of the one before."""
    forget(person_id)
    _storage().save(_path(person_id), ContentFile(upload.packed()))


def kept(person_id: int, mark: str, *, at: datetime) -> Upload | None:
    """The upload with this mark; None where another took its place, or its hour is over."""
    storage, path = _storage(), _path(person_id)
    if not storage.exists(path) or storage.get_modified_time(path) < at - KEPT_FOR:
        return None
    with storage.open(path) as file:
        upload = Upload.unpacked(file.read())
    return upload if upload.mark == mark else None


def forget(person_id: int) -> None:
    """Keep a person's upload no longer."""
    _storage().delete(_path(person_id))


def forget_old(*, at: datetime) -> int:
    """Delete every upload whose hour is over; how many that were."""
    storage = _storage()
    names = storage.listdir(FOLDER)[1] if storage.exists(FOLDER) else []
    old = [f"{FOLDER}/{name}" for name in names if storage.get_modified_time(f"{FOLDER}/{name}") < at - KEPT_FOR]
    for path in old:
        storage.delete(path)
    return len(old)


def _path(person_id: int) -> str:
    return f"{FOLDER}/{person_id}"


def _storage() -> FileSystemStorage:
    return FileSystemStorage(settings.MEDIA_ROOT, file_permissions_mode=0o600, directory_permissions_mode=0o700)
