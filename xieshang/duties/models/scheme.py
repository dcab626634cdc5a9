"""The versions of an assembly's schemes."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.duties.states import EditionState
from xieshang.members.models import Assembly
from xieshang.spine import clock


class Edition(models.Model):
    """One version of a scheme as an assembly has it. An adopted one is never changed; a year counts by one edition."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="editions", db_index=False)
    code = models.SlugField(max_length=40)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("名称"), max_length=200)
    text = models.TextField(_("办法"), help_text="the document, as schemes.read takes it")
    state = models.CharField(max_length=10, choices=EditionState, default=EditionState.DRAFT)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly", "code", "number"], name="duties_edition_once"),
            models.CheckConstraint(
                condition=Q(state=EditionState.DRAFT) | Q(adopted_at__isnull=False), name="duties_edition_adopted"
            ),
        ]

    @property
    def digest(self) -> str:
        """The SHA-256 of the document."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def __str__(self) -> str:
        return str(_("%(title)s（第 %(number)s 稿）") % {"title": self.title, "number": self.number})
