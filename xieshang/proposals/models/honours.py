"""Key cases (重点提案) under a leader's eyes, and what is honoured at the end of a year (评优)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.bureaus.models import Bureau
from xieshang.members.models import Assembly
from xieshang.proposals.models.case import Proposal
from xieshang.proposals.states import AwardState, HonourKind, KeyState, VisitKind
from xieshang.spine import clock


class KeyCase(models.Model):
    """A filed case that is a candidate for, or has become, a key case: decided by the chair's meeting (主席会议).

    `leader` leads its supervision (领衔督办); who has no account here is known by `leader_name` alone.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="key")
    state = models.CharField(max_length=10, choices=KeyState, default=KeyState.CANDIDATE)
    reason = models.TextField(help_text="why it is put forward")
    put_forward_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    put_forward_at = models.DateTimeField(default=clock.now)
    meeting = models.CharField(max_length=120, blank=True, help_text="which chair's meeting decided")
    decided_on = models.DateField(null=True, blank=True)
    leader = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    leader_name = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True, blank=True)
    plan = models.TextField(blank=True, help_text="how it is supervised")
    planned_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(blank=True, help_text="what came of it")
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=KeyState.values), name="proposals_key_state"),
            models.CheckConstraint(condition=~Q(reason=""), name="proposals_key_reason"),
            models.CheckConstraint(
                condition=Q(state__in=[KeyState.CANDIDATE, KeyState.DROPPED])
                | Q(decided_on__isnull=False, due_on__isnull=False) & ~Q(leader_name="") & ~Q(meeting=""),
                name="proposals_key_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=KeyState.REPORTED) | Q(reported_at__isnull=False) & ~Q(report=""),
                name="proposals_key_reported",
            ),
        ]

    def __str__(self) -> str:
        return f"key case {self.proposal_id}"

    @property
    def assembly_id(self) -> int:
        """The assembly of the proposal."""
        return self.proposal.assembly_id


class KeyOpinion(models.Model):
    """What a party, an organisation or a committee thinks of a candidate."""

    key = models.ForeignKey(KeyCase, on_delete=models.CASCADE, related_name="opinions")
    body = models.CharField(max_length=120, help_text="whose opinion it is")
    agrees = models.BooleanField()
    text = models.TextField(blank=True)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="proposals_key_opinion_whose")]

    def __str__(self) -> str:
        return self.body


class KeyVisit(models.Model):
    """What was done to supervise a key case: a forum, research, an inspection, a call at the bureau."""

    key = models.ForeignKey(KeyCase, on_delete=models.CASCADE, related_name="visits")
    kind = models.CharField(max_length=10, choices=VisitKind)
    on = models.DateField()
    place = models.CharField(max_length=120)
    people = models.CharField(max_length=200)
    content = models.TextField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(content=""), name="proposals_key_visit_filled")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class AwardRound(models.Model):
    """A year's choosing of outstanding proposals, bureaus and people: nominated, marked, decided, made known.

    About one in a hundred, of which at least a fifth are collective (the national committee's rules of 2019).
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="award_rounds", db_index=False)
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=AwardState, default=AwardState.NOMINATING)
    nominations_until_on = models.DateField()
    marks_until_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    notice = models.TextField(blank=True, help_text="the notice that makes it known")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assembly", "year"],
                name="proposals_award_round_once",
                violation_error_message=_("这一年的评选已经有了。"),
            ),
            models.CheckConstraint(
                condition=Q(marks_until_on__gte=F("nominations_until_on")), name="proposals_award_days"
            ),
            models.CheckConstraint(
                condition=~Q(state=AwardState.DECIDED) | Q(decided_on__isnull=False), name="proposals_award_decided"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Nomination(models.Model):
    """Somebody or something put forward in a round: a case, a bureau, or a person of a bureau."""

    round = models.ForeignKey(AwardRound, on_delete=models.CASCADE, related_name="nominations", db_index=False)
    kind = models.CharField(max_length=10, choices=HonourKind)
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="nominations")
    bureau = models.ForeignKey(Bureau, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_bureau = models.ForeignKey(
        Bureau,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="which bureau put it forward",
    )
    nominated_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField(default=clock.now)
    reason = models.TextField()
    honoured_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=HonourKind.PROPOSAL, proposal__isnull=False, bureau__isnull=True, person__isnull=True)
                | Q(kind=HonourKind.BUREAU, proposal__isnull=True, bureau__isnull=False, person__isnull=True)
                | Q(kind=HonourKind.PERSON, proposal__isnull=True, bureau__isnull=False, person__isnull=False),
                name="proposals_nomination_whom",
            ),
            models.UniqueConstraint(
                fields=["round", "kind", "proposal", "bureau", "person"],
                nulls_distinct=False,
                name="proposals_nominated_once",
                violation_error_message=_("已经有人推荐过。"),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="proposals_nomination_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.round_id}"

    @property
    def assembly_id(self) -> int:
        """The assembly of the round."""
        return self.round.assembly_id

    @property
    def is_collective(self) -> bool:
        """Is it a case that a body proposed?"""
        return self.proposal is not None and self.proposal.is_collective


class Mark(models.Model):
    """What somebody who marks gives a nomination, from 0 to 100."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="marks", db_index=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    remark = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nomination", "by"], name="proposals_marked_once"),
            models.CheckConstraint(condition=Q(score__lte=100), name="proposals_mark_score"),
        ]

    def __str__(self) -> str:
        return str(self.score)
