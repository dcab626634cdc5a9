"""A case with everything that its page shows."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from xieshang.engine.prepared import Prepared, fill
from xieshang.proposals.models import (
    Answer,
    Assignment,
    CoSigner,
    Feedback,
    Pause,
    Proposal,
    ProposedAssignment,
    Reply,
    Suggestion,
    Talk,
)
from xieshang.proposals.queries.awards import is_honoured
from xieshang.proposals.queries.reach import visible_to
from xieshang.proposals.states import State
from xieshang.spine.rule import Actor

INDEX = ("words", "search", "public_words", "public_search")
"""Columns that only searches read."""
_ABOVE = ("assembly__practice", "session__term", "author__sector", "sector", "organ", "entered_by", "key")
_SUGGESTIONS = Suggestion.objects.order_by("number")
_COSIGNERS = CoSigner.objects.select_related("member").order_by("position")
_CHARGES = Assignment.objects.select_related("bureau", "accepted_by").order_by("pk")
_TALKS = Talk.objects.select_related("noted_by").order_by("on", "pk")
_PAUSES = Pause.objects.order_by("from_on", "pk")
_PROPOSED = ProposedAssignment.objects.select_related("bureau", "hand_over", "accepted_by").order_by("pk")
_REPLIES = Reply.objects.order_by("pk")
_ANSWERS = Answer.objects.select_related("suggestion").order_by("suggestion__number")


def whole(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With everything that a case page shows: a fixed number of queries."""
    charges = _CHARGES.prefetch_related(
        Prefetch("talks", _TALKS),
        Prefetch("pauses", _PAUSES),
        Prefetch("replies", _REPLIES),
        Prefetch("replies__answers", _ANSWERS),
    )
    return (
        proposals.defer(*INDEX)
        .annotate(honoured=is_honoured())
        .select_related(*_ABOVE)
        .prefetch_related(
            Prefetch("suggestions", _SUGGESTIONS),
            Prefetch("cosigners", _COSIGNERS),
            Prefetch("assignments", charges),
            Prefetch("proposed", _PROPOSED),
            "feedback",
        )
    )


_CASE = Prepared(
    lambda key: Proposal.objects.filter(pk=key).defer(*INDEX).annotate(honoured=is_honoured()).select_related(*_ABOVE)
)
_SUGGESTIONS_OF = Prepared(lambda key: _SUGGESTIONS.filter(proposal=key))
_COSIGNERS_OF = Prepared(lambda key: _COSIGNERS.filter(proposal=key))
_CHARGES_OF = Prepared(lambda key: _CHARGES.filter(proposal=key))
_TALKS_OF = Prepared(lambda key: _TALKS.filter(assignment__proposal=key))
_PAUSES_OF = Prepared(lambda key: _PAUSES.filter(assignment__proposal=key))
_REPLIES_OF = Prepared(lambda key: _REPLIES.filter(assignment__proposal=key))
_ANSWERS_OF = Prepared(lambda key: _ANSWERS.filter(reply__assignment__proposal=key))
_PROPOSED_OF = Prepared(lambda key: _PROPOSED.filter(proposal=key))
_FEEDBACK_OF = Prepared(lambda key: Feedback.objects.filter(proposal=key))


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
        fill(case, "proposed", _PROPOSED_OF(key) if case.state == State.FILED else [])
        fill(case, "feedback", _FEEDBACK_OF(key) if filed else [])
    return case


def _charges(key: int) -> list[Assignment]:
    charges = _CHARGES_OF(key)
    talks = _by("assignment_id", _TALKS_OF(key) if charges else [])
    replies = _by("assignment_id", _replies(key) if charges else [])
    pauses = _by("assignment_id", _PAUSES_OF(key) if charges else [])
    for charge in charges:
        fill(charge, "talks", talks[charge.pk])
        fill(charge, "pauses", pauses[charge.pk])
        fill(charge, "replies", replies[charge.pk])
    return charges


def _replies(key: int) -> list[Reply]:
    replies = _REPLIES_OF(key)
    answers = _by("reply_id", _ANSWERS_OF(key) if replies else [])
    for reply in replies:
        fill(reply, "answers", answers[reply.pk])
    return replies


def _by(name: str, rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
