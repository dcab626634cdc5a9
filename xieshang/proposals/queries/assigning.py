"""Reads of what is not assigned yet, of the meetings where it will be, and of what was done to many cases at once."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.members.models import Assembly
from xieshang.proposals.models import Bulk, BulkItem, HandOver, ProposedAssignment
from xieshang.proposals.states import BulkState, BulkVerb
from xieshang.spine.models import Entry
from xieshang.spine.rule import Actor

P = Permission


def hand_overs_visible_to(actor: Actor) -> QuerySet[HandOver]:
    """The hand-over meetings of the assemblies whose cases the actor may all read."""
    scopes = actor.scopes_with(P.PROPOSALS_READ_ALL) if isinstance(actor, Person) else ()
    return HandOver.objects.filter(assembly__scope__in=scopes)


def open_hand_overs(assembly: Assembly) -> QuerySet[HandOver]:
    """The meetings that have been called and not held, the next first."""
    return HandOver.objects.filter(assembly=assembly, held_at__isnull=True).order_by("meets_on", "pk")


def with_answers(hand_overs: QuerySet[HandOver]) -> QuerySet[HandOver]:
    """The same with how many charges are proposed, accepted ahead and objected to."""
    return hand_overs.annotate(
        proposed=Count("proposed_assignments"),
        accepted=Count("proposed_assignments", filter=Q(proposed_assignments__accepted_at__isnull=False)),
        objected=Count("proposed_assignments", filter=~Q(proposed_assignments__objection="")),
    )


def proposed_for(hand_over: HandOver) -> QuerySet[ProposedAssignment]:
    """What shall be assigned at a meeting, with case and bureau."""
    return hand_over.proposed_assignments.select_related("proposal__session", "bureau")


def cases_to_hand_over(hand_over: HandOver) -> list[int]:
    """The keys of the cases that are assigned when a meeting is held: those to which no bureau objects."""
    proposed = hand_over.proposed_assignments.all()
    objected = proposed.exclude(objection="").values("proposal")
    return list(
        proposed.exclude(proposal__in=objected).order_by("proposal").values_list("proposal", flat=True).distinct()
    )


def proposed_to(scopes: Iterable[int]) -> QuerySet[ProposedAssignment]:
    """What shall be assigned to the bureaus with these scopes, and waits for their answer."""
    waiting = ProposedAssignment.objects.filter(bureau__scope__in=scopes, accepted_at__isnull=True, objection="")
    return waiting.select_related("proposal", "bureau", "hand_over").order_by("pk")


BULK_NEEDS: dict[BulkVerb, Permission] = {
    BulkVerb.PROPOSE: P.PROPOSALS_ASSIGN,
    BulkVerb.ASSIGN: P.PROPOSALS_ASSIGN,
    BulkVerb.EXTEND: P.PROPOSALS_ASSIGN,
    BulkVerb.REMIND: P.PROPOSALS_ASSIGN,
    BulkVerb.PRINT: P.PROPOSALS_READ_ALL,
    BulkVerb.EXPORT: P.PROPOSALS_READ_ALL,
    BulkVerb.ARCHIVE: P.PROPOSALS_CLOSE,
    BulkVerb.CARRY_OVER: P.PROPOSALS_CLOSE,
    BulkVerb.CLOSE_WITH_TERM: P.PROPOSALS_CLOSE,
}
"""What is needed for each verb that is done to many cases: the same as for one case."""


def bulks_visible_to(actor: Actor) -> QuerySet[Bulk]:
    """What was done to many cases at once in the assemblies where the actor might have ordered it."""
    if not isinstance(actor, Person):
        return Bulk.objects.none()
    of_needed = (
        Q(verb__in=[verb for verb, need in BULK_NEEDS.items() if need == needed], assembly__scope__in=scopes)
        for needed in dict.fromkeys(BULK_NEEDS.values())
        if (scopes := actor.scopes_with(needed))
    )
    return Bulk.objects.filter(reduce(or_, of_needed, Q(pk__in=[])))


_ITEM_WAITS = Q(entry__isnull=True, refusal="")
_ITEM_NOT_UNDONE = Q(entry__isnull=False, undone=False, kept="")


def running(bulks: QuerySet[Bulk]) -> QuerySet[Bulk]:
    """Those of which the worker has cases to do, or to undo, still."""
    items = BulkItem.objects.filter(bulk=OuterRef("pk"))
    undoing = Q(undone_at__isnull=False) & Exists(items.filter(_ITEM_NOT_UNDONE))
    return bulks.filter(Exists(items.filter(_ITEM_WAITS)) | undoing)


def with_progress(bulks: QuerySet[Bulk]) -> QuerySet[Bulk]:
    """The same with how many cases each has (`cases`), and whether the worker is still at it (`runs`)."""
    return bulks.select_related("by").annotate(
        cases=Count("items"), runs=Exists(running(Bulk.objects.filter(pk=OuterRef("pk"))))
    )


def done_in_bulk(bulk: Bulk) -> QuerySet[BulkItem]:
    """The cases of a bulk, each with what became of it as `state`, and the `kind` and `payload` of its entry."""
    became = Case(
        When(undone=True, then=Value(BulkState.UNDONE.value)),
        When(~Q(kept=""), then=Value(BulkState.KEPT.value)),
        When(entry__isnull=False, then=Value(BulkState.DONE.value)),
        When(~Q(refusal=""), then=Value(BulkState.LEFT_OUT.value)),
        default=Value(BulkState.WAITING.value),
        output_field=CharField(),
    )
    entry = Entry.objects.filter(pk=OuterRef("entry"))
    return bulk.items.select_related("proposal__session").annotate(
        state=became, kind=Subquery(entry.values("kind")), payload=Subquery(entry.values("payload"))
    )


def progress_of(bulk: Bulk) -> dict[str, Any]:
    """How many cases of a bulk there are, how many of them are done with, left out, undone and kept; one query."""
    found: dict[str, Any] = bulk.items.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(entry__isnull=False)),
        left_out=Count("pk", filter=~Q(refusal="")),
        undone=Count("pk", filter=Q(undone=True)),
        kept=Count("pk", filter=~Q(kept="")),
    )
    return found
