"""Who stands behind a proposal beside its first author."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xieshang.members.models import Member
from xieshang.proposals.models.case import Proposal
from xieshang.proposals.states import CoSignState
from xieshang.spine import clock


class CoSigner(models.Model):
    """A member who was asked to co-sign (联名), in the order asked."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="cosigners", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="cosignatures", db_index=False)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=CoSignState, default=CoSignState.ASKED)
    remark = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    left_on = models.DateField(
        null=True, blank=True, help_text="the day from which they are no member any more, and not asked"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "member"],
                name="proposals_cosigner_once",
                violation_error_message=_("这位委员已在联名人之中。"),
            ),
            models.CheckConstraint(
                condition=Q(state=CoSignState.ASKED, answered_at__isnull=True)
                | (~Q(state=CoSignState.ASKED) & Q(answered_at__isnull=False)),
                name="proposals_cosigner_answered",
            ),
        ]
        indexes = [models.Index("member", "state", name="proposals_cosigner_asked")]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.proposal_id}"

    @property
    def assembly_id(self) -> int:
        """The assembly of the proposal."""
        return self.proposal.assembly_id


class Supporter(models.Model):
    """A member who supports (附议) a proposal that was handed in, and is no author of it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="supporters", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    remark = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "member"],
                name="proposals_supporter_once",
                violation_error_message=_("您已经附议过这件提案。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} for {self.proposal_id}"
