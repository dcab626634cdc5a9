"""Files come in, belong to a subject, and go."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.documents.conftest import Upload
from tests.factories.accounts import PersonFactory
from tests.factories.deadlines import TermFactory, subjects
from tests.factories.documents import EXE, SOUND
from xieshang.documents import accept, actions, queries
from xieshang.documents.models import File
from xieshang.members.models import Term
from xieshang.spine.batch import batch
from xieshang.spine.rule import Refused

pytestmark = pytest.mark.django_db


def _contents(folder: Path) -> list[bytes]:
    return [each.read_bytes() for each in folder.rglob("*") if each.is_file()]


def test_a_file_that_comes_in_belongs_to_its_subject(upload: Upload, folder: Path) -> None:
    """The row says all there is to know; the content lies on disk."""
    term, person = TermFactory(), PersonFactory()
    file = actions.receive(upload("../附件 一.pdf"), to=term, purpose="attachment", by=person)
    assert queries.of(term).get() == file
    assert (file.name, file.media_type, file.size) == ("附件 一.pdf", "application/pdf", len(SOUND["pdf"]))
    assert (file.assembly_id, file.uploaded_by, file.purpose) == (term.assembly_id, person, "attachment")
    assert _contents(folder) == [SOUND["pdf"]]
    assert list(queries.damaged()) == []


def test_what_may_not_come_in_leaves_nothing(upload: Upload, folder: Path) -> None:
    """Neither row nor content."""
    with pytest.raises(Refused, match="Windows 程序"):
        actions.receive(upload(content=EXE), to=TermFactory(), purpose="attachment", by=None)
    assert (File.objects.count(), folder.exists()) == (0, False)


def test_the_sixth_file_of_a_purpose_is_refused(upload: Upload) -> None:
    """Another purpose or another subject has room of its own."""
    term, other = subjects(2)
    for number in range(5):
        actions.receive(upload(f"附件{number}.pdf"), to=term, purpose="attachment", by=None)
    with pytest.raises(Refused) as refused:
        actions.receive(upload("附件六.pdf"), to=term, purpose="attachment", by=None)
    assert refused.value.reason == "“附件六.pdf”：最多可以有 5 个附件。请先移除一个，或把几个文件合成一个。"
    actions.receive(upload(), to=term, purpose="reply", by=None)
    actions.receive(upload(), to=other, purpose="attachment", by=None)
    assert queries.shown(term, "attachment") == list(queries.of(term, "attachment"))
    assert [queries.of(term, "attachment").count(), queries.of(term).count(), queries.of(other).count()] == [5, 6, 1]


def test_the_same_file_comes_in_once(upload: Upload, folder: Path) -> None:
    """One of another name, or of the same name and another content, is another file."""
    term = TermFactory()
    actions.receive(upload(), to=term, purpose="attachment", by=None)
    with pytest.raises(Refused) as refused:
        actions.receive(upload(), to=term, purpose="attachment", by=None)
    assert refused.value.reason == "“报告.pdf”已经上传过，内容也一样，不必再传一次。"
    assert (queries.of(term).count(), len(_contents(folder))) == (1, 1)
    actions.receive(upload("另一份.pdf"), to=term, purpose="attachment", by=None)
    actions.receive(
        upload(content=SOUND["pdf"].replace(b"%PDF-1.7", b"%PDF-1.6")), to=term, purpose="attachment", by=None
    )
    assert queries.of(term).count() == 3


def test_a_namesake_is_read_piece_by_piece(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of 32 MB does not come into memory only because another of its name is there."""
    term, asked = TermFactory(), []
    actions.receive(upload(), to=term, purpose="attachment", by=None)
    again = TemporaryUploadedFile("报告.pdf", "application/pdf", len(SOUND["pdf"]), None)
    again.file.write(SOUND["pdf"])
    read = again.file.read
    monkeypatch.setattr(again.file, "read", lambda size=-1: asked.append(size) or read(size))
    with pytest.raises(Refused, match="已经上传过"):
        actions.receive(again, to=term, purpose="attachment", by=None)
    assert asked
    assert all(0 < size <= 2**16 for size in asked)


def test_only_the_kinds_that_are_asked_for_come_in(upload: Upload, folder: Path) -> None:
    """By the name; what the content is, is looked at once, as for any."""
    term = TermFactory()
    with pytest.raises(Refused) as refused:
        actions.receive(upload("函.docx", SOUND["docx"]), to=term, purpose="scan", by=None, kinds=accept.SCANS)
    assert refused.value.reason == "“函.docx”：不接受这种文件。可以上传：pdf、ofd、png、jpg、jpeg。"
    with pytest.raises(Refused):
        actions.receive(upload("函.pdf", SOUND["docx"]), to=term, purpose="scan", by=None, kinds=accept.SCANS)
    assert (File.objects.count(), folder.exists()) == (0, False)
    actions.receive(upload("函.pdf"), to=term, purpose="scan", by=None, kinds=accept.SCANS)
    assert accept.endings(accept.SCANS) == ".pdf,.ofd,.png,.jpg,.jpeg"


def test_a_loose_file_can_be_attached_once(upload: Upload) -> None:
    """Within its assembly alone."""
    person, (term, other), stranger = PersonFactory(), subjects(2), TermFactory()
    file = actions.receive_loose(upload(), assembly_id=term.assembly_id, purpose="import", by=person)
    assert (file.is_attached, queries.of(term).count()) == (False, 0)
    with pytest.raises(ValueError, match="cannot be attached"):
        actions.attach(file, stranger)
    actions.attach(file, term)
    assert queries.of(term).get() == file
    with pytest.raises(ValueError, match="cannot be attached"):
        actions.attach(file, other)


def test_a_discarded_file_is_gone_once_it_is_certain(
    upload: Upload, folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Not before the commit: a rolled back action must find the content where it was."""
    term = TermFactory()
    actions.receive(upload(), to=term, purpose="attachment", by=None)
    kept = actions.receive(upload("保留.txt", SOUND["txt"]), to=term, purpose="attachment", by=None)
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard(queries.of(term).exclude(pk=kept.pk))
        assert len(_contents(folder)) == 2
    assert (_contents(folder), queries.of(term).get()) == ([SOUND["txt"]], kept)


def test_files_of_a_batch_are_written_at_its_end(upload: Upload) -> None:
    """As everything of a batch is."""
    subjects(3)
    with batch(Term.objects.order_by("pk")) as terms:
        for term in terms:
            actions.receive(upload(), to=term, purpose="attachment", by=None)
    found = File.objects.filter(subject_kind="members.term").order_by("pk")
    assert [file.subject_id for file in found] == list(Term.objects.order_by("pk").values_list("pk", flat=True))


def test_damaged_contents_are_found(upload: Upload, folder: Path) -> None:
    """One changed, one missing, one sound."""
    changed, missing, _sound = (
        actions.receive(upload(), to=TermFactory(), purpose="attachment", by=None) for _ in range(3)
    )
    (folder / changed.stored_path).write_bytes(b"x")
    (folder / missing.stored_path).unlink()
    assert list(queries.damaged()) == [(changed, "changed"), (missing, "missing")]


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"size": 0}, "documents_file_size"),
        ({"sha256": "X" * 64}, "documents_file_sha256"),
        ({"subject_kind": ""}, "documents_file_whose"),
        ({"subject_id": None}, "documents_file_whose"),
    ],
)
def test_a_row_must_make_sense(wrong: dict[str, object], constraint: str, upload: Upload) -> None:
    """A sound row that is changed for the worse is refused by the database."""
    file = actions.receive(upload(), to=TermFactory(), purpose="attachment", by=None)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        File.objects.filter(pk=file.pk).update(**wrong)
