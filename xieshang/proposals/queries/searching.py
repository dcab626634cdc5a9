"""Cases by the words of their texts."""

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from xieshang.proposals.models import CaseWords, Proposal, PublicWords


def matching(proposals: QuerySet[Proposal], query: str) -> QuerySet[Proposal]:
    """Those in whose title or text all words of `query` occur, which is what `words.tsquery_text` makes of a text."""
    return _found_by(CaseWords, proposals, query)


def matching_in_public(proposals: QuerySet[Proposal], query: str) -> QuerySet[Proposal]:
    """The same in what the public reads of them: a search must not give away what was left out there."""
    return _found_by(PublicWords, proposals, query)


def _found_by(words: type[CaseWords | PublicWords], proposals: QuerySet[Proposal], query: str) -> QuerySet[Proposal]:
    found = f"SELECT proposal_id FROM {words._meta.db_table} WHERE words @@ %s::tsquery"  # noqa: S608 - from the model
    return proposals.filter(pk__in=RawSQL(found, [query]))  # noqa: S611 - the query is a parameter
