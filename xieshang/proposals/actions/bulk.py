"""Clerks do one verb to many cases: ordered at once, done by the worker a part at a time, undone together.

Each case is asked by its own rule and has an event of its own; who is refused is left out with the reason.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max, Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly
from xieshang.proposals import events, queries, rules
from xieshang.proposals.actions import archiving, assigning, charges, continuing
from xieshang.proposals.models import Assignment, Bulk, BulkItem, HandOver, Proposal, ProposedAssignment
from xieshang.proposals.states import BulkVerb
from xieshang.spine import clock
from xieshang.spine.action import action
from xieshang.spine.batch import batch, current_batch, keep, keep_all
from xieshang.spine.models import Entry
from xieshang.spine.rule import Refused

PART = 100
"""So many cases are done in one transaction, so that nobody waits long for the rows of a large bulk."""
MOST = 2000
"""So many cases can be ordered at once."""

Do = Callable[..., object]
Given = Mapping[int, Mapping[str, Any]]
"""What a verb is told of each case, by its key."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a verb is done to one case, and how it is undone; None: it cannot be undone (`rules.FINAL` says why).

    `given`: makes what the verb is told of each case of a part from what was ordered for all; None: just that.
    `alone`: each case in a transaction of its own, not in a batch with others: where one takes long, or takes a
    number that must be given back when it is refused, or reads what it has just written.
    """

    do: Do
    undo: Do | None = None
    alone: bool = False
    given: Callable[..., Given] | None = None


def _propose(proposal: Proposal, *, by: Person, lead: Bureau | None, **why: Any) -> None:
    """Propose the bureau; a case of which bureaus were proposed before keeps them, with their answers."""
    if before := proposal.proposed.all():
        names = _("、").join(one.bureau.name for one in before)
        raise Refused(_("已经拟交%(names)s，保持不变；要改的，请在提案的“交办”页改拟。") % {"names": names})
    if lead is None:
        raise Refused(_("从正文和以往的提案看不出该由哪个单位办理，请在提案的“交办”页选定。"))
    assigning.propose_assignment(proposal, by=by, lead=lead, **why)


def _bureau_for_each(cases: list[Proposal], *, lead: int | None, hand_over: int | None) -> Given:
    """One bureau for all; where none was chosen, the likeliest of each case, with the reasons for it."""
    meeting = HandOver.objects.get(pk=hand_over) if hand_over else None
    if lead is not None:
        chosen = Bureau.objects.get(pk=lead)
        return {case.pk: {"lead": chosen, "hand_over": meeting} for case in cases}
    prefetch_related_objects(cases, "suggestions")
    suggested = queries.suggested_for(cases, on=clock.today())
    return {case.pk: {**_likeliest(suggested[case.pk]), "hand_over": meeting} for case in cases}


def _likeliest(suggested: list[queries.SuggestedBureau]) -> dict[str, Any]:
    if not suggested:
        return {"lead": None}
    return {"lead": suggested[0].bureau, "remark": _("；").join(suggested[0].reasons)}


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


def _remind(proposal: Proposal, *, by: Person, words: str) -> None:
    """Remind the bureaus that owe a step; refused where there is none, with what is said of each."""
    bureaus = sorted(proposal.assignments.all(), key=lambda one: one.pk)
    if not bureaus:
        raise Refused(_("还没有交办，没有可以催办的承办单位。"))
    said = [_refusal_to_remind(one, by, words) for one in bureaus]
    if all(said):
        raise Refused("\n".join(dict.fromkeys(said)))


def _refusal_to_remind(assignment: Assignment, by: Person, words: str) -> str:
    """Remind it; why not, where it was refused."""
    try:
        charges.remind(assignment, by=by, words=words)
    except Refused as refused:
        return refused.reason
    return ""


WAYS: dict[BulkVerb, Way] = {
    BulkVerb.PROPOSE: Way(_propose, assigning.take_back_proposed, given=_bureau_for_each),
    BulkVerb.ASSIGN: Way(assigning.assign_as_proposed, _take_assignment_back),
    BulkVerb.EXTEND: Way(_extend, _take_extension_back),
    BulkVerb.REMIND: Way(_remind),
    BulkVerb.ARCHIVE: Way(archiving.archive, alone=True),
    BulkVerb.CARRY_OVER: Way(continuing.carry_over, alone=True),
    BulkVerb.CLOSE_WITH_TERM: Way(continuing.close_with_term, alone=True),
}


@action(rules.may_do_in_bulk, lock=False)
def order_bulk(
    assembly: Assembly, *, by: Person, verb: BulkVerb, chosen: Iterable[int], how: Mapping[str, Any] | None = None
) -> Bulk:
    """Order a verb for the chosen cases of an assembly; the worker does it from now on, a part at a time.

    Of the chosen, those count that the clerk may reach; where there are none, nothing is ordered.
    """
    verdict = rules.may_order(by, assembly, verb)
    if not verdict:
        raise Refused(str(verdict.reason))
    keys = list(dict.fromkeys(chosen))
    if not keys:
        raise Refused(_("还没有选中提案，请先勾选。"))
    if len(keys) > MOST:
        raise Refused(_("一次最多处理 %(most)s 件，请分几次。") % {"most": MOST})
    reached = queries.visible_to(by).filter(assembly=assembly, pk__in=keys)
    found = list(reached.order_by("pk").values_list("pk", flat=True))
    if not found:
        raise Refused(_("选中的提案都不在您能办理的范围里，请重新勾选。"))
    return begin_bulk(assembly, by=by, verb=verb, keys=found, how=how)


def begin_bulk(
    assembly: Assembly, *, by: Person, verb: BulkVerb, keys: list[int], how: Mapping[str, Any] | None = None
) -> Bulk:
    """A bulk of the cases with these keys, and its event, inside an action."""
    bulk = keep(Bulk(assembly=assembly, verb=verb, by=by, how=dict(how or {}), at=clock.now()))
    keep_all([BulkItem(bulk=bulk, proposal_id=key) for key in keys])
    events.BULK_ORDERED.record(bulk, by, verb=verb, cases=len(keys))
    return bulk


TAKEN = {BulkVerb.PRINT: events.PRINTED, BulkVerb.EXPORT: events.EXPORTED}


@action(rules.may_take_along, lock=False)
def take_along(assembly: Assembly, *, by: Person, verb: BulkVerb, cases: Sequence[Proposal]) -> Bulk:
    """Note that cases of an assembly are printed or exported together: a bulk that is done, with an event a case."""
    if len(cases) > MOST:
        raise Refused(_("一次最多处理 %(most)s 件，请分几次。") % {"most": MOST})
    with batch():
        entries = [TAKEN[verb].record(case, by) for case in cases]
    bulk = keep(Bulk(assembly=assembly, verb=verb, by=by, at=clock.now()))
    keep_all([BulkItem(bulk=bulk, proposal=case, entry=entry.pk) for case, entry in zip(cases, entries, strict=True)])
    events.TAKEN_ALONG.record(bulk, by, how=verb.value, how_words=str(verb.label), cases=len(cases))
    return bulk


@action(rules.may_undo_bulk)
def undo_bulk(bulk: Bulk, *, by: Person) -> Bulk:
    """Order that the whole bulk is undone, where nothing has followed; what has been gone on with stays done."""
    bulk.undone_at = clock.now()
    keep(bulk)
    events.BULK_UNDONE.record(bulk, by, verb=BulkVerb(bulk.verb), cases=bulk.items.count())
    return bulk


def do_part(bulk: Bulk) -> int:
    """Do the next part of an ordered bulk, all or nothing; returns how many cases it was.

    Of a bulk that was taken back meanwhile the cases that still wait are left out.
    """
    waiting = bulk.items.filter(entry__isnull=True, refusal="").order_by("pk")
    way = WAYS[BulkVerb(bulk.verb)]

    def prepared(cases: list[Proposal]) -> Act:
        given = way.given(cases, **bulk.how) if way.given else {case.pk: bulk.how for case in cases}
        return lambda case: way.do(case, by=bulk.by, **given[case.pk])

    return _each(waiting, prepared, _note_done, unless=partial(_called_off, bulk), alone=way.alone)


def _called_off(bulk: Bulk, items: list[BulkItem]) -> dict[int, str]:
    """All of them, where the bulk was taken back meanwhile; whoever takes it back now waits for this part."""
    held = Bulk.objects.select_for_update().get(pk=bulk.pk)
    words = _("这一批已经撤销，没有再办。")
    return {one.proposal_id: words for one in items} if held.undone_at is not None else {}


def undo_part(bulk: Bulk, *, by: Person) -> int:
    """Undo the next part of a bulk; returns how many cases it was."""
    done = bulk.items.filter(entry__isnull=False, undone=False, kept="").order_by("pk")
    undo = WAYS[BulkVerb(bulk.verb)].undo
    if undo is None:
        return 0
    return _each(done, lambda _cases: lambda case: undo(case, by=by), _note_undone, unless=_followed)


Act = Callable[[Proposal], object]


def _each(
    items: QuerySet[BulkItem],
    prepared: Callable[[list[Proposal]], Act],
    note: Callable[[list[BulkItem], dict[int, str]], None],
    *,
    unless: Callable[[list[BulkItem]], dict[int, str]] = lambda items: {},
    alone: bool = False,
) -> int:
    """Act, `prepared` for them, on the cases of the next items, in one batch; `note` what became of each, and why."""
    with transaction.atomic():
        part = list(items.select_for_update()[: 1 if alone else PART])
        refused = unless(part)
        keys = [one.proposal_id for one in part]
        with _singly(keys) if alone else _together(keys) as cases:
            act = prepared(cases)
            for case in cases:
                if case.pk not in refused:
                    try:
                        act(case)
                    except Refused as refusal:
                        refused[case.pk] = refusal.reason
        note(part, refused)
    return len(part)


@contextmanager
def _singly(keys: list[int]) -> Iterator[list[Proposal]]:
    """The cases as they are; each action locks its own."""
    yield list(Proposal.objects.filter(pk__in=keys).select_related("assembly", "session"))


@contextmanager
def _together(keys: list[int]) -> Iterator[list[Proposal]]:
    """The cases and their charges, held by one batch."""
    with batch(_cases(keys)) as cases:
        opened = current_batch()
        if opened is not None:
            opened.hold_locked([charge for case in cases for charge in case.assignments.all()])
        yield cases


def _cases(keys: list[int]) -> QuerySet[Proposal]:
    """Cases with all that their verbs read beside them; their charges are locked with them, after them."""
    charged = Assignment.objects.select_for_update(of=("self",)).select_related("bureau", "opinion")
    charged = charged.prefetch_related("pauses", "petitions").order_by("pk")
    proposed = ProposedAssignment.objects.select_related("bureau", "accepted_by")
    cases = Proposal.objects.filter(pk__in=keys)
    return cases.select_related("assembly", "session").prefetch_related(
        Prefetch("assignments", charged), Prefetch("proposed", proposed)
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
    entries = entries.exclude(kind__in=events.ASIDE)
    return dict(entries.order_by().values_list("subject_id").annotate(last=Max("pk")))
