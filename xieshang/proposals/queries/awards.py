"""Reads of awards: who sees a round, what is nominated and how it was marked, and how many may be honoured."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly, Organ
from xieshang.proposals.models import Assignment, AwardRound, Mark, Nomination, Proposal
from xieshang.proposals.states import AwardState
from xieshang.spine.rule import Actor

P = Permission
_CASE = "proposal__session"


def award_rounds_visible_to(actor: Actor) -> QuerySet[AwardRound]:
    """The rounds of an assembly: for its readers, its markers and its bureaus' staff; once decided for all at home."""
    if not isinstance(actor, Person):
        return AwardRound.objects.none()
    organs = Organ.objects.filter(scope__in=actor.scopes_with(P.PROPOSALS_MARK))
    bureaus = Bureau.objects.filter(scope__in=actor.scopes_with(P.PROPOSALS_HANDLE))
    powers = actor.scopes_with(P.PROPOSALS_READ_ALL) | actor.scopes_with(P.PROPOSALS_MARK)
    return AwardRound.objects.filter(
        Q(assembly__scope__in=powers)
        | Q(assembly__in=organs.values("assembly"))
        | Q(assembly__in=bureaus.values("assembly"))
        | Q(state=AwardState.DECIDED, assembly__scope=actor.home_id)
    )


def marks_in(actor: Actor, assembly: Assembly) -> bool:
    """Does the actor mark in an assembly: in its chair's meeting, or in one of its committees?"""
    if not isinstance(actor, Person):
        return False
    scopes = actor.scopes_with(P.PROPOSALS_MARK)
    if assembly.scope_id in scopes or not scopes:
        return assembly.scope_id in scopes
    return Organ.objects.filter(assembly=assembly, scope__in=scopes).exists()


def bureaus_of(actor: Actor, assembly: Assembly) -> QuerySet[Bureau]:
    """The bureaus of an assembly where the actor handles cases."""
    scopes = actor.scopes_with(P.PROPOSALS_HANDLE) if isinstance(actor, Person) else ()
    return Bureau.objects.filter(assembly=assembly, scope__in=scopes).order_by("pk")


def nominations_seen_by(actor: Actor, award: AwardRound) -> QuerySet[Nomination]:
    """All of a round for its readers and markers; for others what their bureau put forward, and what was honoured."""
    every = award.nominations.all()
    if actor.can(P.PROPOSALS_READ_ALL, award.assembly.scope_id) or marks_in(actor, award.assembly):
        return every
    own = Q(by_bureau__in=bureaus_of(actor, award.assembly).values("pk"))
    return every.filter(own | Q(honoured_at__isnull=False) if award.state == AwardState.DECIDED else own)


def ranked(nominations: QuerySet[Nomination], *, by: Actor) -> QuerySet[Any]:
    """With whom they put forward, `mean` of the marks (None: none yet), `rank` to sort by, `given` marks, `mine`."""
    mine = Mark.objects.filter(nomination=OuterRef("pk"), by=by.pk).values("score")
    shown = nominations.select_related(_CASE, "bureau", "person", "by_bureau", "nominated_by")
    counted = shown.annotate(mean=Avg("marks__score"), given=Count("marks"), mine=Subquery(mine))
    return counted.annotate(rank=Coalesce(F("mean"), -1.0))


def by_rank(award: AwardRound, *, by: Actor) -> list[Nomination]:
    """All of a round, the best marked first, of equals the first nominated."""
    return list(ranked(award.nominations.all(), by=by).order_by("-rank", "pk"))


def honoured_in(award: AwardRound) -> list[Nomination]:
    """What was honoured, in the order of the notice: cases, then bureaus, then people, each by its number or name."""
    found = award.nominations.filter(honoured_at__isnull=False)
    return list(found.select_related(_CASE, "bureau", "person").order_by("proposal__case_number", "bureau__name", "pk"))


def honours_of(proposal: Proposal) -> QuerySet[Nomination]:
    """For what a case was honoured, with the rounds, oldest first."""
    return proposal.nominations.filter(honoured_at__isnull=False).select_related("round").order_by("honoured_at", "pk")


def handled_by(bureau: Bureau, award: AwardRound) -> QuerySet[Proposal]:
    """The cases of the round's year that a bureau handles or handled."""
    charges = Assignment.objects.filter(bureau=bureau)
    return filed_in(award).filter(pk__in=charges.values("proposal"))


def filed_in(award: AwardRound) -> QuerySet[Proposal]:
    """The cases that were filed in the round's year, among which it chooses."""
    return Proposal.objects.filter(assembly=award.assembly_id, session__year=award.year, filed_at__isnull=False)


def whom(nomination: Nomination) -> str:
    """How people call what is put forward: "《…》", the bureau, or the bureau and the person."""
    if nomination.proposal is not None:
        return _("《%(title)s》") % {"title": nomination.proposal.title}
    parts = (nomination.bureau, nomination.person)
    return " ".join(part.name for part in parts if part is not None)


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of a year's cases can be honoured, by how many were filed."""

    filed: int

    @property
    def most(self) -> int:
        """One in a hundred, to the nearest whole, and at least one."""
        return max(1, (self.filed + 50) // 100)

    @staticmethod
    def fewest_collective(honoured: int) -> int:
        """A fifth of them, rounded up; a single one cannot be shared, and may be of either sort."""
        return -(-honoured // 5) if honoured > 1 else 0


def quota_of(award: AwardRound) -> Quota:
    """The quota of a round; one query."""
    return Quota(filed_in(award).count())


def is_honoured() -> Exists:
    """Of a proposal in a list: was it honoured as outstanding?"""
    return Exists(Nomination.objects.filter(proposal=OuterRef("pk"), honoured_at__isnull=False))


def only_honoured(proposals: QuerySet[Proposal], yes: str) -> QuerySet[Any]:
    """Those that were honoured as outstanding ("yes"), or those that were not."""
    return proposals.filter(is_honoured() if yes == "yes" else ~is_honoured())
