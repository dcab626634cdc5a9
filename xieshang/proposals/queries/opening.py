"""A case with everything that its page shows."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Model, Prefetch, QuerySet

from xieshang.accounts.models import Person
from xieshang.engine.prepared import Prepared, Said, Together, fill
from xieshang.proposals.models import (
    Answer,
    Assignment,
    Delivery,
    FollowUp,
    Package,
    Pause,
    Petition,
    Proposal,
    ProposedAssignment,
    Reply,
    Suggestion,
    Supporter,
    Talk,
)
from xieshang.proposals.queries.awards import is_honoured
from xieshang.proposals.queries.reach import Eyes, eyes_of
from xieshang.proposals.queries.voices import COSIGNERS, FEEDBACK, MERGED
from xieshang.spine.rule import Actor

M = TypeVar("M", bound=Model)

_UNSHOWN = [one.name for one in Person._meta.concrete_fields if one.name not in ("id", "name")]
"""Of those who did something with a case, its page shows the names alone."""
_ABOVE = (
    *("assembly__practice", "session__term", "author__sector", "sector", "organ", "entered_by"),
    *("convenor", "wished_bureau", "call", "answers_topic", "lead", "key"),
    *("carried_into", "successor"),
)


def _named(person: str, rows: QuerySet[M]) -> QuerySet[M]:
    """The rows, of this person the name alone."""
    return rows.select_related(person).defer(*(f"{person}__{name}" for name in _UNSHOWN))


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong to a case, or to rows of another part: `path` leads to them, `case` back to the case."""

    path: str
    rows: QuerySet[Any]
    case: str

    @property
    def owner(self) -> str:
        """The path of the part whose rows own these; nothing for the case's own."""
        return self.path.rpartition("__")[0]

    @property
    def name(self) -> str:
        """What the owner calls them."""
        return self.path.rpartition("__")[2]

    @property
    def key(self) -> str:
        """The column that holds the owner's key."""
        return f"{self.case.partition('__')[0]}_id"


_CHARGES = Assignment.objects.select_related("bureau", "plan", "opinion").order_by("pk")
_PETITIONS = _named("ruled_by", Petition.objects.select_related("bureau", "other_bureau").order_by("asked_at", "pk"))
_DELIVERIES = _named("person", Delivery.objects.order_by("pk"))
_FOLLOW_UPS = _named("answered_by", FollowUp.objects.select_related("assignment__bureau").order_by("due_on", "pk"))
PARTS = [
    Part("suggestions", Suggestion.objects.order_by("number"), "proposal"),
    Part("cosigners", COSIGNERS, "proposal"),
    Part("supporters", Supporter.objects.select_related("member").order_by("at", "pk"), "proposal"),
    Part("merged", MERGED, "merged_into"),
    Part("merged__cosigners", COSIGNERS, "proposal__merged_into"),
    Part("proposed", ProposedAssignment.objects.select_related("bureau", "hand_over").order_by("pk"), "proposal"),
    Part("petitions", _PETITIONS, "proposal"),
    Part("assignments", _named("accepted_by", _CHARGES), "proposal"),
    Part("assignments__petitions", _PETITIONS.filter(assignment__isnull=False), "assignment__proposal"),
    Part("assignments__talks", _named("noted_by", Talk.objects.order_by("on", "pk")), "assignment__proposal"),
    Part("assignments__pauses", Pause.objects.order_by("from_on", "pk"), "assignment__proposal"),
    Part("assignments__replies", Reply.objects.order_by("pk"), "assignment__proposal"),
    Part(
        "assignments__replies__answers",
        Answer.objects.select_related("suggestion").order_by("suggestion__number"),
        "reply__assignment__proposal",
    ),
    Part("assignments__replies__deliveries", _DELIVERIES, "reply__assignment__proposal"),
    Part("feedback", FEEDBACK, "proposal"),
    Part("follow_ups", _FOLLOW_UPS, "proposal"),
    Part("packages", Package.objects.defer("manifest").order_by("part"), "proposal"),
]
"""What a case page shows beside the case; owners stand before what they own."""


def _above(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    rows = _named("checked_by", _named("entered_by", proposals.select_related(*_ABOVE)))
    return rows.annotate(honoured=is_honoured())


def whole(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With everything that a case page shows: a fixed number of queries."""
    return _above(proposals).prefetch_related(*(Prefetch(part.path, part.rows) for part in PARTS))


_TEXTS = {
    *("suggestions", "cosigners", "merged", "merged__cosigners"),
    *("assignments__replies", "assignments__replies__answers"),
}


def to_publish(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With what `public_version` and the action read of each: for many at once."""
    texts = (Prefetch(part.path, part.rows) for part in PARTS if part.path in _TEXTS)
    return proposals.prefetch_related("assembly", "author", "successor", *texts)


def _of_case(part: Part) -> Prepared[Any]:
    return Prepared(lambda key: part.rows.filter(**{part.case: key}))


_OF_CASE = (Prepared(lambda key: _above(Proposal.objects.filter(pk=key))), *map(_of_case, PARTS))


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
    seen, *said = _opening(eyes_of(actor)).ask(key)
    return tuple(said) if seen else None


def case_of(said: Said) -> Proposal:
    """The case of which the database said this."""
    (case,), *found = _WHOLE.read(said)
    owners: dict[str, list[Any]] = {"": [case]}
    for part, rows in zip(PARTS, found, strict=True):
        owners[part.path] = rows
        theirs = defaultdict(list)
        for row in rows:
            theirs[getattr(row, part.key)].append(row)
        for owner in owners[part.owner]:
            fill(owner, part.name, theirs[owner.pk])
    filled: Proposal = case
    return filled


@lru_cache(maxsize=128)
def _opening(eyes: Eyes) -> Together:
    """Asks whether a case is seen by these eyes, and for everything that its page shows."""
    return Together(Prepared(lambda key: eyes.cases().filter(pk=key).values_list("pk")), *_OF_CASE)


_WHOLE = Together(*_OF_CASE)
