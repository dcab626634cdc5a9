"""What the room keeps: one row for each file, one for each series of numbers."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from xieshang.accounts.models import Person
from xieshang.members.models import Assembly
from xieshang.spine import clock


class File(models.Model):
    """A file that was accepted. Its content lies under the files folder, at `stored_path`.

    Until it is attached to a subject, only the person who brought it in sees it.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False, help_text="names the file to the outside")
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, help_text="as typed, made safe")
    media_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    stored_path = models.CharField(max_length=120, unique=True, help_text="relative to the files folder")
    uploaded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    subject_kind = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    purpose = models.CharField(max_length=40, help_text="what it is to its subject, in the owner room's words")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="documents_file_size"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="documents_file_sha256"),
            models.CheckConstraint(
                condition=Q(subject_id__isnull=True, subject_kind="")
                | Q(subject_id__isnull=False) & ~Q(subject_kind=""),
                name="documents_file_whose",
            ),
        ]
        indexes = [
            models.Index("subject_kind", "subject_id", name="documents_file_subject"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_attached(self) -> bool:
        """True once it belongs to a subject, whose room then says who may see it."""
        return self.subject_id is not None

    def get_absolute_url(self) -> str:
        """Where it is served, under its own name."""
        return reverse("documents:file", args=[self.key, self.name])


class NumberSeries(models.Model):
    """A series of numbers of an assembly, and the last one that was given out."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+", db_index=False)
    series = models.CharField(max_length=80, help_text='such as "proposals/9-1"')
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly", "series"], name="documents_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"
