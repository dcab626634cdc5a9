"""A bureau's charge, and what happens in it before the reply."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.accounts.privacy import Class
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly
from xieshang.proposals.models.case import Proposal
from xieshang.proposals.states import HandlingRole, PetitionKind, Ruling, TalkKind
from xieshang.spine import clock

if TYPE_CHECKING:
    from xieshang.proposals.models.reply import Reply


PERSONAL: Final[dict[str, Class]] = {"officer": "A", "officer_phone": "B", "leader": "A"}
"""The personal fields of a plan: the phone number is read in full by the author, the office and the bureaus."""


class Assignment(models.Model):
    """A bureau's charge to handle a case (交办)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    role = models.CharField(max_length=10, choices=HandlingRole, default=HandlingRole.LEAD)
    assigned_at = models.DateTimeField()
    accept_by = models.DateField()
    reply_by = models.DateField()
    extended = models.BooleanField(default=False, help_text="its time to reply was extended, which happens once")
    reminded = models.PositiveSmallIntegerField(default=0, help_text="how often the office has reminded it")
    reminded_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
    quality = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="the bureau's mark for the proposal, one to five"
    )
    quality_remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "bureau"],
                name="proposals_assignment_once",
                violation_error_message=_("这件提案已经交这个单位办理。"),
            ),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(role=HandlingRole.LEAD), name="proposals_one_lead"
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True) | Q(accepted_at__isnull=False),
                name="proposals_reply_after_accept",
            ),
            models.CheckConstraint(  # of an imported charge it is not known who accepted it
                condition=Q(accepted_by__isnull=True) | Q(accepted_at__isnull=False), name="proposals_accepted"
            ),
            models.CheckConstraint(
                condition=Q(quality__isnull=True) | Q(quality__gte=1, quality__lte=5), name="proposals_quality"
            ),
        ]
        indexes = [models.Index("bureau", "replied_at", "reply_by", "id", name="proposals_of_bureau")]

    def __str__(self) -> str:
        return f"{self.bureau_id} for {self.proposal_id}"

    @property
    def answers_the_author(self) -> bool:
        """The lead bureau and those that handle separately reply; a co-handler gives its opinion to the lead."""
        return self.role != HandlingRole.CO

    @property
    def reply(self) -> "Reply | None":
        """The reply that stands; earlier ones were sent back or handled again. Reads the replies."""
        return next((one for one in self.replies.all() if one.superseded_at is None), None)

    @property
    def again_at(self) -> datetime | None:
        """When the case was last handled again: an earlier reply stood no longer, which nobody had sent back.

        Reads the replies.
        """
        ended = (one.superseded_at for one in self.replies.all() if not one.sent_back_reason)
        return max((at for at in ended if at), default=None)

    @property
    def pause(self) -> "Pause | None":
        """The pause that its clock is in. Reads the pauses; a charge of a batch still open has none."""
        if self._state.adding:
            return None
        return next((one for one in self.pauses.all() if one.until_on is None), None)

    @property
    def petition(self) -> "Petition | None":
        """The petition that waits for its ruling. Reads the petitions; a charge of a batch still open has none."""
        if self._state.adding:
            return None
        return next((one for one in self.petitions.all() if one.waits), None)

    @property
    def written_plan(self) -> "Plan | None":
        """The plan by which it handles the case, if it has written one."""
        return getattr(self, "plan", None)

    @property
    def given_opinion(self) -> "JointOpinion | None":
        """The opinion that it gave to the lead, if it has."""
        return getattr(self, "opinion", None)

    @property
    def owes_by(self) -> date | None:
        """Until when the bureau must do its next step; None where it has done all, or others must move first.

        Reads the opinion, the pauses and the petitions.
        """
        petition = self.petition
        if self.accepted_at is None:
            return None if petition is not None and petition.kind == PetitionKind.RELEASE else self.accept_by
        done = self.replied_at or (not self.answers_the_author and self.given_opinion)
        return None if done or self.pause else self.reply_by


class Talk(models.Model):
    """A bureau talked with the author (沟通): how, when, with whom, about what."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="talks")
    kind = models.CharField(max_length=10, choices=TalkKind)
    on = models.DateField()
    people = models.CharField(max_length=200)
    content = models.TextField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)
    entry_key = models.UUIDField(null=True, unique=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class Plan(models.Model):
    """How a bureau means to handle a case (办理方案), who is in charge of it and which leader answers for it.

    `PERSONAL` says which fields are personal.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="plan")
    text = models.TextField()
    ready_on = models.DateField(help_text="the day by which the bureau means to reply")
    officer = models.CharField(max_length=60)
    officer_phone = models.CharField(max_length=30)
    leader = models.CharField(max_length=60)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(officer="") & ~Q(leader=""), name="proposals_plan_filled")
        ]

    def __str__(self) -> str:
        return f"plan of {self.assignment_id}"


class Pause(models.Model):
    """The clock of a charge stands still while the author is asked; `days_left` calendar days run on after it."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="pauses")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    days_left = models.PositiveSmallIntegerField()
    question = models.TextField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField(help_text="until when the author answers; after it the bureau may go on by itself")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(until_on__isnull=True),
                name="proposals_one_pause",
                violation_error_message=_("已经在等提案者答复，不必再问。"),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="proposals_pause_ends_later"
            ),
            models.CheckConstraint(condition=~Q(question=""), name="proposals_pause_asks"),
        ]

    def __str__(self) -> str:
        return f"pause of {self.assignment_id} from {self.from_on}"


class Petition(models.Model):
    """What a bureau asks of the office (申请): to be released (申退), to have more time, or to settle a disagreement.

    A charge that the bureau is released from is taken away; its petition stays, with the bureau and the case.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="petitions")
    assignment = models.ForeignKey(
        Assignment, null=True, blank=True, on_delete=models.SET_NULL, related_name="petitions"
    )
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=PetitionKind)
    reason = models.TextField()
    other_bureau = models.ForeignKey(
        Bureau, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="who should handle it"
    )
    until_on = models.DateField(null=True, blank=True, help_text="the day by which it would reply")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    ruling = models.CharField(max_length=8, choices=Ruling, blank=True)
    ruling_reason = models.TextField(blank=True)
    ruled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)
    rule_by = models.DateField(help_text="until when the office rules")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "kind"],
                condition=Q(ruling=""),
                name="proposals_one_petition",
                violation_error_message=_("已经提出过申请，正在等裁定。"),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="proposals_petition_reason"),
            models.CheckConstraint(
                condition=~Q(kind=PetitionKind.RELEASE) | Q(other_bureau__isnull=False), name="proposals_petition_other"
            ),
            models.CheckConstraint(
                condition=~Q(kind=PetitionKind.EXTENSION) | Q(until_on__isnull=False), name="proposals_petition_until"
            ),
            models.CheckConstraint(
                condition=Q(ruling="", ruled_by__isnull=True, ruled_at__isnull=True)
                | ~Q(ruling="") & Q(ruled_by__isnull=False, ruled_at__isnull=False),
                name="proposals_petition_ruled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.bureau_id} for {self.proposal_id}"

    @property
    def assembly_id(self) -> int:
        """The assembly of the proposal."""
        return self.proposal.assembly_id

    @property
    def waits(self) -> bool:
        """It has neither been ruled on nor taken back, and its charge is still there."""
        return not self.ruling and self.assignment_id is not None


class JointOpinion(models.Model):
    """What a co-handling bureau gives the lead (会办意见), which gathers it into the one reply."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="opinion")
    text = models.TextField()
    agrees = models.BooleanField(default=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="proposals_opinion_filled")]

    def __str__(self) -> str:
        return f"opinion of {self.assignment_id}"
