"""A case with everything that its page shows."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from xieshang.engine.prepared import Prepared, fill
from xieshang.proposals.models import Answer, Assignment, Delivery, FollowUp, Proposal, Reply, Suggestion, Talk
from xieshang.proposals.queries.reach import visible_to
from xieshang.proposals.queries.voices import COSIGNERS, FEEDBACK, MERGED
from xieshang.spine.rule import Actor

INDEX = ("words", "search", "public_words", "public_search")
"""Columns that only searches read."""
_ABOVE = ("assembly__practice", "session__term", "author__sector", "sector", "organ", "entered_by")
_SUGGESTIONS = Suggestion.objects.order_by("number")
_CHARGES = Assignment.objects.select_related("bureau", "accepted_by").order_by("pk")
_TALKS = Talk.objects.select_related("noted_by").order_by("on", "pk")
_REPLIES = Reply.objects.order_by("pk")
_ANSWERS = Answer.objects.select_related("suggestion").order_by("suggestion__number")
_DELIVERIES = Delivery.objects.select_related("person").order_by("pk")
_FOLLOW_UPS = FollowUp.objects.select_related("assignment__bureau", "answered_by").order_by("due_on", "pk")


def whole(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With everything that a case page shows: a fixed number of queries."""
    charges = _CHARGES.prefetch_related(
        Prefetch("talks", _TALKS),
        Prefetch("replies", _REPLIES),
        Prefetch("replies__answers", _ANSWERS),
        Prefetch("replies__deliveries", _DELIVERIES),
    )
    return (
        proposals.defer(*INDEX)
        .select_related(*_ABOVE)
        .prefetch_related(
            Prefetch("suggestions", _SUGGESTIONS),
            Prefetch("cosigners", COSIGNERS),
            Prefetch("assignments", charges),
            Prefetch("feedback", FEEDBACK),
            Prefetch("merged", MERGED),
            Prefetch("follow_ups", _FOLLOW_UPS),
        )
    )


_CASE = Prepared(lambda key: Proposal.objects.filter(pk=key).defer(*INDEX).select_related(*_ABOVE))
_SUGGESTIONS_OF = Prepared(lambda key: _SUGGESTIONS.filter(proposal=key))
_COSIGNERS_OF = Prepared(lambda key: COSIGNERS.filter(proposal=key))
_CHARGES_OF = Prepared(lambda key: _CHARGES.filter(proposal=key))
_TALKS_OF = Prepared(lambda key: _TALKS.filter(assignment__proposal=key))
_REPLIES_OF = Prepared(lambda key: _REPLIES.filter(assignment__proposal=key))
_ANSWERS_OF = Prepared(lambda key: _ANSWERS.filter(reply__assignment__proposal=key))
_DELIVERIES_OF = Prepared(lambda key: _DELIVERIES.filter(reply__assignment__proposal=key))
_FEEDBACK_OF = Prepared(lambda key: FEEDBACK.filter(proposal=key))
_MERGED_OF = Prepared(lambda key: MERGED.filter(merged_into=key))
_FOLLOW_UPS_OF = Prepared(lambda key: _FOLLOW_UPS.filter(proposal=key))


def opened(actor: Actor, key: int) -> Proposal | None:
    """The one case with this key as `whole` gives it, if the actor may see it.

    The same rows by prepared queries, for everybody opens cases all day; what no case has before it
    was filed is not asked for.
    """
    if not visible_to(actor).filter(pk=key).exists():
        return None
    case = _CASE.first(key)
    if case is not None:
        fill(case, "suggestions", _SUGGESTIONS_OF(key))
        fill(case, "cosigners", _COSIGNERS_OF(key))
        filed = case.filed_at is not None
        fill(case, "assignments", _charges(key) if filed else [])
        fill(case, "feedback", _FEEDBACK_OF(key) if filed else [])
        fill(case, "merged", _MERGED_OF(key) if filed else [])
        fill(case, "follow_ups", _FOLLOW_UPS_OF(key) if case.closed_at is not None else [])
    return case


def _charges(key: int) -> list[Assignment]:
    charges = _CHARGES_OF(key)
    talks = _by("assignment_id", _TALKS_OF(key) if charges else [])
    replies = _by("assignment_id", _replies(key) if charges else [])
    for charge in charges:
        fill(charge, "talks", talks[charge.pk])
        fill(charge, "replies", replies[charge.pk])
    return charges


def _replies(key: int) -> list[Reply]:
    replies = _REPLIES_OF(key)
    answers = _by("reply_id", _ANSWERS_OF(key) if replies else [])
    deliveries = _by("reply_id", _DELIVERIES_OF(key) if replies else [])
    for reply in replies:
        fill(reply, "answers", answers[reply.pk])
        fill(reply, "deliveries", deliveries[reply.pk])
    return replies


def _by(name: str, rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
