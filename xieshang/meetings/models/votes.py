"""Votes and elections. Of a secret vote, who has voted (`Cast`) and what was voted (`Ballot`) are kept apart."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.meetings.models.agenda import Item
from xieshang.meetings.models.meeting import Attendee, Meeting, Sitting
from xieshang.meetings.states import Majority, VoteKind, VoteState, VoteWay
from xieshang.members.models import Member


class Vote(models.Model):
    """A question to be voted on, or an election with a number of seats.

    `sitting` is the half-day in which it was opened: whoever is in the hall then may vote. `entitled` and `present`
    are counted when it is closed; `result` says what came out, under which rule.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="votes", db_index=False)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="votes")
    sitting = models.ForeignKey(Sitting, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("种类"), max_length=10, choices=VoteKind)
    way = models.CharField(_("方式"), max_length=10, choices=VoteWay)
    title = models.CharField(_("表决事项"), max_length=200)
    text = models.TextField(_("说明"), blank=True)
    seats = models.PositiveSmallIntegerField(_("应选人数"), default=1)
    write_ins = models.BooleanField(_("可以另选他人"), default=False)
    majority = models.CharField(_("通过条件"), max_length=12, choices=Majority, default=Majority.ENTITLED)
    state = models.CharField(max_length=10, choices=VoteState, default=VoteState.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    entitled = models.PositiveIntegerField(null=True, blank=True)
    present = models.PositiveIntegerField(null=True, blank=True)
    result = models.JSONField(default=dict)
    reason = models.TextField(blank=True, help_text="why it was cancelled")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meetings_vote_once"),
            models.CheckConstraint(condition=~Q(title="") & Q(seats__gte=1), name="meetings_vote_filled"),
            models.CheckConstraint(
                condition=~Q(state__in=[VoteState.CLOSED, VoteState.ANNOUNCED])
                | Q(entitled__isnull=False, present__isnull=False, closed_at__isnull=False),
                name="meetings_vote_counted",
            ),
            models.CheckConstraint(
                condition=~Q(state=VoteState.OPEN) | Q(sitting__isnull=False, opened_at__isnull=False),
                name="meetings_vote_opened",
            ),
            models.CheckConstraint(
                condition=Q(kind=VoteKind.ELECTION) | Q(seats=1, write_ins=False), name="meetings_vote_question"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def assembly_id(self) -> int:
        """The assembly whose occasion it is."""
        return self.meeting.assembly_id


class Option(models.Model):
    """What is voted on: the one question, or a candidate."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="options", db_index=False)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    candidate = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "number"], name="meetings_option_once")]

    def __str__(self) -> str:
        return self.name


class Cast(models.Model):
    """That somebody has voted. Of a secret vote neither the moment nor the order is kept; of a named one `at` is."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="casts", db_index=False)
    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "attendee"],
                name="meetings_cast_once",
                violation_error_message=_("您已经投过票，每人只能投一次。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.vote_id}:{self.attendee_id}"


class Ballot(models.Model):
    """What was voted: a choice for each option by its number. Its key is random; of a named vote it names the voter.

    `written` holds names that were written in ([[name, choice], …]).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="ballots")
    attendee = models.ForeignKey(Attendee, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    choices = models.JSONField(help_text='{"1": "for", "2": "abstain"}')
    written = models.JSONField(default=list)
    valid = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index("vote", name="meetings_ballots")]

    def __str__(self) -> str:
        return str(self.id)


class Count(models.Model):
    """What one person counted by hand: of a show of hands one is enough, of paper two people must agree.

    `tally` holds "options" (for each option's number the votes by choice), "written", "issued", "returned" and
    "invalid". Whoever corrects their count adds one: the former stays, `replaced_at` says until when it stood.
    """

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="counts")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    tally = models.JSONField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "by"],
                condition=Q(replaced_at__isnull=True),
                name="meetings_count_once",
                violation_error_message=_("您已经录入过计票结果。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.vote_id}:{self.by_id}"
