"""What somebody has sent is kept between two pages: one upload a person, for an hour, outside the web's reach.

It is known by a mark, so that a preview that is no longer of the files that are kept is noticed.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

KEPT_FOR = timedelta(hours=1)
_MARK, _TOLD = "mark", "told"


@dataclass(frozen=True, slots=True)
class Kept:
    """Files as they were sent, and what was told with them: values that JSON knows, by name."""

    mark: str
    folder: Path
    told: dict[str, Any]

    def path(self, name: str) -> Path | None:
        """Where the file of this name lies; None where none was sent."""
        path = self.folder / f"file-{name}"
        return path if path.exists() else None

    def read(self, name: str) -> bytes:
        """The file of this name, which was sent."""
        return (self.folder / f"file-{name}").read_bytes()

    def tell(self, **told: Any) -> None:
        """Note something more; it stands in the next `kept`."""
        _write(self.folder / _TOLD, json.dumps({**self.told, **told}))


K = TypeVar("K", bound=Kept)


@dataclass(frozen=True, slots=True)
class Shelf(Generic[K]):
    """Where one kind of upload is kept, under a name of its own; `kind` says what was told with it."""

    name: str
    kind: type[K]

    def keep(self, person_id: int, files: Mapping[str, UploadedFile | None], **told: Any) -> K:
        """Keep a person's files in place of those before."""
        self.forget(person_id)
        folder = self._folder(person_id)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, upload in files.items():
            if upload is not None:
                _copy(upload, folder / f"file-{name}")
        kept = self.kind(uuid4().hex, folder, told)
        kept.tell()
        _write(folder / _MARK, kept.mark)
        return kept

    def kept(self, person_id: int, mark: str, *, at: datetime) -> K | None:
        """What was kept under this mark; None where another took its place, or its hour is over."""
        folder = self._folder(person_id)
        if _is_over(folder, at) or (folder / _MARK).read_text() != mark:
            return None
        return self.kind(mark, folder, json.loads((folder / _TOLD).read_text()))

    def forget(self, person_id: int) -> None:
        """Keep a person's files no longer."""
        shutil.rmtree(self._folder(person_id), ignore_errors=True)

    def forget_old(self, *, at: datetime) -> int:
        """Delete every upload whose hour is over; how many that were."""
        old = [folder for folder in self._root().glob("*") if _is_over(folder, at)]
        for folder in old:
            shutil.rmtree(folder, ignore_errors=True)
        return len(old)

    def _root(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "uploads" / self.name

    def _folder(self, person_id: int) -> Path:
        return self._root() / str(person_id)


def _is_over(folder: Path, at: datetime) -> bool:
    """Is its hour over, from when it was sent? What was not written to its end is over, too."""
    mark = folder / _MARK
    return not mark.exists() or mark.stat().st_mtime < (at - KEPT_FOR).timestamp()


def _copy(upload: UploadedFile, path: Path) -> None:
    path.touch(mode=0o600)
    with path.open("wb") as out:
        upload.seek(0)
        shutil.copyfileobj(upload, out)


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)
