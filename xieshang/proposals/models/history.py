"""In which states a case was, and since when: kept by the database itself, whoever moved it (migration 0004)."""

from django.db import models

from xieshang.proposals.models.case import Proposal
from xieshang.proposals.states import State


class Stage(models.Model):
    """A state that a case came into, and when. A trigger writes it with the case; nothing else does."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="stages", db_index=False)
    state = models.CharField(max_length=16, choices=State)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("proposal", models.F("at").desc(), models.F("id").desc(), name="proposals_stages")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.state}"
