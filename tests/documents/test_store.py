"""Contents on disk: whole, private, and never outside their folder."""

import hashlib
import io
import stat
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from xieshang.documents import store

KEY = UUID("12345678-1234-5678-1234-567812345678")


def test_a_content_lies_under_its_hash_readable_by_us_alone(folder: Path) -> None:
    """Folders 0700, files 0600, nothing else left behind."""
    sha256 = hashlib.sha256(b"text").hexdigest()
    stored = store.save(io.BytesIO(b"text"), KEY)
    assert stored == store.Stored(f"{sha256[:2]}/{sha256[2:4]}/{KEY}", sha256)
    place = folder / stored.path
    assert place.read_bytes() == b"text"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert {stat.S_IMODE(each.stat().st_mode) for each in (folder, place.parent, place.parent.parent)} == {0o700}
    assert [each for each in folder.rglob("*") if each.is_file()] == [place]


def test_a_content_is_kept_from_its_beginning() -> None:
    """Wherever the check has left the reader, and whatever its size."""
    content = io.BytesIO(b"ab" * 2**20)
    content.seek(3)
    stored = store.save(content, KEY)
    with store.open_stored(stored.path) as file:
        assert file.read() == b"ab" * 2**20


def test_the_same_content_twice_is_two_files() -> None:
    """So that one can be removed without the other."""
    one, other = (store.save(io.BytesIO(b"text"), uuid4()) for _ in range(2))
    store.remove(one.path)
    assert store.sha256_of(other.path) == other.sha256
    with pytest.raises(FileNotFoundError):
        store.open_stored(one.path)
    store.remove(one.path)


def test_what_cannot_be_read_to_its_end_leaves_nothing(folder: Path) -> None:
    """Whole or not at all."""

    class Torn(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("the line was cut")

    with pytest.raises(OSError, match="the line was cut"):
        store.save(Torn(), KEY)
    assert list(folder.rglob("*")) == []


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "ab/../../secret"])
def test_a_path_that_leads_out_is_never_followed(path: str, folder: Path) -> None:
    """Even if someone had changed the row."""
    folder.mkdir()
    (folder.parent / "secret").write_text("x")
    with pytest.raises(ValueError, match="leads out"):
        store.open_stored(path)
    with pytest.raises(ValueError, match="leads out"):
        store.remove(path)
