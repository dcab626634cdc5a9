from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "xieshang.duties"
    verbose_name = _("委员履职")

    def ready(self) -> None:
        """Declare the verbs of the room."""
        import_module(f"{self.name}.actions")
