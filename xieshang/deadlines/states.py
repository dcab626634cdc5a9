"""The choices of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    """What a period is counted in."""

    WORKING_DAYS = "working_days", _("工作日")
    DAYS = "days", _("天")
    MONTHS = "months", _("个月")
