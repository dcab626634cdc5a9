"""What is kept between two pages: one upload a person, known by its mark, for an hour, for nobody else's eyes."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from xieshang.ui.shelf import Kept, Shelf

SHELF = Shelf("things", Kept)


@pytest.fixture
def root(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "uploads" / "things"


def keep(person_id: int = 1, text: bytes = b"abc", **told: Any) -> Kept:
    return SHELF.keep(person_id, {"table": SimpleUploadedFile("t.csv", text), "zip": None}, **told)


def now() -> datetime:
    return timezone.now()


def test_files_and_what_was_told_come_back(root: Path) -> None:
    """A file that was not sent is none; what is told later stands there the next time."""
    kept = keep(name="t.csv")
    kept.tell(mapped={"title": "案由"})
    found = SHELF.kept(1, kept.mark, at=now())
    assert found is not None
    assert (found.read("table"), found.path("zip")) == (b"abc", None)
    assert found.told == {"name": "t.csv", "mapped": {"title": "案由"}}


def test_another_takes_its_place(root: Path) -> None:
    """Of the same person; another person's stays, and is found by nobody else."""
    first, others = keep(), keep(2)
    second = keep(text=b"new")
    assert SHELF.kept(1, first.mark, at=now()) is None
    assert SHELF.kept(1, others.mark, at=now()) is None
    assert [SHELF.kept(key, one.mark, at=now()) is None for key, one in ((1, second), (2, others))] == [False, False]


def test_for_an_hour_from_when_it_was_sent(root: Path) -> None:
    """What is told later does not lengthen it."""
    kept, later = keep(), now() + timedelta(minutes=61)
    kept.tell(more=1)
    assert SHELF.kept(1, kept.mark, at=now() + timedelta(minutes=50)) is not None
    assert SHELF.kept(1, kept.mark, at=later) is None
    assert [SHELF.forget_old(at=now()), SHELF.forget_old(at=later), SHELF.forget_old(at=later)] == [0, 1, 0]
    assert list(root.iterdir()) == []


def test_what_broke_off_is_no_upload(root: Path) -> None:
    """A folder without its mark is not found, and is deleted with what is old."""
    kept = keep()
    (kept.folder / "mark").unlink()
    assert SHELF.kept(1, kept.mark, at=now()) is None
    assert SHELF.forget_old(at=now()) == 1


def test_for_nobody_else_on_the_machine(root: Path) -> None:
    kept = keep()
    assert oct(kept.folder.stat().st_mode)[-3:] == "700"
    assert {oct(path.stat().st_mode)[-3:] for path in kept.folder.iterdir()} == {"600"}
