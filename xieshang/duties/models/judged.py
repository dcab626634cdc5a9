"""What was judged: a year and its grades, duty reports, awards, and what was found of those who fall short."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.duties.models.scheme import Edition
from xieshang.duties.states import AwardKind, AwardState, ExitState, ReportState, YearState
from xieshang.members.models import Assembly, Member, Term
from xieshang.spine import clock


class Year(models.Model):
    """A year of duty of an assembly, and the edition it counts by. `seal` is the SHA-256 over all scores as they
    were frozen, which `ledger verify` recomputes from the ledger's entries."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="duty_years", db_index=False)
    year = models.PositiveSmallIntegerField()
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="years")
    state = models.CharField(max_length=10, choices=YearState, default=YearState.OPEN)
    seal = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly", "year"], name="duties_year_once"),
            models.CheckConstraint(
                condition=Q(state=YearState.OPEN) | (~Q(seal="") & Q(frozen_at__isnull=False)),
                name="duties_year_sealed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class Grade(models.Model):
    """A member's grade of a year: as counted (`band`), as proposed, and as decided by the meeting. Totals are
    hundredths. `explained` is the score line by line as it was frozen."""

    of_year = models.ForeignKey(Year, on_delete=models.CASCADE, related_name="grades", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="grades")
    total = models.IntegerField()
    band = models.CharField(max_length=40)
    unmet = models.JSONField(default=list, help_text="codes of the gates and vetoes that limit the grade")
    explained = models.JSONField(default=dict)
    proposed = models.CharField(max_length=40, blank=True)
    remark = models.TextField(blank=True)
    decided = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of_year", "member"], name="duties_grade_once")]
        indexes = [models.Index("of_year", F("total").desc(), "id", name="duties_grades")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.band}"

    @property
    def assembly_id(self) -> int:
        """The assembly whose year it is."""
        return self.of_year.assembly_id


class DutyReport(models.Model):
    """The yearly duty report (述职报告) of a standing-committee member."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="duty_reports", db_index=False)
    year = models.PositiveSmallIntegerField()
    text = models.TextField(_("正文"))
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    may_publish = models.BooleanField(_("同意公开"), default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    remark = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "year"], name="duties_report_once"),
            models.CheckConstraint(
                condition=~Q(state=ReportState.PUBLISHED) | Q(may_publish=True), name="duties_report_agreed"
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.PUBLISHED) ^ Q(published_at__isnull=True),
                name="duties_report_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.year}"


class Award(models.Model):
    """An outstanding member (优秀委员) of a year or of a term."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="duty_awards")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="duty_awards", db_index=False)
    kind = models.CharField(max_length=8, choices=AwardKind)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=AwardState, default=AwardState.PROPOSED)
    reason = models.TextField(_("事迹"))
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    decided_at_meeting = models.CharField(_("审定会议"), max_length=120, blank=True)
    certificate = models.CharField(max_length=40, blank=True, help_text="number of the certificate, without gaps")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "year"],
                name="duties_award_once",
                violation_error_message=_("已经推荐过这位委员。"),
            ),
            models.CheckConstraint(
                condition=~Q(state=AwardState.AWARDED) | (Q(decided_on__isnull=False) & ~Q(certificate="")),
                name="duties_award_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.year}"


class Exit(models.Model):
    """Somebody of whom a trigger of the scheme says that they fall short; talked to, proposed, decided by a meeting."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="exits")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="exits", db_index=False)
    trigger = models.CharField(max_length=40, help_text="code of the scheme's trigger")
    finding = models.TextField(help_text="what was found, as it is told to the member")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=ExitState, default=ExitState.FOUND)
    found_at = models.DateTimeField(default=clock.now)
    interview_on = models.DateField(null=True, blank=True)
    interviewers = models.CharField(_("约谈人"), max_length=120, blank=True)
    interview = models.TextField(_("约谈情况"), blank=True)
    said = models.TextField(_("本人陈述"), blank=True)
    proposal = models.TextField(_("建议"), blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_at_meeting = models.CharField(_("审定会议"), max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "trigger", "year"], name="duties_exit_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[ExitState.NOT_NOMINATED, ExitState.KEPT])
                | (Q(decided_on__isnull=False) & ~Q(decided_at_meeting="")),
                name="duties_exit_decided_by_a_meeting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.trigger} {self.year}"
