"""Files in a folder of each test's own, owned by a kind of subject with a rule of the tests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests.factories import documents as made
from xieshang.accounts.models import Person
from xieshang.documents import owners
from xieshang.documents.models import File

Upload = Callable[..., SimpleUploadedFile]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """The folder of files; it does not exist yet."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def upload() -> Upload:
    """A sound PDF as a form delivers it, under any name."""

    def build(name: str = "报告.pdf", content: bytes = made.SOUND["pdf"]) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content)

    return build


@pytest.fixture
def term_rule() -> Iterator[dict[str, Any]]:
    """The rule of the kind "members.term": public purposes and people may be put into it."""
    allowed: dict[str, Any] = {"public": set(), "people": set()}

    def visible(actor: Any, file: File) -> bool:
        return file.purpose in allowed["public"] or (isinstance(actor, Person) and actor.pk in allowed["people"])

    owners.register("members.term", visible)
    yield allowed
    del owners._rules["members.term"]
