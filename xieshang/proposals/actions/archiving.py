"""After closing: a package for the archive."""

from datetime import datetime
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.documents import actions as documents
from xieshang.documents import numbers
from xieshang.proposals import events, exports, queries, rules
from xieshang.proposals.models import Package, Proposal
from xieshang.proposals.queries import papers
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep
from xieshang.spine.rule import Refused


@action(rules.may_archive)
def archive(proposal: Proposal, *, by: Person) -> Package:
    """Archive a closed case (归档): the next number of its year, without gaps, and a package of all its papers.

    What was told since goes into a further part of the same number (续卷): the case as it stands now, and the
    attachments and ledger entries that are new. The package before it stays as it is.
    """
    case = queries.whole(Proposal.objects.filter(pk=proposal.pk)).get()
    entries, at = papers.entries_of(case), clock.now()
    seen = exports.Seen(
        at=at,
        inside=True,
        opinions=True,
        near=True,
        oversees=True,
        office=True,
        feedback=list(case.feedback.all()),
        petitions=list(case.petitions.all()),
        reminders=exports.reminders((one.at, one.kind, one.payload) for one in entries),
        merged=list(case.merged.all()),
        likeness=queries.DECISIONS(case.pk),
        key=queries.key_of(case),
        files=papers.papers_of(case),
        history=papers.told(entries),
    )
    package = _numbered(proposal, at)
    name = str(package)
    try:
        packed = exports.pack(case, seen, number=name, entries=entries, by=by.name, after=papers.last_package(proposal))
    except FileNotFoundError:
        raise Refused(_("有附件的内容已经丢失，不能归档。请先从备份中恢复文件。")) from None
    with packed.content as content:
        package.file = documents.produce(
            cast(BinaryIO, content), f"{name}.zip", "application/zip", to=proposal, purpose=papers.PACKAGE, by=by
        )
    package.manifest, package.made_by = packed.manifest, by
    keep(package)
    events.ARCHIVED.record(proposal, by, number=name, sha256=package.file.sha256)
    return package


def _numbered(proposal: Proposal, at: datetime) -> Package:
    """The next part of the case's number; where it has none, the next number of its year."""
    before, year = papers.last_package(proposal), proposal.session.year
    part = before.part + 1 if before else 1
    number = before.number if before else numbers.next_number(f"proposals.package.{year}", proposal.assembly)
    keys = {"proposal": proposal, "assembly_id": proposal.assembly_id}
    return Package(**keys, year=year, number=number, part=part, made_at=at)
