"""A call for proposals (提案征集), its reference topics, and the leads (线索) that come in."""

from typing import Final

from django.db import models
from django.db.models import F, Q

from xieshang.accounts.models import Person
from xieshang.accounts.privacy import Class, mask_email, mask_phone
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly, Member, Session
from xieshang.proposals.states import LeadOrigin, LeadState
from xieshang.spine import clock


class Call(models.Model):
    """A call for the proposals of a session, open from one day to another, both included."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="calls", db_index=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="calls")
    title = models.CharField(max_length=120)
    text = models.TextField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    takes_leads = models.BooleanField(default=True, help_text="the public may send leads")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="proposals_call_days"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="proposals_call_filled"),
        ]
        indexes = [models.Index("assembly", "opens_on", "id", name="proposals_calls")]

    def __str__(self) -> str:
        return self.title


class Topic(models.Model):
    """A reference topic (参考选题) of a call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="topics", db_index=False)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    bureau = models.ForeignKey(
        Bureau, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="which bureau gave it"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="proposals_topic_once"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(title=""), name="proposals_topic_filled"),
        ]

    def __str__(self) -> str:
        return self.title


class Lead(models.Model):
    """A lead for a proposal: from the public, from other work of the assembly, or last year's promise of class B.

    `contact` is personal data of class B: its sender is called back by it, and nobody else reads it.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="leads", db_index=False)
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    origin = models.CharField(max_length=10, choices=LeadOrigin)
    origin_case = models.ForeignKey(
        "proposals.Proposal",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads_from",
        help_text="the case whose promise it follows",
    )
    title = models.CharField(max_length=200)
    text = models.TextField()
    sender = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=LeadState, default=LeadState.NEW)
    received_at = models.DateTimeField(default=clock.now)
    taken_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closing_reason = models.TextField(blank=True)
    entry_key = models.UUIDField(null=True, unique=True, help_text="a form sent twice is one lead")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="proposals_lead_filled"),
            models.CheckConstraint(
                condition=Q(state=LeadState.TAKEN, taken_by__isnull=False)
                | (~Q(state=LeadState.TAKEN) & Q(taken_by__isnull=True)),
                name="proposals_lead_taken",
            ),
            models.CheckConstraint(
                condition=~Q(origin=LeadOrigin.PROMISE) | Q(origin_case__isnull=False), name="proposals_lead_promise"
            ),
        ]
        indexes = [models.Index("assembly", "state", F("received_at").desc(), F("id").desc(), name="proposals_leads")]

    def __str__(self) -> str:
        return self.title

    @property
    def masked_sender(self) -> str:
        """The sender's name as a list may show it: the first character alone."""
        return f"{self.sender[:1]}**" if self.sender else ""

    @property
    def masked_contact(self) -> str:
        """The contact as a list may show it."""
        return mask_email(self.contact) if "@" in self.contact else mask_phone(self.contact)


PERSONAL: Final[dict[str, Class]] = {"sender": "B", "contact": "B"}
"""The personal fields of a lead: whoever sent it is no public person. Shown in full by a recorded reveal alone."""
