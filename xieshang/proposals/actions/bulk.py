"""Clerks do one verb to many cases: ordered at once, done by the worker a part at a time, undone together.

Each case is asked by its own rule and has an event of its own; who is refused is left out with the reason.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Prefetch, QuerySet
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.members.models import Assembly
from xieshang.proposals import events, rules
from xieshang.proposals.actions import assigning
from xieshang.proposals.models import Assignment, Bulk, BulkItem, Proposal, ProposedAssignment
from xieshang.proposals.states import BulkVerb
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import batch, keep, keep_all
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

PART = 100
"""So many cases are done in one transaction, so that nobody waits long for the rows of a large bulk."""
MOST = 2000
"""So many cases can be ordered at once."""

Do = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Way:
    """How a verb is done to one case, and how it is undone; None: it cannot be undone."""

    do: Do
    undo: Do | None = None


def _extend(proposal: Proposal, *, by: Person, until_on: str, reason: str) -> None:
    for assignment in _answering(proposal):
        assigning.prolong(assignment, by=by, until_on=date.fromisoformat(until_on), reason=reason)


def _take_extension_back(proposal: Proposal, *, by: Person) -> None:
    for assignment in _answering(proposal):
        assigning.take_back_extension(assignment, by=by)


def _answering(proposal: Proposal) -> list[Assignment]:
    found = [one for one in proposal.assignments.all() if one.answers_the_author and one.replied_at is None]
    if not found:
        raise Refused(_("没有还在答复期限里的承办单位。"))
    return found


def _take_assignment_back(proposal: Proposal, *, by: Person) -> None:
    assigning.take_back_assignment(proposal, by=by, reason=_("整批撤销交办"))


WAYS: dict[BulkVerb, Way] = {
    BulkVerb.ASSIGN: Way(assigning.assign_as_proposed, _take_assignment_back),
    BulkVerb.EXTEND: Way(_extend, _take_extension_back),
}


@action(rules.may_do_in_bulk, lock=False)
def order_bulk(
    assembly: Assembly, *, by: Person, verb: BulkVerb, chosen: Iterable[int], how: Mapping[str, Any] | None = None
) -> Bulk:
    """Order a verb for the chosen cases of an assembly; the worker does it from now on, a part at a time."""
    keys = list(dict.fromkeys(chosen))
    if not keys:
        raise Refused(_("还没有选中提案，请先勾选。"))
    if len(keys) > MOST:
        raise Refused(_("一次最多处理 %(most)s 件，请分几次。") % {"most": MOST})
    bulk = keep(Bulk(assembly=assembly, verb=verb, by=by, how=dict(how or {})))
    found = Proposal.objects.filter(assembly=assembly, pk__in=keys).order_by("pk").values_list("pk", flat=True)
    keep_all([BulkItem(bulk=bulk, proposal_id=key) for key in found])
    events.BULK_ORDERED.record(bulk, by, verb=verb.value, verb_words=str(verb.label), cases=len(keys))
    return bulk


@action(rules.may_undo_bulk)
def undo_bulk(bulk: Bulk, *, by: Person) -> Bulk:
    """Order that the whole bulk is undone, where nothing has followed; what has been gone on with stays done."""
    if WAYS[BulkVerb(bulk.verb)].undo is None:
        raise Refused(_("“%(verb)s”不能撤销：通知已经送出，编号已经用掉。") % {"verb": bulk.get_verb_display()})
    bulk.undone_at = clock.now()
    keep(bulk)
    words = str(bulk.get_verb_display())
    events.BULK_UNDONE.record(bulk, by, verb=bulk.verb, verb_words=words, cases=bulk.items.count())
    return bulk


def do_part(bulk: Bulk) -> int:
    """Do the next part of an ordered bulk, all or nothing; returns how many cases it was."""
    waiting = bulk.items.filter(entry__isnull=True, refusal="").order_by("pk")
    way = WAYS[BulkVerb(bulk.verb)]
    return _each(waiting, lambda case: way.do(case, by=bulk.by, **bulk.how), _note_done)


def undo_part(bulk: Bulk, *, by: Person) -> int:
    """Undo the next part of a bulk; returns how many cases it was."""
    done = bulk.items.filter(entry__isnull=False, undone=False, kept="").order_by("pk")
    undo = WAYS[BulkVerb(bulk.verb)].undo
    if undo is None:
        return 0
    return _each(done, lambda case: undo(case, by=by), _note_undone, unless=_followed)


def _each(
    items: QuerySet[BulkItem],
    act: Callable[[Proposal], object],
    note: Callable[[list[BulkItem], dict[int, str]], None],
    unless: Callable[[list[BulkItem]], dict[int, str]] = lambda items: {},
) -> int:
    """Act on the cases of the next items, in one batch; `note` what became of each, with the reasons of refusals."""
    with transaction.atomic():
        part = list(items.select_for_update()[:PART])
        refused = unless(part)
        with batch(_cases(one.proposal_id for one in part)) as cases:
            for case in cases:
                if case.pk not in refused:
                    try:
                        act(case)
                    except Refused as refusal:
                        refused[case.pk] = refusal.reason
        note(part, refused)
    return len(part)


def _cases(keys: Iterable[int]) -> QuerySet[Proposal]:
    charges = Assignment.objects.select_related("bureau").prefetch_related("pauses")
    proposed = ProposedAssignment.objects.select_related("bureau", "accepted_by")
    cases = Proposal.objects.filter(pk__in=list(keys)).defer("words", "search", "public_words", "public_search")
    return cases.select_related("assembly", "session").prefetch_related(
        Prefetch("assignments", charges), Prefetch("proposed", proposed)
    )


def _note_done(items: list[BulkItem], refused: dict[int, str]) -> None:
    last = _last_entries(items)
    for item in items:
        item.refusal = refused.get(item.proposal_id, "")
        item.entry = None if item.refusal else last[item.proposal_id]
    BulkItem.objects.bulk_update(items, ["refusal", "entry"])


def _note_undone(items: list[BulkItem], refused: dict[int, str]) -> None:
    for item in items:
        item.kept = refused.get(item.proposal_id, "")
        item.undone = not item.kept
    BulkItem.objects.bulk_update(items, ["kept", "undone"])


def _followed(items: list[BulkItem]) -> dict[int, str]:
    """The cases with which somebody has gone on since."""
    last = _last_entries(items)
    return {one.proposal_id: _("之后已有新的办理，保持不变。") for one in items if last[one.proposal_id] != one.entry}


def _last_entries(items: list[BulkItem]) -> dict[int, int]:
    kind = Proposal._meta.label_lower
    entries = Entry.objects.filter(subject_kind=kind, subject_id__in=[one.proposal_id for one in items])
    return dict(entries.order_by().values_list("subject_id").annotate(last=Max("pk")))
