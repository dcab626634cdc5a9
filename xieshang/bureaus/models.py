"""Handling units (承办单位) of the government and others, and their staff by role grants."""

from django.db import models

from xieshang.accounts.models import Scope
from xieshang.members.models import Assembly, PeriodQuerySet


class Bureau(models.Model):
    """A unit that proposals are assigned to. `letter_mark` opens its letter numbers ("鹰教提")."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="bureaus")
    code = models.SlugField()
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=30)
    letter_mark = models.CharField(max_length=20)
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="bureau")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly", "code"], name="bureaus_bureau_once"),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
                name="bureaus_bureau_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name
