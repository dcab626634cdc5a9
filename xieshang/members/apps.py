from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "xieshang.members"
    verbose_name = _("名册")

    def ready(self) -> None:
        """Declare the room's figures and verbs, and what of the roll belongs to a term."""
        for floor in ("actions", "figures", "sealing", "standing"):
            import_module(f"{self.name}.{floor}")
