from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BureausConfig(AppConfig):
    name = "xieshang.bureaus"
    verbose_name = _("承办单位")

    def ready(self) -> None:
        """Declare the room's verbs."""
        import_module(f"{self.name}.actions")
