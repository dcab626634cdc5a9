"""The choices of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Unit(models.TextChoices):
    """What a period is counted in."""

    WORKING_DAYS = "working_days", _("工作日")
    DAYS = "days", _("天")
    MONTHS = "months", _("个月")

    def many(self, amount: int) -> str:
        """So many of it, in the language of now: "7 个工作日"."""
        if self is Unit.WORKING_DAYS:
            pattern = ngettext("%(amount)d 个工作日", "%(amount)d 个工作日", amount)
        elif self is Unit.MONTHS:
            pattern = ngettext("%(amount)d 个月", "%(amount)d 个月", amount)
        else:
            pattern = ngettext("%(amount)d 天", "%(amount)d 天", amount)
        return pattern % {"amount": amount}
