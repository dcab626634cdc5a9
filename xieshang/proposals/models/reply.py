"""What bureaus reply, who has read it, and how those who proposed judge it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Member
from xieshang.proposals.models.case import Proposal, Suggestion
from xieshang.proposals.models.charge import Assignment
from xieshang.proposals.states import AnswerState, Level, ReplyClass, Satisfaction
from xieshang.spine import clock


class Reply(models.Model):
    """A bureau's written reply (答复): a letter that answers each numbered suggestion.

    Of a bureau's letters that stand no two bear one number. `bureau` is the bureau of the charge; it is empty
    for the later of two letters of one number that were there before numbers were held unique.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="replies")
    bureau = models.ForeignKey(Bureau, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=0, help_text="how often the case had been handled again before")
    superseded_at = models.DateTimeField(
        null=True, blank=True, help_text="when the office sent it back, or the case was handled again"
    )
    sent_back_reason = models.TextField(blank=True, help_text="why the office sent it back")
    letter_number = models.CharField(max_length=40)
    reply_class = models.CharField(max_length=1, choices=ReplyClass)
    opening = models.TextField()
    signer = models.CharField(max_length=60)
    signer_post = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10, choices=Level, default=Level.BUREAU, help_text="at which it was signed")
    level_reason = models.TextField(blank=True, help_text="why at a lower level than the case asked for")
    contact = models.CharField(max_length=60)
    contact_phone = models.CharField(max_length=30)
    replied_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", help_text="none: it was imported with its case"
    )
    replied_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(superseded_at__isnull=True),
                name="proposals_one_reply",
                violation_error_message=_("这个单位的答复已经签发。"),
            ),
            models.UniqueConstraint(
                fields=["bureau", "letter_number"],
                condition=Q(superseded_at__isnull=True),
                name="proposals_letter_number",
                violation_error_message=_("本单位已有答复用了这个文号，请换一个。"),
            ),
            models.CheckConstraint(condition=Q(reply_class__in=ReplyClass.values), name="proposals_reply_class"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="proposals_reply_level"),
        ]

    def __str__(self) -> str:
        return self.letter_number


class Answer(models.Model):
    """A reply's answer to one suggestion."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="answers", db_index=False)
    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="answers")
    state = models.CharField(max_length=16, choices=AnswerState)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reply", "suggestion"], name="proposals_answer_once"),
            models.CheckConstraint(condition=~Q(text=""), name="proposals_answer_filled"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}"


class ReplyDraft(models.Model):
    """A reply as far as its bureau has written it (拟复), for its own people alone; it goes once it is signed.

    `words` are the letter's fields as they stand on the form. Handed to the leader, it is signed or handed back.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="reply_draft")
    words = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0, help_text="counts how often it was saved, to notice a stale page")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, blank=True, help_text="when it was handed to the leader to be signed")
    handed_back_at = models.DateTimeField(null=True, blank=True)
    handed_back_reason = models.TextField(blank=True, help_text="what the leader would have otherwise")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_at__isnull=True) | Q(handed_back_at__isnull=True), name="proposals_draft_with_one"
            ),
            models.CheckConstraint(
                condition=Q(handed_back_at__isnull=True) | ~Q(handed_back_reason=""), name="proposals_draft_back_why"
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.version} of {self.assignment_id}"


class Feedback(models.Model):
    """A voice's judgement (反馈) of handling and of result; an opinion is required where not satisfied.

    A voice is the first author, a co-signer, or the author of a case merged into this one; `member` is empty
    for a body, of which `merged` says that it proposed a case that was merged into this one.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="feedback", db_index=False)
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(
        Proposal,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the merged case whose body judges",
    )
    round = models.PositiveSmallIntegerField(default=0, help_text="how often the case had been handled again before")
    handling = models.CharField(max_length=12, choices=Satisfaction)
    result = models.CharField(max_length=12, choices=Satisfaction)
    opinion = models.TextField(blank=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "round", "member", "merged"], nulls_distinct=False, name="proposals_feedback_once"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=True) | Q(merged__isnull=True), name="proposals_feedback_one_voice"
            ),
            models.CheckConstraint(
                condition=~Q(handling=Satisfaction.UNSATISFIED) & ~Q(result=Satisfaction.UNSATISFIED) | ~Q(opinion=""),
                name="proposals_feedback_opinion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handling}/{self.result}"


class Delivery(models.Model):
    """A reply was delivered (送达) to one of those who proposed, and read for the first time."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reply", "person"], name="proposals_delivered_once"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(read_at__gte=models.F("delivered_at")),
                name="proposals_read_after_delivery",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} to {self.person_id}"
