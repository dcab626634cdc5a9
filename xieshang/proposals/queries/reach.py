"""Which proposals a person may see, and which are their own."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from itertools import groupby
from operator import itemgetter, or_
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.engine.prepared import Prepared, listed
from xieshang.members.models import Organ
from xieshang.proposals.models import Assignment, CoSigner, Nomination, Proposal, ProposedAssignment
from xieshang.proposals.states import FILED_STATES, CoSignState, State
from xieshang.spine.rule import Actor

P = Permission
HANDED_IN = Q(submitted_at__isnull=False)
"""What has left its author's hands. A draft is its author's own affair, and so is one that was withdrawn."""


def visible_to(actor: Actor) -> QuerySet[Proposal]:
    """Proposals that the actor may see.

    The whole case, that is; what the public may read of it is told by `published`. Authors, those who
    entered a case and those asked to co-sign see theirs; members see what their assembly filed; a
    bureau's staff what is assigned to it and what was merged into that, a committee's what it proposed
    and what it marks;
    clerks, chairs and auditors everything that left its author's hands. Whose case was merged sees the
    lead case, whose reply answers it, too.
    """
    return visible_in(actor, places_of(actor)) if isinstance(actor, Person) else Proposal.objects.none()


def visible_in(actor: Person, places: "Places") -> QuerySet[Proposal]:
    """The same for a person whose places are known."""
    own, keys = _theirs(actor, places)
    if of_assemblies := _of_assemblies(actor, places):
        seen = reduce(or_, [Q(pk__in=found) for found in keys], of_assemblies | own)
        return Proposal.objects.filter(seen, assembly__in=places.assemblies)
    return _any_of(own, keys)


@dataclass(slots=True)
class Places:
    """Where a person's cases can be: the assemblies where they have, or had, a seat or a role.

    Keys in place of the tables that lead to them: so a list is read in the order of its index and its
    counts are looked up, whatever the number of cases.
    """

    assemblies: set[int] = field(default_factory=set)
    seats: list[int] = field(default_factory=list)
    by_scope: dict[str, dict[int, int]] = field(default_factory=lambda: {"assembly": {}, "organ": {}, "bureau": {}})

    def of(self, kind: str, scopes: Iterable[int]) -> list[int]:
        """The keys of the assemblies, organs or bureaus with these scopes."""
        return [self.by_scope[kind][scope] for scope in scopes if scope in self.by_scope[kind]]

    @property
    def key(self) -> Hashable:
        """The same for the same places."""
        scopes = (tuple(sorted(found.items())) for found in self.by_scope.values())
        return tuple(sorted(self.assemblies)), tuple(sorted(self.seats)), *scopes

    @property
    def may_have_entered(self) -> bool:
        """Only who has, or had, a role in an assembly or an organ can have entered a case."""
        return bool(self.by_scope["assembly"] or self.by_scope["organ"])


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list can be narrowed to: years with the keys of their sessions, the latest first; bureaus by name."""

    years: dict[str, tuple[int, ...]]
    bureaus: list[tuple[str, str]]


_PLACES = """
WITH held AS (SELECT DISTINCT scope_id FROM accounts_grant WHERE person_id = %(person)s)
SELECT 'seat', NULL, id, assembly_id, NULL FROM members_member WHERE person_id = %(person)s
UNION ALL SELECT 'assembly', scope_id, id, id, NULL FROM members_assembly JOIN held USING (scope_id)
UNION ALL SELECT 'organ', scope_id, id, assembly_id, NULL FROM members_organ JOIN held USING (scope_id)
UNION ALL SELECT 'bureau', scope_id, id, assembly_id, NULL FROM bureaus_bureau JOIN held USING (scope_id)
"""
_CHOICES = """
UNION ALL SELECT 'session', year, id, NULL, NULL FROM members_session
UNION ALL SELECT 'choice', NULL, b.id, b.assembly_id, b.short_name FROM bureaus_bureau b
  JOIN members_assembly a ON a.id = b.assembly_id WHERE a.scope_id = ANY(%(office)s)
"""


def places_of(person: Person) -> Places:
    """A person's places; one query."""
    found = Places()
    for kind, scope, pk, assembly, _name in _asked(_PLACES, person=person.pk):
        _add_place(found, kind, scope, pk, assembly)
    return found


def places_and_choices(person: Person, office: Iterable[int] = ()) -> tuple[Places, Choices]:
    """The same, and what to choose from, with the bureaus of the assemblies with these scopes; one query for all."""
    places, sessions, bureaus = Places(), [], []
    for kind, scope, pk, assembly, name in _asked(_PLACES + _CHOICES, person=person.pk, office=list(office)):
        if kind == "session":
            sessions.append((scope, pk))
        elif kind == "choice":
            bureaus.append((str(pk), name))
        else:
            _add_place(places, kind, scope, pk, assembly)
    return places, Choices(_by_year(sessions), sorted(bureaus, key=itemgetter(1)))


def _by_year(sessions: Iterable[tuple[int, int]]) -> dict[str, tuple[int, ...]]:
    years = groupby(sorted(sessions, reverse=True), key=itemgetter(0))
    return {str(year): tuple(pk for _year, pk in found) for year, found in years}


def _asked(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _add_place(places: Places, kind: str, scope: int, pk: int, assembly: int) -> None:
    places.assemblies.add(assembly)
    if kind == "seat":
        places.seats.append(pk)
    else:
        places.by_scope[kind][scope] = pk


def _of_assemblies(person: Person, places: Places) -> Q:
    """What a role opens in a whole assembly: most of its rows, which a list reads in the order of its index."""
    seen = Q()
    if whole := places.of("assembly", person.scopes_with(P.PROPOSALS_READ_ALL)):
        seen |= HANDED_IN & Q(assembly__in=whole)
    if drafting := places.of("assembly", person.scopes_with(P.PROPOSALS_DRAFT)):
        seen |= Q(assembly__in=drafting, state__in=FILED_STATES)
    return seen


def _theirs(person: Person, places: Places) -> tuple[Q, list[QuerySet[Any, Any]]]:
    """What concerns the person or the desk where they work: a condition, and keys found by way of other tables."""
    own, keys = _own(person, places)
    assigned = person.scopes_with(P.PROPOSALS_READ_ASSIGNED)
    if organs := places.of("organ", assigned):
        own |= HANDED_IN & Q(organ__in=organs)
    if marking := places.of("organ", person.scopes_with(P.PROPOSALS_MARK)):
        assemblies = Organ.objects.filter(pk__in=marking).values("assembly")
        nominated = Nomination.objects.filter(round__assembly__in=assemblies, proposal__isnull=False)
        keys.append(nominated.values("proposal"))
    if bureaus := places.of("bureau", assigned):
        keys.append(Assignment.objects.filter(bureau__in=bureaus).values("proposal"))
        keys.append(ProposedAssignment.objects.filter(bureau__in=bureaus).values("proposal"))
        merged = Proposal.objects.filter(merged_into__isnull=False, merged_into__assignments__bureau__in=bureaus)
        keys.append(merged.values("pk"))
    if places.assemblies - _with_all_filed(person, places):
        keys.extend(_leads(own, places))
    return own, keys


def _with_all_filed(person: Person, places: Places) -> set[int]:
    """The assemblies of which a person sees whatever is filed, lead cases among it."""
    scopes = person.scopes_with(P.PROPOSALS_READ_ALL) | person.scopes_with(P.PROPOSALS_DRAFT)
    return set(places.of("assembly", scopes))


def _leads(own: Q, places: Places) -> list[QuerySet[Any, Any]]:
    """The lead cases into which one's own were merged: their reply is the answer to those, too."""
    found: list[QuerySet[Any, Any]] = []
    if own:
        found.append(Proposal.objects.filter(own, state=State.MERGED).values("merged_into"))
    if places.seats:
        joined = {"member__in": places.seats, "state": CoSignState.CONFIRMED, "proposal__state": State.MERGED}
        found.append(CoSigner.objects.filter(**joined).values("proposal__merged_into"))
    return found


def _own(person: Person, places: Places) -> tuple[Q, list[QuerySet[Any, Any]]]:
    own, keys = Q(), []
    if places.may_have_entered:
        own |= Q(entered_by=person)
    if places.seats:
        own |= Q(author__in=places.seats) | Q(successor__in=places.seats)
        gathering = Q(proposal__state=State.GATHERING)
        handed_in = Q(proposal__submitted_at__isnull=False, state=CoSignState.CONFIRMED)
        asked = CoSigner.objects.filter(gathering | handed_in, member__in=places.seats)
        keys.append(asked.values("proposal"))
    return own, keys


def _any_of(own: Q, keys: list[QuerySet[Any, Any]]) -> QuerySet[Proposal]:
    """The few rows of either kind, each found by its own index: an OR over them would read every row."""
    found = ([Proposal.objects.filter(own).values("pk")] if own else []) + keys
    if not found:
        return Proposal.objects.none()
    return Proposal.objects.filter(pk__in=found[0].union(*found[1:], all=True) if found[1:] else found[0])


def mine(person: Person, places: Places | None = None) -> QuerySet[Proposal]:
    """Proposals that a person wrote, entered or was asked to co-sign."""
    return _any_of(*_own(person, places or places_of(person)))


def who_sees(person: Person, places: Places) -> Hashable:
    """What decides which proposals `visible_in` and `mine` give: for the same key they give the same."""
    asked = (P.PROPOSALS_READ_ALL, P.PROPOSALS_DRAFT, P.PROPOSALS_READ_ASSIGNED, P.PROPOSALS_MARK)
    return person.pk, places.key, *(person.scopes_with(one) for one in asked)


def visible_among(actor: Actor, keys: list[int]) -> set[int]:
    """Those of a few keys that `visible_to` has; compiled once for all who see the same."""
    if not isinstance(actor, Person):
        return set()
    return {pk for (pk,) in _among(eyes_of(actor))(keys)}


@dataclass(frozen=True, slots=True)
class Eyes:
    """Which cases somebody sees, and what decides that: eyes of the same key see the same."""

    key: Hashable
    cases: Callable[[], QuerySet[Proposal]] = field(compare=False)


def eyes_of(person: Person) -> Eyes:
    """A person's eyes; one query."""
    places = places_of(person)
    return Eyes(who_sees(person, places), lambda: visible_in(person, places))


@lru_cache(maxsize=128)
def _among(eyes: Eyes) -> Prepared[tuple[int]]:
    return Prepared(lambda keys: eyes.cases().filter(pk__in=listed(keys)).values_list("pk"), kinds=(list,))
