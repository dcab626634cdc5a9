"""Reads: the files of a subject."""

from collections.abc import Iterator

from django.db.models import QuerySet

from xieshang.documents import store
from xieshang.documents.models import File
from xieshang.engine.prepared import Prepared
from xieshang.spine.event import Subject, kind_of


def of(subject: Subject, purpose: str | None = None) -> QuerySet[File]:
    """The files of one subject, in the order they came; of one purpose where it is given."""
    found = File.objects.filter(subject_kind=kind_of(subject), subject_id=subject.pk).order_by("uploaded_at", "pk")
    return found if purpose is None else found.filter(purpose=purpose)


def shown(subject: Subject, purpose: str) -> list[File]:
    """The same, read."""
    return _SHOWN(kind_of(subject), subject.pk, purpose)


_SHOWN = Prepared(
    lambda kind, key, purpose: File.objects.filter(subject_kind=kind, subject_id=key, purpose=purpose).order_by(
        "uploaded_at", "pk"
    ),
    kinds=(str, int, str),
)


def damaged() -> Iterator[tuple[File, str]]:
    """Each file whose content is "missing" or "changed", for a check of the installation."""
    for file in File.objects.order_by("pk").iterator():
        try:
            if store.sha256_of(file.stored_path) != file.sha256:
                yield file, "changed"
        except FileNotFoundError:
            yield file, "missing"
