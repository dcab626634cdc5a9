from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    name = "xieshang.deadlines"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("期限")
