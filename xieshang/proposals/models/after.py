"""After closing: promises followed up, effects asked for, and the package in the archive."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.documents.models import File
from xieshang.members.models import Assembly
from xieshang.proposals.models.case import Proposal
from xieshang.proposals.models.charge import Assignment
from xieshang.proposals.models.checks import both_or_none
from xieshang.proposals.states import EFFECT_OUTCOMES, PROMISE_OUTCOMES, FollowUpKind, FollowUpOutcome
from xieshang.spine import clock


class FollowUp(models.Model):
    """A question that is due after a case was closed (跟踪回访).

    A promise of class B is asked of its bureau at set dates, until it is done or explained; the effect is
    asked of the author after three and after twelve months.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="follow_ups", db_index=False)
    assignment = models.ForeignKey(
        Assignment, null=True, blank=True, on_delete=models.CASCADE, related_name="follow_ups"
    )
    kind = models.CharField(max_length=10, choices=FollowUpKind)
    number = models.PositiveSmallIntegerField(default=1, help_text="counts the questions of one kind")
    due_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=FollowUpOutcome, blank=True)
    text = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "assignment", "kind", "number"],
                nulls_distinct=False,
                name="proposals_follow_up_once",
                violation_error_message=_("这次回访已经安排。"),
            ),
            models.CheckConstraint(
                condition=Q(kind=FollowUpKind.PROMISE, assignment__isnull=False)
                | ~Q(kind=FollowUpKind.PROMISE) & Q(assignment__isnull=True),
                name="proposals_follow_up_whom",
            ),
            both_or_none("answered_at", "answered_by", name="proposals_follow_up_answered"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, outcome="")
                | Q(answered_at__isnull=False) & ~Q(outcome="") & ~Q(text=""),
                name="proposals_follow_up_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="")
                | Q(kind=FollowUpKind.PROMISE, outcome__in=PROMISE_OUTCOMES)
                | ~Q(kind=FollowUpKind.PROMISE) & Q(outcome__in=EFFECT_OUTCOMES),
                name="proposals_follow_up_fits",
            ),
        ]
        indexes = [models.Index("due_on", "id", name="proposals_follow_ups", condition=Q(answered_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.proposal_id}"

    @property
    def assembly_id(self) -> int:
        """The assembly of the proposal."""
        return self.proposal.assembly_id

    @property
    def is_promise(self) -> bool:
        """Is it asked of the bureau, and not of who proposed?"""
        return self.kind == FollowUpKind.PROMISE


class Package(models.Model):
    """A case in the archive (归档): a number without gaps, and every document with its SHA-256.

    What is told of the case after its first package comes into a further `part` (续卷) of the same number.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="packages", db_index=False)
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField(default=1, help_text="counts the packages of the case")
    manifest = models.JSONField(help_text="a list of {name, sha256, size}, in the order of the package")
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly", "year", "number", "part"], name="proposals_package_number"),
            models.UniqueConstraint(fields=["proposal", "part"], name="proposals_package_part"),
            models.CheckConstraint(condition=Q(number__gte=1, part__gte=1), name="proposals_package_from_one"),
        ]
        indexes = [models.Index("assembly", F("made_at").desc(), F("id").desc(), name="proposals_packages")]

    def __str__(self) -> str:
        return f"{self.year}-{self.number:04d}" + (f"-{self.part}" if self.part > 1 else "")
