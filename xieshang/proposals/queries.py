"""Every read of proposals that is worth a name. Nothing here writes or reads the clock."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.members.models import Assembly, Organ
from xieshang.proposals.models import Answer, Assignment, CoSigner, Proposal, Suggestion, Talk
from xieshang.proposals.states import FILED_STATES, OPEN, CoSignState, HandlingRole, State
from xieshang.spine.rule import Actor
from xieshang.texts import likeness, redact, words

P = Permission
INDEX = ("words", "search", "public_words", "public_search")
"""Columns that only searches read."""
LONG = (*INDEX, "situation", "analysis", "whole_text", "public_text", "public_reply")
"""Columns that a list does not need."""
SHOWN = (
    *("pk", "state", "title", "case_number", "session__year", "proposer_name"),
    *("turn_due_on", "changed_at", "published_at"),
)
"""Columns that a list shows."""
PARTS = ("whole_text", "situation", "analysis")
"""Columns of the text, but for the suggestions, which are rows of their own."""
HANDED_IN = Q(submitted_at__isnull=False)
"""What has left its author's hands. A draft is its author's own affair, and so is one that was withdrawn."""
CANDIDATES = 16
"""Cases that are compared exactly, because their sketches have the most hashes in common with a text's."""
MOST_WITH_ONE_HASH = 1000
"""Of the cases that share one hash only the newest so many are looked at: what everybody writes tells nothing."""


def visible_to(actor: Actor) -> QuerySet[Proposal]:
    """Proposals that the actor may see.

    The whole case, that is; what the public may read of it is told by `published`. Authors, those who
    entered a case and those asked to co-sign see theirs; members see what their assembly filed; a
    bureau's staff what is assigned to it, a committee's what it proposed; clerks, chairs and auditors
    everything that left its author's hands.
    """
    if not isinstance(actor, Person):
        return Proposal.objects.none()
    places = _places(actor)
    own, keys = _theirs(actor, places)
    if of_assemblies := _of_assemblies(actor, places):
        seen = reduce(or_, [Q(pk__in=found) for found in keys], of_assemblies | own)
        return Proposal.objects.filter(seen, assembly__in=places.assemblies)
    return _any_of(own, keys)


@dataclass(slots=True)
class _Places:
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
    def may_have_entered(self) -> bool:
        """Only who has, or had, a role in an assembly or an organ can have entered a case."""
        return bool(self.by_scope["assembly"] or self.by_scope["organ"])


_PLACES = """
WITH held AS (SELECT DISTINCT scope_id FROM accounts_grant WHERE person_id = %(person)s)
SELECT 'seat', NULL, id, assembly_id FROM members_member WHERE person_id = %(person)s
UNION ALL SELECT 'assembly', scope_id, id, id FROM members_assembly JOIN held USING (scope_id)
UNION ALL SELECT 'organ', scope_id, id, assembly_id FROM members_organ JOIN held USING (scope_id)
UNION ALL SELECT 'bureau', scope_id, id, assembly_id FROM bureaus_bureau JOIN held USING (scope_id)
"""


def _places(person: Person) -> _Places:
    found = _Places()
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"person": person.pk})
        for kind, scope, pk, assembly in cursor.fetchall():
            found.assemblies.add(assembly)
            if kind == "seat":
                found.seats.append(pk)
            else:
                found.by_scope[kind][scope] = pk
    return found


def _of_assemblies(person: Person, places: _Places) -> Q:
    """What a role opens in a whole assembly: most of its rows, which a list reads in the order of its index."""
    seen = Q()
    if whole := places.of("assembly", person.scopes_with(P.PROPOSALS_READ_ALL)):
        seen |= HANDED_IN & Q(assembly__in=whole)
    if drafting := places.of("assembly", person.scopes_with(P.PROPOSALS_DRAFT)):
        seen |= Q(assembly__in=drafting, state__in=FILED_STATES)
    return seen


def _theirs(person: Person, places: _Places) -> tuple[Q, list[QuerySet[Any, Any]]]:
    """What concerns the person or the desk where they work: a condition, and keys found by way of other tables."""
    own, keys = _own(person, places)
    assigned = person.scopes_with(P.PROPOSALS_READ_ASSIGNED)
    if organs := places.of("organ", assigned):
        own |= HANDED_IN & Q(organ__in=organs)
    if bureaus := places.of("bureau", assigned):
        keys.append(Assignment.objects.filter(bureau__in=bureaus).values("proposal"))
    return own, keys


def _own(person: Person, places: _Places) -> tuple[Q, list[QuerySet[Any, Any]]]:
    own, keys = Q(), []
    if places.may_have_entered:
        own |= Q(entered_by=person)
    if places.seats:
        own |= Q(author__in=places.seats)
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


def mine(person: Person) -> QuerySet[Proposal]:
    """Proposals that a person wrote, entered or was asked to co-sign."""
    return _any_of(*_own(person, _places(person)))


def entering_organs(actor: Actor, assembly: Assembly) -> QuerySet[Organ]:
    """The bodies of an assembly for which the actor may enter proposals."""
    scopes = actor.scopes_with(P.PROPOSALS_ENTER) if isinstance(actor, Person) else ()
    return Organ.objects.filter(assembly=assembly, scope__in=scopes)


def suggestions_of(proposal: Proposal) -> list[Suggestion]:
    """The numbered suggestions in order; read once for as long as the row is held."""
    prefetch_related_objects([proposal], "suggestions")
    return sorted(proposal.suggestions.all(), key=lambda suggestion: suggestion.number)


def of_bureaus(scopes: Iterable[int]) -> QuerySet[Proposal]:
    """Proposals assigned to the bureaus with these scopes."""
    return Proposal.objects.filter(pk__in=assignments_of(scopes).values("proposal"))


def assignments_of(scopes: Iterable[int]) -> QuerySet[Assignment]:
    """What is assigned to the bureaus with these scopes."""
    return Assignment.objects.filter(bureau__scope__in=scopes)


def published() -> QuerySet[Proposal]:
    """What the public may read."""
    return Proposal.objects.filter(published_at__isnull=False)


def rows(proposals: QuerySet[Proposal], *more: str, bureau: str = "short_name") -> QuerySet[Any, dict[str, Any]]:
    """What a list shows of each, and `more` columns, as plain values, with the name of its bureau: one query."""
    lead = Assignment.objects.filter(proposal=OuterRef("pk"), role=HandlingRole.LEAD)
    named = proposals.annotate(bureau_name=Subquery(lead.values(f"bureau__{bureau}")[:1]))
    shown: QuerySet[Any, dict[str, Any]] = named.values(*SHOWN, "bureau_name", *more)
    return shown


def rows_with_text(proposals: QuerySet[Proposal]) -> QuerySet[Any, dict[str, Any]]:
    """The same with the whole text, for a list that shows where in it something was found."""
    texts = Suggestion.objects.filter(proposal=OuterRef("pk")).order_by("number").values("text")
    return rows(proposals.annotate(suggested=ArraySubquery(texts)), *PARTS, "suggested")


def whole(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With everything that a case page shows: a fixed number of queries."""
    answers = Answer.objects.select_related("suggestion").order_by("suggestion__number")
    talks = Talk.objects.select_related("noted_by").order_by("on", "pk")
    assignments = (
        Assignment.objects.select_related("bureau", "accepted_by", "reply")
        .prefetch_related(Prefetch("talks", talks), Prefetch("reply__answers", answers))
        .order_by("pk")
    )
    return (
        proposals.defer(*INDEX)
        .select_related("assembly", "session__term", "author__sector", "sector", "organ", "entered_by")
        .prefetch_related(
            Prefetch("suggestions", Suggestion.objects.order_by("number")),
            Prefetch("cosigners", CoSigner.objects.select_related("member").order_by("position")),
            Prefetch("assignments", assignments),
            "feedback",
        )
    )


def of_entry(key: UUID, person: Person) -> Proposal | None:
    """The draft that this form has made already, if it was sent before."""
    return mine(person).filter(entry_key=key).first()


def of_source(assembly: Assembly, source: str) -> QuerySet[Proposal]:
    """What was imported into an assembly from one source."""
    return Proposal.objects.filter(assembly=assembly, source=source)


def numbered(assembly: Assembly, year: int, number: int) -> Proposal | None:
    """The case with this number in the session of a year, with its text."""
    return whole_texts(Proposal.objects.filter(assembly=assembly, session__year=year, case_number=number)).first()


def called(assembly: Assembly, name: str) -> Proposal | None:
    """The case that bears this number in the system it was imported from, or has this key; with its text."""
    here = whole_texts(Proposal.objects.filter(assembly=assembly))
    imported = here.filter(source_number=name).exclude(source="").order_by("-pk").first()
    return imported or (here.filter(pk=int(name)).first() if name.isdecimal() and len(name) < 19 else None)


def open_cases(assembly: Assembly) -> QuerySet[Proposal]:
    """Filed and not closed yet."""
    return Proposal.objects.filter(assembly=assembly, state__in=OPEN)


def overdue(proposals: QuerySet[Proposal], *, on: date) -> QuerySet[Proposal]:
    """Those whose turn should have ended before this day."""
    return proposals.filter(turn_due_on__lt=on)


def asked_to_cosign(person: Person) -> QuerySet[CoSigner]:
    """Invitations to co-sign that wait for this person's answer."""
    return (
        CoSigner.objects.filter(member__person=person, state=CoSignState.ASKED, proposal__state=State.GATHERING)
        .select_related("proposal", "member")
        .order_by("pk")
    )


def matching(proposals: QuerySet[Proposal], text: str) -> QuerySet[Proposal]:
    """Those in whose title or text all words of `text` occur; none where it has no word to search by."""
    return _matching(proposals, "search", text)


def matching_in_public(proposals: QuerySet[Proposal], text: str) -> QuerySet[Proposal]:
    """The same in what the public reads of them: a search must not give away what was left out there."""
    return _matching(proposals, "public_search", text)


def _matching(proposals: QuerySet[Proposal], column: str, text: str) -> QuerySet[Proposal]:
    query = words.tsquery_text(text)
    if query is None:
        return proposals.none()
    return proposals.extra(where=[f"proposals_proposal.{column} @@ %s::tsquery"], params=[query])  # noqa: S610


@dataclass(frozen=True, slots=True)
class Likeness:
    """A similar case: how alike (0 to 1), and the shared passages in both texts."""

    proposal: Proposal
    coefficient: float
    passages: list[likeness.Passage]

    @property
    def percent(self) -> int:
        """The likeness in whole per cent."""
        return round(self.coefficient * 100)

    @property
    def headline(self) -> str:
        """Which case it is and how it ended: "2021 年第 118 号，A 类：已经解决或采纳"."""
        case = self.proposal
        replied = next((one.reply for one in case.assignments.all() if one.replied_at), None)
        outcome = replied.get_reply_class_display() if replied else case.get_state_display()
        if case.case_number is None:
            return str(outcome)
        words = {"year": case.session.year, "number": case.case_number, "outcome": outcome}
        return _("%(year)s 年第 %(number)s 号，%(outcome)s") % words

    @property
    def mine(self) -> list[tuple[int, int, int]]:
        """The shared passages in the text that was compared: (start, end, number), in order."""
        return sorted((p.start_a, p.end_a, n) for n, p in enumerate(self.passages, start=1))

    @property
    def theirs(self) -> list[tuple[int, int, int]]:
        """The same passages in the earlier case."""
        return sorted((p.start_b, p.end_b, n) for n, p in enumerate(self.passages, start=1))


def similar(
    text: str, *, assembly_id: int, actor: Actor | None = None, but: int | None = None, most: int = 5
) -> list[Likeness]:
    """Cases whose text is like `text`, the most alike first, from `likeness.ALIKE` on.

    Candidates are the cases whose sketches have the most hashes in common with the text's. They come
    from an index by hash, of which at most 48 × `MOST_WITH_ONE_HASH` entries are read, however many
    cases there are; the exact comparison decides. With an actor, only what the actor may see.
    """
    best = _candidates(likeness.sketch(text), assembly_id=assembly_id, but=but)
    if not best:
        return []
    seen = visible_to(actor) if actor is not None else Proposal.objects.all()
    mine = likeness.shingles(text)
    bodies = _bodies(seen.filter(pk__in=best))
    found = {pk: likeness.coefficient(mine, likeness.shingles(body)) for pk, body in bodies.items()}
    alike = sorted((pk for pk in found if found[pk] >= likeness.ALIKE), key=lambda pk: (-found[pk], pk))[:most]
    cases = whole_texts(Proposal.objects.filter(pk__in=alike)).in_bulk() if alike else {}
    return [Likeness(cases[pk], found[pk], likeness.shared(text, bodies[pk])) for pk in alike]


def _bodies(proposals: QuerySet[Proposal]) -> dict[int, str]:
    """The texts of proposals by key, as `Proposal.body` gives them; one query."""
    numbered = Suggestion.objects.filter(proposal=OuterRef("pk")).order_by("number").values("text")
    rows = proposals.annotate(suggested=ArraySubquery(numbered))
    found = rows.values_list("pk", "whole_text", "situation", "analysis", "suggested")
    return {pk: whole or "\n".join([*parts, *suggested]) for pk, whole, *parts, suggested in found}


def _candidates(keys: list[int], *, assembly_id: int, but: int | None) -> list[int]:
    """Ids of the cases with the most hashes in common, those with the most first."""
    if not keys:
        return []
    least = likeness.least_common(keys)
    with connection.cursor() as cursor:
        cursor.execute(_COMMON, [keys, assembly_id, MOST_WITH_ONE_HASH, but, least, CANDIDATES])
        return [pk for (pk,) in cursor.fetchall()]


_COMMON = """
SELECT found.proposal_id FROM unnest(%s::int[]) AS asked (hash) CROSS JOIN LATERAL (
  SELECT proposal_id FROM proposals_shingle
  WHERE assembly_id = %s AND hash = asked.hash ORDER BY proposal_id DESC LIMIT %s
) found
WHERE found.proposal_id IS DISTINCT FROM %s::bigint
GROUP BY found.proposal_id HAVING count(*) >= %s
ORDER BY count(*) DESC, found.proposal_id DESC LIMIT %s
"""


def whole_texts(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With text and suggestions: what a comparison reads."""
    return (
        proposals.defer(*INDEX, "public_text", "public_reply")
        .select_related("session__term")
        .prefetch_related(
            Prefetch("suggestions", Suggestion.objects.order_by("number")),
            Prefetch("assignments", Assignment.objects.select_related("bureau", "reply")),
        )
    )


def public_version(proposal: Proposal) -> tuple[str, str]:
    """Text and answer of a case for the public, personal details left out: what a clerk starts from.

    Expects a proposal read through `whole`.
    """
    suggestions = [f"{one.number}. {one.text}" for one in proposal.suggestions.all()]
    text = proposal.whole_text or "\n\n".join([proposal.situation, proposal.analysis, *suggestions])
    replies = [one.reply for one in proposal.assignments.all() if one.replied_at is not None]
    answers = [
        "\n\n".join([reply.opening, *(f"{a.suggestion.number}. {a.text}" for a in reply.answers.all())])
        for reply in replies
    ]
    return redact.redact(text), redact.redact("\n\n".join(answers))
