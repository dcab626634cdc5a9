from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "xieshang.members"
    verbose_name = _("名册")

    def ready(self) -> None:
        """Declare the room's figures and verbs."""
        for floor in ("actions", "figures"):
            import_module(f"{self.name}.{floor}")
