"""After closing: a package for the archive."""

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
    """Archive a closed case (归档): the next number of its year, without gaps, and a package of all its papers."""
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
        key=queries.key_of(case),
        files=papers.papers_of(case),
        history=papers.told(entries),
    )
    year = case.session.year
    number = numbers.next_number(f"proposals.package.{year}", proposal.assembly)
    name = f"{year}-{number:04d}"
    try:
        packed = exports.pack(case, seen, number=name, entries=entries, by=by.name)
    except FileNotFoundError:
        raise Refused(_("有附件的内容已经丢失，不能归档。请先从备份中恢复文件。")) from None
    with packed.content as content:
        file = documents.produce(
            cast(BinaryIO, content), f"{name}.zip", "application/zip", to=proposal, purpose=papers.PACKAGE, by=by
        )
    package = keep(
        Package(
            proposal=proposal,
            assembly_id=proposal.assembly_id,
            year=year,
            number=number,
            manifest=packed.manifest,
            file=file,
            made_by=by,
            made_at=at,
        )
    )
    events.ARCHIVED.record(proposal, by, number=name, sha256=file.sha256)
    return package
