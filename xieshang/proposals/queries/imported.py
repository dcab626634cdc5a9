"""What was imported from a source: its cases by their numbers there, and the files that came with them."""

from collections.abc import Collection

from xieshang.documents.models import File
from xieshang.members.models import Assembly
from xieshang.proposals.models import ColumnMapping, Proposal


def case_numbers(sessions: Collection[int]) -> set[tuple[int, int]]:
    """(session, number) of every case that is numbered in these sessions."""
    numbered = Proposal.objects.filter(session__in=sessions, case_number__isnull=False)
    return {(session, number) for session, number in numbered.values_list("session_id", "case_number") if number}


def imported_by_number(assembly: Assembly, source: str, numbers: Collection[str]) -> dict[str, Proposal]:
    """The cases of a source with these numbers there."""
    found = Proposal.objects.filter(assembly=assembly, source=source, source_number__in=numbers)
    return {one.source_number: one for one in found.select_related("assembly")}


def imported_files(assembly: Assembly, source: str) -> set[tuple[str, str]]:
    """(number there, SHA-256) of every file of the cases of a source."""
    numbers = dict(Proposal.objects.filter(assembly=assembly, source=source).values_list("pk", "source_number"))
    files = File.objects.filter(subject_kind="proposals.proposal", subject_id__in=numbers)
    return {(numbers[subject], sha256) for subject, sha256 in files.values_list("subject_id", "sha256") if subject}


def remembered(assembly: Assembly, header: list[str]) -> dict[str, str] | None:
    """Which column of a file with this header is which field, as it was said the last time."""
    mapping = ColumnMapping.objects.filter(assembly=assembly, header=header).first()
    return dict(mapping.fields) if mapping else None
