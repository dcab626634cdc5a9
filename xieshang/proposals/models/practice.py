"""How an assembly goes about it: its settings, what was done to many cases at once, how its old files are read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xieshang.accounts.models import Person
from xieshang.members.models import Assembly
from xieshang.proposals.models.case import Proposal
from xieshang.proposals.states import COLLECTIVE, BulkVerb, ProposerKind
from xieshang.spine import clock


class Practice(models.Model):
    """The settings of an assembly (提案工作设置). Where there is no row, the defaults hold.

    Lengths of time are not here: they are periods of room `deadlines`.
    """

    assembly = models.OneToOneField(Assembly, on_delete=models.CASCADE, related_name="practice")
    reviews_twice = models.BooleanField(default=False, help_text="a second reviewer decides on the first one's advice")
    talks_first = models.BooleanField(default=True, help_text="no reply before a talk with the author was noted")
    plans_first = models.BooleanField(default=False, help_text="no reply before a plan was written")
    has_class_d = models.BooleanField(default=False, help_text="replies may be of class D, kept for reference")
    blocks_from = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="a text this much like an earlier case cannot be submitted; none: likeness only warns",
    )
    in_session_only = ArrayField(
        models.CharField(max_length=16, choices=ProposerKind),
        default=list,
        blank=True,
        help_text="kinds of bodies that propose only while the plenary meets; none: all of them all year",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(blocks_from__isnull=True) | Q(blocks_from__gte="0.30", blocks_from__lte="1.00"),
                name="proposals_practice_blocks",
            ),
            models.CheckConstraint(
                condition=Q(in_session_only__contained_by=sorted(COLLECTIVE)), name="proposals_practice_bodies"
            ),
        ]

    def __str__(self) -> str:
        return f"practice of {self.assembly_id}"


class Bulk(models.Model):
    """A verb that a clerk did to many cases at once, undone together where nothing has followed."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+", db_index=False)
    verb = models.CharField(max_length=20, choices=BulkVerb)
    how = models.JSONField(default=dict, help_text="what the verb is given for each case: a reason, a day")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(verb__in=BulkVerb.values), name="proposals_bulk_verb")]
        indexes = [models.Index("assembly", F("at").desc(), F("id").desc(), name="proposals_bulks")]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"


class BulkItem(models.Model):
    """One case of a bulk: it waits, it is done, or it was left out for a reason (`refusal`); later perhaps undone.

    `entry` is the last ledger entry of the case when it was done: where another follows, it stays done.
    """

    bulk = models.ForeignKey(Bulk, on_delete=models.CASCADE, related_name="items", db_index=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    entry = models.BigIntegerField(null=True, blank=True)
    refusal = models.TextField(blank=True)
    undone = models.BooleanField(default=False)
    kept = models.TextField(blank=True, help_text="why it was not undone with the others")

    class Meta:
        indexes = [models.Index("bulk", "id", name="proposals_bulk_waits", condition=Q(entry__isnull=True, refusal=""))]
        constraints = [models.UniqueConstraint(fields=["bulk", "proposal"], name="proposals_bulk_item_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id} in {self.bulk_id}"


class ColumnMapping(models.Model):
    """Which column of an old file is which field, remembered by the names of its columns."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="+", db_index=False)
    header = models.JSONField(help_text="the names of the columns, in order")
    fields = models.JSONField(help_text="{field: name of its column}")
    kept_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assembly", "header"], name="proposals_mapping_once")]

    def __str__(self) -> str:
        return f"mapping of {self.assembly_id}"
