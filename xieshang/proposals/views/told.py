"""What the database says of a case and of what stands beside it, for its page and its papers."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from xieshang.accounts.models import Person
from xieshang.documents import queries as documents
from xieshang.documents.models import File
from xieshang.engine.prepared import Prepared, Said, Together
from xieshang.proposals import actions, events, queries
from xieshang.proposals.models import LikenessDecision, Proposal
from xieshang.proposals.queries import charges
from xieshang.spine.models import Entry

MOST = 200
"""So many entries of the ledger a page shows, the newest."""
Happened = tuple[datetime, str, dict[str, Any], str | None]
"""An entry of the ledger as a case shows it: when, its kind, what it says, who."""


class Beside(NamedTuple):
    """What a case page shows beside the case: files, entries (newest first), files of charges, likeness decided."""

    files: list[File]
    entries: list[Happened]
    charge_files: list[File]
    decisions: list[LikenessDecision]


@dataclass(frozen=True)
class Told:
    """What the database said of a case, and of what stands beside it; read as soon as somebody asks."""

    case: Said
    more: Said

    @property
    def words(self) -> tuple[Said, Said]:
        """All of it, unread: the same as long as nothing of the case changes."""
        return self.case, self.more

    @cached_property
    def proposal(self) -> Proposal:
        """The case, as `queries.opened` gives it."""
        return queries.case_of(self.case)

    @cached_property
    def beside(self) -> Beside:
        """What stands beside it."""
        return Beside(*BESIDE.read(self.more))


def _entries(key: int) -> QuerySet[Entry, Any]:
    names = Person.objects.filter(pk=OuterRef("actor_id")).values("name")
    entries = Entry.objects.filter(subject_kind="proposals.proposal", subject_id=key).exclude(kind__in=events.ASIDE)
    return entries.order_by("-at", "-id").values_list("at", "kind", "payload", Subquery(names))


BESIDE = Together(
    Prepared(lambda key: documents.of(Proposal(pk=key), actions.ATTACHMENT)),
    Prepared(lambda key: _entries(key)[:MOST]),
    charges.FILES_OF_CHARGES,
    queries.DECISIONS,
)
"""Asks for what stands beside the case with a key; `Beside(*BESIDE.read(said))`."""
