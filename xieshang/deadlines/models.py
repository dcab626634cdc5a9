"""What the room keeps: days entered as data, lengths set by an assembly, and the deadlines themselves."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xieshang.deadlines.days import Day
from xieshang.deadlines.due import Due, steps_from_json
from xieshang.deadlines.periods import Length
from xieshang.deadlines.states import Unit
from xieshang.members.models import Assembly

OPEN = Q(met_on__isnull=True, dropped_on__isnull=True)


class CalendarDay(models.Model):
    """A day that differs from what the library says: a year not yet in it, or a local closure."""

    on = models.DateField(_("日期"), unique=True)
    working = models.BooleanField(_("上班"))
    name = models.CharField(_("名称"), max_length=40, help_text="names the holiday, or what is made up for")
    source = models.CharField(_("依据"), max_length=200, help_text="title of the notice that says so")

    assembly_id = None  # the calendar is the whole country's; an event about it belongs to no assembly

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="deadlines_day_named"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"

    @property
    def day(self) -> Day:
        """The day as the calendar takes it."""
        return Day(self.on, self.working, self.name)


class Period(models.Model):
    """The length an assembly has set for one step, in place of the default."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=60)
    amount = models.PositiveSmallIntegerField(_("长度"))
    unit = models.CharField(_("单位"), max_length=12, choices=Unit)
    source = models.CharField(_("依据"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly", "code"], name="deadlines_period_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deadlines_period_amount"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="deadlines_period_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.amount} {self.unit}"

    @property
    def length(self) -> Length:
        """The length with its source."""
        return Length(self.amount, Unit(self.unit), self.source)


class Deadline(models.Model):
    """One step of one subject that is due on a day. Open until it is met or dropped.

    Whether it is overdue depends on the day one asks, and is never stored.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    part = models.BigIntegerField(default=0, help_text="which of several who owe the same step: a key, or 0")
    from_on = models.DateField(help_text="the day of the event that set it off; counting begins the day after")
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=Unit)
    source = models.CharField(max_length=200, help_text="the rule the length came from")
    due_on = models.DateField(help_text="the last day on which the step is in time")
    steps = models.JSONField(help_text="how due_on was found")
    met_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True, help_text="when the step was no longer asked for")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "code", "part"], condition=OPEN, name="deadlines_one_open"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("from_on")), name="deadlines_due_after_start"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deadlines_amount"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="deadlines_unit"),
            models.CheckConstraint(
                condition=Q(met_on__isnull=True) | Q(dropped_on__isnull=True), name="deadlines_met_or_dropped"
            ),
        ]
        indexes = [
            models.Index("assembly", "due_on", name="deadlines_open", condition=OPEN),
            models.Index("subject_kind", "subject_id", name="deadlines_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.subject_kind}:{self.subject_id} {self.due_on}"

    @property
    def due(self) -> Due:
        """The due date with the steps that explain it."""
        return Due(self.due_on, steps_from_json(self.steps))

    @property
    def is_open(self) -> bool:
        """True until it is met or dropped."""
        return self.met_on is None and self.dropped_on is None
