"""An uploaded roll between preview and import: one file a person, for an hour, outside the web's reach.

It is known by what is in it, so that a preview that is no longer of the file that is kept is noticed.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

KEPT_FOR = timedelta(hours=1)


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
    path = _path(person_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    forget(person_id)
    path.touch(mode=0o600)
    path.write_bytes(upload.packed())


def kept(person_id: int, mark: str, *, at: datetime) -> Upload | None:
    """The upload with this mark; None where another took its place, or its hour is over."""
    path = _path(person_id)
    if not path.exists() or _is_over(path, at):
        return None
    upload = Upload.unpacked(path.read_bytes())
    return upload if upload.mark == mark else None


def forget(person_id: int) -> None:
    """Keep a person's upload no longer."""
    _path(person_id).unlink(missing_ok=True)


def forget_old(*, at: datetime) -> int:
    """Delete every upload whose hour is over; how many that were."""
    old = [path for path in _folder().glob("*") if _is_over(path, at)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads" / "roll"


def _path(person_id: int) -> Path:
    return _folder() / str(person_id)


def _is_over(path: Path, at: datetime) -> bool:
    return path.stat().st_mtime < (at - KEPT_FOR).timestamp()
