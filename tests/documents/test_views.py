"""Files go out to whoever the owner's rule lets see them; for others there are none."""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client, RequestFactory

from tests.documents.conftest import Upload
from tests.factories.accounts import PersonFactory, sign_in
from tests.factories.deadlines import AssemblyFactory, TermFactory
from tests.factories.documents import SOUND
from xieshang.accounts.models import Person
from xieshang.documents import accept, actions, owners
from xieshang.documents.models import File
from xieshang.documents.uploads import DropExcess

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: Client) -> Person:
    """Someone who has signed in."""
    person = PersonFactory()
    sign_in(client, person)
    return person


@pytest.fixture
def file(upload: Upload) -> File:
    """An attachment of a term, brought in by nobody."""
    return actions.receive(upload("附件 一.pdf"), to=TermFactory(), purpose="attachment", by=None)


def _got(client: Client, address: str) -> tuple[int, bytes]:
    """The status and, of a file, the whole content, which closes it."""
    response = client.get(address)
    return response.status_code, b"".join(response.streaming_content) if response.streaming else b""


def test_a_person_who_may_see_it_gets_it_to_save(
    client: Client, person: Person, file: File, term_rule: dict[str, Any]
) -> None:
    """Never to be run by a browser, never to be kept by one."""
    term_rule["people"].add(person.pk)
    response = client.get(file.get_absolute_url())
    assert (response.status_code, b"".join(response.streaming_content)) == (200, SOUND["pdf"])
    wanted = {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(SOUND["pdf"])),
        "Content-Disposition": f"attachment; filename*=utf-8''{quote('附件 一.pdf')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    assert {name: response[name] for name in wanted} == wanted


def test_what_is_public_is_there_for_everyone(client: Client, file: File, term_rule: dict[str, Any]) -> None:
    """Without signing in, and a cache may keep it for a while."""
    term_rule["public"].add("attachment")
    response = client.get(file.get_absolute_url())
    assert (response.status_code, response["Cache-Control"]) == (200, "public, max-age=300")
    assert b"".join(response.streaming_content) == SOUND["pdf"]


def test_for_a_stranger_there_is_no_file(client: Client, file: File, term_rule: dict[str, Any]) -> None:
    """Signed in or not, the same as for a key that was never given out."""
    term_rule["people"].add(PersonFactory().pk)
    addresses = [file.get_absolute_url(), f"/documents/{uuid4()}/报告.pdf"]
    assert [_got(client, address) for address in addresses] == [(404, b"")] * 2
    sign_in(client, PersonFactory())
    assert [_got(client, address) for address in addresses] == [(404, b"")] * 2


def test_without_a_rule_nobody_sees_it(client: Client, person: Person, file: File) -> None:
    """A room that forgot to register hides its files rather than showing them."""
    assert client.get(file.get_absolute_url()).status_code == 404


def test_a_loose_file_is_there_for_whoever_brought_it_in(client: Client, person: Person, upload: Upload) -> None:
    """And for nobody else, however many loose files there are."""
    assembly = AssemblyFactory()
    mine, other = (
        actions.receive_loose(upload(), assembly_id=assembly.pk, purpose="import", by=by)
        for by in (person, PersonFactory())
    )
    assert _got(client, mine.get_absolute_url()) == (200, SOUND["pdf"])
    assert _got(client, other.get_absolute_url()) == (404, b"")
    client.logout()
    assert _got(client, mine.get_absolute_url()) == (404, b"")


def test_a_missing_content_is_told_to_the_operator(
    client: Client, file: File, folder: Path, term_rule: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """The page says 404, the log says which."""
    term_rule["public"].add("attachment")
    (folder / file.stored_path).unlink()
    with caplog.at_level(logging.ERROR, logger="xieshang.documents.views"):
        assert client.get(file.get_absolute_url()).status_code == 404
    assert [record.getMessage() for record in caplog.records] == [f"the content of file {file.key} is missing"]


def test_a_file_is_only_read(client: Client, file: File, term_rule: dict[str, Any]) -> None:
    """HEAD is served, writing verbs are not."""
    term_rule["public"].add("attachment")
    head = client.head(file.get_absolute_url())
    head.close()
    assert (head.status_code, head["Content-Length"]) == (200, str(len(SOUND["pdf"])))
    assert client.post(file.get_absolute_url()).status_code == 405


def test_a_kind_has_one_rule(term_rule: dict[str, Any]) -> None:
    """Two rooms cannot both own it."""
    with pytest.raises(ValueError, match=r"members\.term have a rule already"):
        owners.register("members.term", lambda actor, file: True)


def test_what_is_far_too_large_is_thrown_away_as_it_comes() -> None:
    """Its true size is known, but little more than the limit was written."""
    first, last = DropExcess(), TemporaryFileUploadHandler()
    last.new_file("file", "a.txt", "text/plain", None)
    chunk = b" " * 2**20
    for start in range(0, 3 * accept.LARGEST, 2**20):
        passed = first.receive_data_chunk(chunk, start)
        if passed is not None:
            last.receive_data_chunk(passed, start)
    upload = last.file_complete(3 * accept.LARGEST)
    assert upload.file.seek(0, 2) == accept.LARGEST + 2**20
    assert upload.size == 3 * accept.LARGEST
    upload.close()


def test_every_form_throws_it_away() -> None:
    """The product's settings put it before whatever writes."""
    assert isinstance(RequestFactory().post("/").upload_handlers[0], DropExcess)
