"""What the ledger says of each member; what was entered by hand, and what a member objects to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.duties.states import HandState, ObjectionState
from xieshang.members.models import Assembly, Member
from xieshang.spine import clock


class Credit(models.Model):
    """What one ledger entry says of one member, in the words that a scheme asks for. Made from the ledger alone.

    `about`: what kind of thing (kind of occasion, kind of proposer, item of an entry by hand); `level`: of which
    level (county, city, province, nation); `form`: in which form (single, digest, passed_on, instruction; a kind
    of role); `part`: the member's part in it (first, other); `presence`: how they were there; `halves` of
    `of_halves` half-days were attended; `people` did it together, this one as the `place`-th; `amount` is in
    hundredths of a point. `undone_by` is the entry that took it back.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    entry = models.BigIntegerField(help_text="the ledger entry; no foreign key, as the ledger stands alone")
    kind = models.CharField(max_length=80)
    on = models.DateField()
    subject_kind = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    about = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=20, blank=True)
    form = models.CharField(max_length=20, blank=True)
    part = models.CharField(max_length=20, blank=True)
    presence = models.CharField(max_length=12, blank=True)
    halves = models.PositiveSmallIntegerField(default=1)
    of_halves = models.PositiveSmallIntegerField(default=1)
    people = models.PositiveSmallIntegerField(default=1)
    place = models.PositiveSmallIntegerField(default=1)
    amount = models.IntegerField(default=0)
    undone_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "person"], name="duties_credit_once"),
            models.CheckConstraint(
                condition=Q(halves__lte=F("of_halves")) & Q(place__lte=F("people")) & Q(place__gte=1),
                name="duties_credit_parts",
            ),
        ]
        indexes = [
            models.Index("assembly", "year", "person", "on", "entry", name="duties_credits"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id} {self.on}"


class HandEntry(models.Model):
    """Something done that no other room records, entered with evidence (files of this row) and reviewed by another.

    `amount` is in hundredths of a point, where the scheme's item counts by the amount. A confirmed one is an event
    of the ledger; a correction is an entry of its own that names the one it corrects.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="hand_entries")
    item = models.CharField(_("项目"), max_length=40, help_text="code of the scheme's item")
    title = models.CharField(_("做了什么"), max_length=200)
    on = models.DateField(_("日期"))
    amount = models.IntegerField(_("分值"), default=0)
    state = models.CharField(max_length=10, choices=HandState, default=HandState.ENTERED)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    reviewed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    entry_key = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(item=""), name="duties_hand_filled"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("entered_by")), name="duties_hand_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state=HandState.ENTERED) | Q(reviewed_at__isnull=False), name="duties_hand_reviewed"
            ),
        ]
        indexes = [models.Index("assembly", "state", "id", name="duties_hand_waiting")]

    def __str__(self) -> str:
        return self.title


class Exemption(models.Model):
    """A member of whom an item is not asked in a year (公务出国、重病等): it counts as its cap."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="exemptions", db_index=False)
    year = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=40)
    reason = models.TextField(_("理由"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "year", "item"],
                name="duties_exemption_once",
                violation_error_message=_("这一项已经免除。"),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="duties_exemption_reasoned"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.year} {self.item}"


class Objection(models.Model):
    """A member's objection to one line of a year's score: to an entry that counts so, or to one that is missing."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="duty_objections")
    year = models.PositiveSmallIntegerField()
    entry = models.BigIntegerField(null=True, blank=True, help_text="the ledger entry; empty: something is missing")
    item = models.CharField(max_length=40, blank=True)
    text = models.TextField(_("异议"))
    state = models.CharField(max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    raised_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "entry"],
                condition=Q(state=ObjectionState.OPEN),
                name="duties_objection_one",
                violation_error_message=_("对这一条已经提出异议，请等待答复。"),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="duties_objection_filled"),
            models.CheckConstraint(
                condition=Q(state__in=[ObjectionState.OPEN, ObjectionState.WITHDRAWN]) | ~Q(answer=""),
                name="duties_objection_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
