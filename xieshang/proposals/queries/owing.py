"""What each bureau of a case in hand owes, for lists: read with the row itself, by no query more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from xieshang.proposals.models import Assignment, Pause, Petition
from xieshang.proposals.states import HandlingRole, PetitionKind, State

IN_HAND = (State.ASSIGNED, State.HANDLING)
_RELEASE = Q(petitioned=PetitionKind.RELEASE)


@dataclass(frozen=True, slots=True)
class Owing:
    """One charge: the bureau's step ("" where it owes none), its day, what waits to be ruled on, and whether it asks.

    `step` is "accept", "opinion" or "reply"; `petition` is a `PetitionKind`, or nothing.
    """

    bureau: str
    step: str
    reply_by: date
    petition: str
    asks: bool


def owing() -> Case:
    """For a queryset of cases: of each that bureaus have in hand its charges in words that `owed` reads; else none."""
    petition = Petition.objects.filter(assignment=OuterRef("pk"), ruling="").order_by("asked_at", "pk")
    charges = Assignment.objects.filter(proposal=OuterRef("pk")).annotate(
        petitioned=Coalesce(Subquery(petition.values("kind")[:1]), Value("")),
        asks=Exists(Pause.objects.filter(assignment=OuterRef("pk"), until_on__isnull=True)),
    )
    step = Case(
        When(Q(accepted_at__isnull=True) & _RELEASE, then=Value("")),
        When(accepted_at__isnull=True, then=Value("accept")),
        When(Q(asks=True) | Q(replied_at__isnull=False) | Q(opinion__isnull=False), then=Value("")),
        When(role=HandlingRole.CO, then=Value("opinion")),
        default=Value("reply"),
        output_field=CharField(),
    )
    asking = Case(When(asks=True, then=Value("1")), default=Value(""), output_field=CharField())
    parts: list[Any] = [step, Cast("reply_by", CharField()), F("petitioned"), asking, F("bureau__short_name")]
    apart = [piece for part in parts for piece in (part, Value("|"))][:-1]
    told = charges.order_by("pk").values(told=Concat(*apart, output_field=TextField()))
    nothing = Value([], output_field=ArrayField(TextField()))
    return Case(When(state__in=IN_HAND, then=ArraySubquery(told.values("told"))), default=nothing)


def owed(told: Iterable[str]) -> Iterator[Owing]:
    """What `owing` has told of a case."""
    for one in told:
        step, reply_by, petition, asks, bureau = one.split("|", 4)
        yield Owing(bureau, step, date.fromisoformat(reply_by), petition, bool(asks))
