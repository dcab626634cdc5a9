"""The letter of a reply as it went out on paper: signed, sealed and scanned (函文件)."""

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.documents import accept
from xieshang.documents import actions as documents
from xieshang.documents.models import File
from xieshang.proposals import events, rules
from xieshang.proposals.models import Assignment, Reply
from xieshang.proposals.queries import charges
from xieshang.spine.action import action
from xieshang.spine.event import Event
from xieshang.spine.rule import Refused


@action(rules.may_attach_letter, first="proposal")
def attach_letter(assignment: Assignment, *, by: Person, upload: UploadedFile) -> File:
    """Add the signed and sealed letter, a PDF, an OFD or a picture; Refused on "file" where it may not come in."""
    case, purpose = assignment.proposal, _purpose(assignment)
    file = documents.receive(upload, to=case, purpose=purpose, by=by, kinds=accept.SCANS)
    _record(events.LETTER_ATTACHED, assignment, by, file)
    return file


@action(rules.may_attach_letter, first="proposal")
def detach_letter(assignment: Assignment, *, by: Person, file: File) -> None:
    """Take a wrong one away again."""
    where = ("proposals.proposal", assignment.proposal_id, _purpose(assignment))
    if (file.subject_kind, file.subject_id, file.purpose) != where:
        raise Refused(_("这个文件不是这份答复的复函。"))
    documents.discard([file])
    _record(events.LETTER_REMOVED, assignment, by, file)


def _purpose(assignment: Assignment) -> str:
    return charges.letter_files(Reply.objects.get(assignment=assignment, superseded_at__isnull=True))


def _record(event: Event, assignment: Assignment, by: Person, file: File) -> None:
    bureau = assignment.bureau
    told = {"bureau": bureau.pk, "bureau_name": bureau.name, "name": file.name, "sha256": file.sha256}
    event.record(assignment.proposal, by, **told)
