"""Handling units (承办单位) of the government and others, and their staff by role grants."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Scope
from xieshang.members.models import Assembly, Lasting, PeriodQuerySet, period_check


class Bureau(Lasting):
    """A unit that proposals are assigned to. `letter_mark` opens its letter numbers ("鹰教提")."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="bureaus", db_index=False)
    code = models.SlugField()
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=30)
    letter_mark = models.CharField(max_length=20)
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="bureau")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assembly", "code"],
                name="bureaus_bureau_once",
                violation_error_message=_("这个代码已被另一个承办单位使用，请换一个。"),
            ),
            period_check("bureaus_bureau_period"),
        ]

    def __str__(self) -> str:
        return self.name
