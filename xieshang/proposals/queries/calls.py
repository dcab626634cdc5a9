"""Calls for proposals, their topics, and the leads that came in."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.engine.prepared import Prepared
from xieshang.members.models import Assembly, Session
from xieshang.proposals.models import Call, Lead, Proposal, Reply, Topic
from xieshang.proposals.queries.reach import HANDED_IN
from xieshang.proposals.states import LeadState, ReplyClass, State
from xieshang.spine.rule import Actor

P = Permission
ANSWERS = HANDED_IN & ~Q(state=State.WITHDRAWN)
"""The proposals that count as answers to a call."""


def calls_visible_to(actor: Actor) -> QuerySet[Call]:
    """The calls of whoever writes them, and for members and readers those that were issued."""
    if not isinstance(actor, Person):
        return Call.objects.none()
    readers = actor.scopes_with(P.PROPOSALS_DRAFT) | actor.scopes_with(P.PROPOSALS_READ_ALL)
    writes = Q(assembly__scope__in=actor.scopes_with(P.PROPOSALS_CALL))
    return Call.objects.filter(writes | Q(assembly__scope__in=readers, issued_at__isnull=False))


def leads_visible_to(actor: Actor) -> QuerySet[Lead]:
    """All leads for whoever sorts them; for members those that wait, and those they have taken."""
    if not isinstance(actor, Person):
        return Lead.objects.none()
    sorts = Q(assembly__scope__in=actor.scopes_with(P.PROPOSALS_CALL))
    waits = Q(assembly__scope__in=actor.scopes_with(P.PROPOSALS_DRAFT))
    return Lead.objects.filter(sorts | waits & (Q(state=LeadState.NEW) | Q(taken_by__person=actor)))


def open_calls(*, on: date) -> QuerySet[Call]:
    """The calls of every assembly that are issued and open on a day, the one that closes first before the others."""
    issued = Call.objects.filter(issued_at__isnull=False, opens_on__lte=on, closes_on__gte=on)
    return issued.order_by("closes_on", "pk")


_OPEN_IN = Prepared(
    lambda assembly, opened, closes: (
        Call.objects.filter(assembly=assembly, issued_at__isnull=False, opens_on__lte=opened, closes_on__gte=closes)
        .order_by("closes_on", "pk")
        .values_list("pk", "title", "closes_on")
    ),
    (int, date, date),
)


def open_calls_of(assembly: Assembly, *, on: date) -> list[Any]:
    """Key, title and last day of the calls that are open in an assembly on a day; one query."""
    return _OPEN_IN(assembly.pk, on, on)


_TOPICS = Prepared(
    lambda assembly, opened, closes, kept: (
        Topic.objects.filter(
            Q(call__issued_at__isnull=False, call__opens_on__lte=opened, call__closes_on__gte=closes) | Q(pk=kept),
            call__assembly=assembly,
        )
        .select_related("call")
        .order_by("call__closes_on", "call", "number")
    ),
    (int, date, date, int),
)


def topics_to_answer(assembly: int, *, on: date, kept: int | None = None) -> list[Topic]:
    """The reference topics of the calls that are open in an assembly on a day, and the one that is kept; one query."""
    return _TOPICS(assembly, on, on, kept or 0)


def with_topics(calls: QuerySet[Call]) -> QuerySet[Call]:
    """The same with session, topics and the bureaus that gave them: two queries.

    Each topic with the number of proposals that answer it as `answers`.
    """
    answering = Q(proposals__submitted_at__isnull=False) & ~Q(proposals__state=State.WITHDRAWN)
    counted = Topic.objects.annotate(answers=Count("proposals", filter=answering))
    topics = counted.select_related("bureau").order_by("number")
    return calls.select_related("assembly", "session").prefetch_related(Prefetch("topics", topics))


def with_counts(calls: QuerySet[Call]) -> QuerySet[Call]:
    """The same, each with the number of proposals that answer it as `answers`, of which `filed` were filed."""
    handed_in = Q(proposals__submitted_at__isnull=False) & ~Q(proposals__state=State.WITHDRAWN)
    filed = Q(proposals__filed_at__isnull=False)
    return calls.annotate(answers=Count("proposals", filter=handed_in), filed=Count("proposals", filter=filed))


def answers_to(call: Call) -> QuerySet[Proposal]:
    """The proposals that were handed in to a call."""
    return Proposal.objects.filter(ANSWERS, call=call)


def session_before(session: Session) -> Session | None:
    """The session before this one in the same assembly; None for the first."""
    earlier = Session.objects.filter(assembly=session.assembly_id, from_on__lt=session.from_on)
    return earlier.order_by("-from_on").first()


def unfollowed_promises(session: Session) -> QuerySet[Proposal]:
    """The closed or answered cases of a session whose standing reply is of class B, and which are no lead yet."""
    standing = Reply.objects.filter(
        assignment__proposal=OuterRef("pk"), superseded_at__isnull=True, reply_class=ReplyClass.B
    )
    cases = Proposal.objects.filter(session=session, state__in=[State.REPLIED, State.ANSWERED, State.CLOSED])
    return cases.filter(Exists(standing)).exclude(
        pk__in=Lead.objects.filter(origin_case__isnull=False).values("origin_case")
    )


def lead_of_entry(key: Any) -> Lead | None:
    """The lead that this form has made already, if it was sent before."""
    return Lead.objects.filter(entry_key=key).first()
