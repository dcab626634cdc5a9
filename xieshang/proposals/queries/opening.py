"""A case with everything that its page shows."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Model, Prefetch, QuerySet

from xieshang.accounts.models import Person
from xieshang.engine.prepared import Prepared, Said, Together, fill
from xieshang.proposals.models import Answer, Assignment, CoSigner, Feedback, Proposal, Suggestion, Talk
from xieshang.proposals.queries.reach import places_of, visible_in, who_sees
from xieshang.spine.rule import Actor

M = TypeVar("M", bound=Model)

INDEX = ("words", "search", "public_words", "public_search")
"""Columns that only searches read."""
_UNSHOWN = [one.name for one in Person._meta.concrete_fields if one.name not in ("id", "name")]
"""Of those who did something with a case, its page shows the names alone."""
_ABOVE = ("assembly", "session__term", "author__sector", "sector", "organ", "entered_by")


def _named(person: str, rows: QuerySet[M]) -> QuerySet[M]:
    """The rows, of this person the name alone."""
    return rows.defer(*(f"{person}__{name}" for name in _UNSHOWN))


_SUGGESTIONS = Suggestion.objects.order_by("number")
_COSIGNERS = CoSigner.objects.select_related("member").order_by("position")
_CHARGES = _named("accepted_by", Assignment.objects.select_related("bureau", "accepted_by", "reply").order_by("pk"))
_TALKS = _named("noted_by", Talk.objects.select_related("noted_by").order_by("on", "pk"))
_ANSWERS = Answer.objects.select_related("suggestion").order_by("suggestion__number")


def _above(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return _named("entered_by", proposals.select_related(*_ABOVE)).defer(*INDEX)


def whole(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With everything that a case page shows: a fixed number of queries."""
    charges = _CHARGES.prefetch_related(Prefetch("talks", _TALKS), Prefetch("reply__answers", _ANSWERS))
    return _above(proposals).prefetch_related(
        Prefetch("suggestions", _SUGGESTIONS),
        Prefetch("cosigners", _COSIGNERS),
        Prefetch("assignments", charges),
        "feedback",
    )


_CASE = Prepared(lambda key: _above(Proposal.objects.filter(pk=key)))
_SUGGESTIONS_OF = Prepared(lambda key: _SUGGESTIONS.filter(proposal=key))
_COSIGNERS_OF = Prepared(lambda key: _COSIGNERS.filter(proposal=key))
_CHARGES_OF = Prepared(lambda key: _CHARGES.filter(proposal=key))
_TALKS_OF = Prepared(lambda key: _TALKS.filter(assignment__proposal=key))
_ANSWERS_OF = Prepared(lambda key: _ANSWERS.filter(reply__assignment__proposal=key))
_FEEDBACK_OF = Prepared(lambda key: Feedback.objects.filter(proposal=key))


_OF_CASE = (_CASE, _SUGGESTIONS_OF, _COSIGNERS_OF, _CHARGES_OF, _TALKS_OF, _ANSWERS_OF, _FEEDBACK_OF)


def opened(actor: Actor, key: int) -> Proposal | None:
    """The one case with this key as `whole` gives it, if the actor may see it.

    The same rows by prepared queries in one statement, for everybody opens cases all day.
    """
    said = told(actor, key)
    return case_of(said) if said else None


def told(actor: Actor, key: int) -> Said | None:
    """What the database says of that case: the same words as long as nothing of it changes; `case_of` reads them."""
    if not isinstance(actor, Person):
        return None
    places = places_of(actor)
    seen, *said = _opening(_Eyes(who_sees(actor, places), lambda: visible_in(actor, places))).ask(key)
    return tuple(said) if seen else None


def case_of(said: Said) -> Proposal:
    """The case of which the database said this."""
    return _filled(*_WHOLE.read(said))


@dataclass(frozen=True, slots=True)
class _Eyes:
    """Which cases somebody sees, and what decides that."""

    key: Hashable
    cases: Callable[[], QuerySet[Proposal]] = field(compare=False)


@lru_cache(maxsize=128)
def _opening(eyes: _Eyes) -> Together:
    """Asks whether a case is seen by these eyes, and for everything that its page shows."""
    return Together(Prepared(lambda key: eyes.cases().filter(pk=key).values_list("pk")), *_OF_CASE)


_WHOLE = Together(*_OF_CASE)


def _filled(
    cases: list[Proposal],
    suggestions: list[Suggestion],
    cosigners: list[CoSigner],
    charges: list[Assignment],
    talks: list[Talk],
    answers: list[Answer],
    feedback: list[Feedback],
) -> Proposal:
    (case,) = cases
    fill(case, "suggestions", suggestions)
    fill(case, "cosigners", cosigners)
    fill(case, "assignments", charges)
    fill(case, "feedback", feedback)
    talks_of, answers_of = _by("assignment_id", talks), _by("reply_id", answers)
    for charge in charges:
        fill(charge, "talks", talks_of[charge.pk])
        if charge.replied_at is not None:
            fill(charge.reply, "answers", answers_of[charge.reply.pk])
    return case


def _by(name: str, rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
