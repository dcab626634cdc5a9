"""A case as its author opens it to write, to check and to hand it in: found by its key alone."""

from uuid import UUID

from django.db.models import Q

from xieshang.accounts.models import Person
from xieshang.bureaus import queries as bureaus
from xieshang.engine.prepared import Prepared, fill
from xieshang.proposals.models import Proposal, Suggestion
from xieshang.proposals.queries.voices import COSIGNERS
from xieshang.proposals.states import ProposerKind

_OWN = Prepared(
    lambda key, person: (
        Proposal.objects.filter(pk=key, author__person=person)
        .defer("public_text", "public_reply")
        .select_related("assembly__practice", "session", "author")
    ),
    kinds=(int, int),
)
_COSIGNERS = Prepared(lambda key: COSIGNERS.filter(proposal=key))
_SUGGESTIONS = Prepared(lambda key: Suggestion.objects.filter(proposal=key).order_by("number"))
_BUREAUS = Prepared(lambda assembly: bureaus.standing(assembly).values_list("pk", "name"))
_OF_ENTRY = Prepared(
    lambda key, person: Proposal.objects.filter(Q(entered_by=person) | Q(author__person=person), entry_key=key),
    kinds=(UUID, int),
)


def own(person: Person, key: int) -> Proposal | None:
    """The case with this key, where the person is its first author; `visible_to` has it among others.

    With its author, session, and assembly with its settings; one query.
    """
    return _OWN.first(key, person.pk)


def own_text(person: Person, key: int) -> Proposal | None:
    """The same with its suggestions, and with its co-signers where it has any."""
    found = own(person, key)
    if found is not None:
        suggestions_of(found)
        fill(found, "cosigners", _COSIGNERS(key) if found.proposer_kind == ProposerKind.JOINT else [])
    return found


def suggestions_of(proposal: Proposal) -> list[Suggestion]:
    """The numbered suggestions in order; read once for as long as the row is held."""
    if "suggestions" not in getattr(proposal, "_prefetched_objects_cache", {}):
        fill(proposal, "suggestions", _SUGGESTIONS(proposal.pk))
    return sorted(proposal.suggestions.all(), key=lambda suggestion: suggestion.number)


def bureaus_to_wish(assembly_id: int) -> list[tuple[int, str]]:
    """The bureaus that handle cases of an assembly now, by key and name: for which an author may wish."""
    return _BUREAUS(assembly_id)


def of_entry(key: UUID, person: Person) -> Proposal | None:
    """The draft that this form has made already, if it was sent before."""
    return _OF_ENTRY.first(key, person.pk)
