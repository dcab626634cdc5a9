"""Where contents lie: outside the web root, one file each, never half written, readable by us alone.

A content lies at ab/cd/<key>, where ab and cd begin its SHA-256, so that no folder grows large.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a content lies, relative to the folder of files, and its SHA-256 in hex."""

    path: str
    sha256: str


def root() -> Path:
    """The folder of files, made with mode 0700 if need be."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def save(content: BinaryIO, key: UUID) -> Stored:
    """Keep the content from its beginning, under the file's key; it is on disk when this returns.

    It is written beside its place under another name, and takes its place whole or not at all.
    """
    handle, written = tempfile.mkstemp(dir=root(), prefix=".incoming-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            sha256 = _copy(content, file)
        path = f"{sha256[:2]}/{sha256[2:4]}/{key}"
        _move(written, path)
    except BaseException:
        os.unlink(written)
        raise
    return Stored(path, sha256)


def open_stored(path: str) -> BinaryIO:
    """The content at a stored path, to read; FileNotFoundError where it is gone."""
    return place_of(path).open("rb")


def remove(path: str) -> None:
    """Remove a content for good; nothing happens where it is gone already."""
    place_of(path).unlink(missing_ok=True)


def sha256_of(path: str) -> str:
    """The SHA-256 in hex of what lies at a stored path now."""
    with place_of(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place_of(path: str) -> Path:
    """The place of a stored path; ValueError for one that leads out of the folder."""
    place = (root() / path).resolve()
    if not place.is_relative_to(root().resolve()):
        raise ValueError(f"{path!r} leads out of the folder of files")
    return place


def _copy(content: BinaryIO, file: BinaryIO) -> str:
    """Copy all of it and bring it to the disk; its SHA-256 in hex."""
    state = hashlib.sha256()
    content.seek(0)
    while chunk := content.read(_CHUNK):
        state.update(chunk)
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
    return state.hexdigest()


def _move(written: str, path: str) -> None:
    """Into its place; most folders are there already."""
    place = root() / path
    try:
        os.replace(written, place)
    except FileNotFoundError:
        for folder in (place.parent.parent, place.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        os.replace(written, place)
