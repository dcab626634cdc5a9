"""What was decided about two cases that are alike."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.proposals.models.case import Proposal
from xieshang.proposals.states import LikenessOutcome
from xieshang.spine import clock


class LikenessDecision(models.Model):
    """What a clerk decided about the likeness of two cases, kept so that nobody has to ask again."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="likeness_decisions")
    other = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    coefficient = models.DecimalField(max_digits=4, decimal_places=3, help_text="how alike they were on that day")
    outcome = models.CharField(max_length=10, choices=LikenessOutcome)
    remark = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Least("proposal", "other"),
                Greatest("proposal", "other"),
                name="proposals_likeness_once",
                violation_error_message=_("这两件刚由别人处理过，请刷新后再看。"),
            ),
            models.CheckConstraint(condition=~Q(proposal=F("other")), name="proposals_likeness_two"),
            models.CheckConstraint(condition=Q(outcome__in=LikenessOutcome.values), name="proposals_likeness_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.other_id}: {self.outcome}"
