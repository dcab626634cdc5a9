from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "xieshang.reports"
    verbose_name = _("工作报告")

    def ready(self) -> None:
        """Have every room's figures declared."""
        autodiscover_modules("figures")
