"""Who shall handle what, before it is handed over (拟交办), and the meeting where that happens (交办会)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly, Session
from xieshang.proposals.models.case import Proposal
from xieshang.proposals.models.checks import both_or_none
from xieshang.proposals.models.practice import Bulk
from xieshang.proposals.states import HandlingRole
from xieshang.spine import clock


class HandOver(models.Model):
    """A hand-over meeting (交办会): what is proposed for it is assigned together when it is held."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="hand_overs", db_index=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="hand_overs")
    title = models.CharField(max_length=120)
    meets_on = models.DateField()
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    bulk = models.OneToOneField(
        Bulk, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="what was assigned there"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="proposals_hand_over_title"),
            models.UniqueConstraint(
                fields=["session", "meets_on", "title"],
                condition=Q(held_at__isnull=True),
                name="proposals_hand_over_once",
                violation_error_message=_("这一天已有同名的交办会，不必再定一次。"),
            ),
            models.CheckConstraint(
                condition=Q(bulk__isnull=True) | Q(held_at__isnull=False), name="proposals_hand_over_bulk"
            ),
            both_or_none("held_at", "held_by", name="proposals_hand_over_held"),
        ]
        indexes = [models.Index("assembly", "meets_on", "id", name="proposals_hand_overs")]

    def __str__(self) -> str:
        return self.title


class ProposedAssignment(models.Model):
    """A bureau that shall handle a filed case, and may accept in advance (预签收) or object before it is assigned."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="proposed", db_index=False)
    hand_over = models.ForeignKey(
        HandOver, null=True, blank=True, on_delete=models.PROTECT, related_name="proposed_assignments"
    )
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=10, choices=HandlingRole)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objection = models.TextField(blank=True)
    objected_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "bureau"],
                name="proposals_proposed_once",
                violation_error_message=_("这个单位已在拟交办之列。"),
            ),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(role=HandlingRole.LEAD), name="proposals_proposed_one_lead"
            ),
            both_or_none("accepted_at", "accepted_by", name="proposals_proposed_accepted"),
            models.CheckConstraint(
                condition=Q(objection="", objected_by__isnull=True) | ~Q(objection="") & Q(objected_by__isnull=False),
                name="proposals_proposed_objected",
            ),
            models.CheckConstraint(
                condition=Q(objection="") | Q(accepted_at__isnull=True), name="proposals_proposed_one_answer"
            ),
        ]
        indexes = [models.Index("bureau", "id", name="proposals_proposed_to")]

    def __str__(self) -> str:
        return f"{self.bureau_id} shall handle {self.proposal_id}"
