from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "xieshang.duties"
    verbose_name = _("委员履职")

    def ready(self) -> None:
        """Declare the verbs of the room, and listen to all rooms below."""
        from xieshang.documents import owners  # noqa: PLC0415 - models are not ready before

        for floor in ("actions", "standing"):
            import_module(f"{self.name}.{floor}")
        owners.register("duties.handentry", import_module(f"{self.name}.rules").may_see_evidence)
        import_module(f"{self.name}.reactions").listen()
