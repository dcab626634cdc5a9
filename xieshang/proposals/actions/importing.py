"""Past cases: closed ones with their bureau and its reply, their files, and how their columns are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.documents import actions as documents
from xieshang.documents import numbers
from xieshang.documents.models import File
from xieshang.members.models import Assembly
from xieshang.proposals import events, rules
from xieshang.proposals.actions.drafting import ATTACHMENT
from xieshang.proposals.models import Assignment, ColumnMapping, Proposal, Reply
from xieshang.proposals.states import HandlingRole, ReplyClass, State
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep


@dataclass(frozen=True, slots=True)
class Past:
    """How a past case ended where it comes from: its number, who replied and how, and when it was closed."""

    bureau: Bureau
    case_number: int
    reply_class: ReplyClass
    letter_number: str
    reply: str
    replied_at: datetime
    closed_at: datetime


def begin_closed(proposal: Proposal, past: Past) -> None:
    """Let a case that is taken in be closed already, under its old number, which is given out to no other case.

    The day of filing is that of submission: old files do not tell it.
    """
    proposal.state = State.CLOSED
    proposal.case_number, proposal.filed_at = past.case_number, proposal.submitted_at
    proposal.replied_at, proposal.closed_at = past.replied_at, past.closed_at
    numbers.reserve(f"proposals.case.{proposal.session_id}", proposal.session.assembly, past.case_number)


def reply_as_told(proposal: Proposal, past: Past, *, by: Person | None) -> None:
    """Keep the charge and the reply as the file tells them; who accepted and who signed is not known."""
    at = proposal.filed_at or past.replied_at
    on = timezone.localdate(past.replied_at)
    assignment = keep(
        Assignment(
            proposal=proposal,
            assembly_id=proposal.assembly_id,
            bureau=past.bureau,
            role=HandlingRole.LEAD,
            assigned_at=at,
            accept_by=on,
            reply_by=on,
            accepted_at=at,
            replied_at=past.replied_at,
        )
    )
    keep(
        Reply(
            assignment=assignment,
            letter_number=past.letter_number,
            reply_class=past.reply_class,
            opening=past.reply,
            replied_at=past.replied_at,
        )
    )
    events.CLOSED_IMPORTED.record(
        proposal,
        by,
        source=proposal.source,
        source_number=proposal.source_number,
        title=proposal.title,
        bureau=past.bureau.pk,
        bureau_name=past.bureau.name,
        reply_class=past.reply_class.value,
    )


@action(rules.may_attach_imported)
def attach_imported(proposal: Proposal, *, by: Person | None, upload: UploadedFile) -> File:
    """Attach a file that came with an imported case, checked like any upload; Refused where it may not come in."""
    file = documents.receive(upload, to=proposal, purpose=ATTACHMENT, by=by)
    events.FILE_ATTACHED.record(proposal, by, name=file.name, sha256=file.sha256)
    return file


@action(rules.may_import_into, lock=False, records=False)
def keep_mapping(assembly: Assembly, *, by: Person, header: Sequence[str], fields: Mapping[str, str]) -> ColumnMapping:
    """Remember which columns of a file with this header are which fields. No deed: nothing is recorded."""
    told = {"fields": dict(fields), "kept_by": by, "kept_at": clock.now()}
    mapping, _is_new = ColumnMapping.objects.update_or_create(assembly=assembly, header=list(header), defaults=told)
    return mapping
