"""After closing: a package for the archive, one case or many."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO, cast

from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.documents import actions as documents
from xieshang.documents import numbers
from xieshang.members.models import Assembly
from xieshang.proposals import events, exports, queries, rules
from xieshang.proposals.models import Bulk, BulkItem, Package, Proposal
from xieshang.proposals.queries import papers
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import keep, keep_all
from xieshang.spine.rule import Refused

MOST = 2_000
"""Cases that can be sent to the archive at once."""


@action(rules.may_archive)
def archive(proposal: Proposal, *, by: Person) -> Package:
    """Archive a closed case (归档): the next number of its year, without gaps, and a package of all its papers."""
    case = queries.whole(Proposal.objects.filter(pk=proposal.pk)).get()
    entries, at = papers.entries_of(case), clock.now()
    seen = exports.Seen(
        at=at,
        inside=True,
        feedback=list(case.feedback.all()),
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


@action(rules.may_archive_many, lock=False)
def ask_archiving(assembly: Assembly, *, by: Person, proposals: Sequence[Proposal]) -> Bulk:
    """Send many closed cases to the archive at once; the worker packs one after another."""
    if not proposals:
        raise Refused(_("请至少选一件办结的提案。"), field="chosen")
    if len(proposals) > MOST:
        raise Refused(_("一次最多归档 %(most)d 件，请分几次。") % {"most": MOST}, field="chosen")
    if any(one.assembly_id != assembly.pk for one in proposals):
        raise Refused(_("所选提案不属于这一级政协。"), field="chosen")
    bulk = keep(Bulk(assembly=assembly, verb=papers.ARCHIVE, by=by, at=clock.now()))
    keep_all([BulkItem(bulk=bulk, proposal=one) for one in proposals])
    events.ARCHIVING_ASKED.record(bulk, by, bulk=bulk.pk, count=len(proposals))
    return bulk


def archive_asked(bulk: Bulk) -> Iterator[BulkItem]:
    """Archive what still waits of a bulk, each case in a transaction of its own; what is refused bears its reason."""
    waiting = BulkItem.objects.filter(bulk=bulk, entry=None, refusal="").order_by("pk")
    for key in list(waiting.values_list("pk", flat=True)):
        with transaction.atomic():
            item = waiting.select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
            done = _done(item, bulk.by) if item is not None else None
        if done is not None:
            yield done


def _done(item: BulkItem, by: Person) -> BulkItem:
    try:
        archive(item.proposal, by=by)
    except Refused as refused:
        item.refusal = refused.reason
    else:
        item.entry = papers.entries_of(item.proposal)[-1].pk
    return keep(item)
