"""What the spine keeps: the ledger, its seals, and the errands that are owed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """One thing that happened. Append-only: the database refuses UPDATE, DELETE and TRUNCATE.

    No foreign keys: an entry outlives what it speaks of. `tx`, `recorded_at` and `digest` are set
    by a trigger and cannot be chosen by the writer.
    """

    kind = models.CharField(max_length=80)
    at = models.DateTimeField(help_text="when it happened")
    assembly_id = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True, help_text="the person who did it; null for the system")
    request_id = models.UUIDField(null=True, help_text="groups the entries of one request")
    payload = models.JSONField(default=dict)
    tx = models.BigIntegerField(db_default=0, editable=False)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    digest = models.BinaryField(db_default=b"", editable=False)

    class Meta:
        indexes = [
            models.Index("subject_kind", "subject_id", "id", name="spine_entry_subject"),
            models.Index("assembly_id", "kind", "at", name="spine_entry_kind"),
            models.Index("tx", "id", name="spine_entry_tx"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind}:{self.subject_id}"


class Seal(models.Model):
    """A batch of entries closed by a hash that includes the hash of the seal before. Append-only.

    It covers every entry with `from_tx` <= tx < `until_tx`, in the order (tx, id). `marks` holds the
    first four bytes of each entry's digest, so that a changed entry can be named.
    """

    number = models.BigIntegerField(primary_key=True)
    from_tx = models.BigIntegerField()
    until_tx = models.BigIntegerField()
    ids = ArrayField(models.BigIntegerField())
    marks = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(from_tx__lt=models.F("until_tx")), name="spine_seal_range"),
        ]
        indexes = [models.Index("until_tx", name="spine_seal_until")]

    def __str__(self) -> str:
        return f"seal {self.number}"

    @property
    def assembly_id(self) -> None:
        """The ledger is one for all assemblies."""
        return None


class Errand(models.Model):
    """A reaction that is owed to an entry: written with the entry, done exactly once after the commit."""

    entry = models.ForeignKey(Entry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False)
    reaction = models.CharField(max_length=120)
    owed_at = models.DateTimeField(db_default=Now(), editable=False)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "reaction"], name="spine_errand_once"),
        ]
        indexes = [
            models.Index("owed_at", name="spine_errand_owed", condition=models.Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} for {self.entry_id}"
