"""The words by which searches find a case."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from xieshang.proposals.models.case import Proposal


class _Words(models.Model):
    """Apart from the case, so that its steps do not write them anew; as `words.tsvector_text` gives them."""

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, primary_key=True)
    words = SearchVectorField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class CaseWords(_Words):
    """Of title, proposer and text: what those search who may see the case."""

    class Meta:
        indexes = [GinIndex(fields=["words"], name="proposals_case_words")]


class PublicWords(_Words):
    """Of what the public reads; there as long as it is published."""

    class Meta:
        indexes = [GinIndex(fields=["words"], name="proposals_public_words")]
