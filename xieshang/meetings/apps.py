from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "xieshang.meetings"
    verbose_name = _("会议活动")

    def ready(self) -> None:
        """Declare the verbs of the room, and what it still owes after some of them."""
        for floor in ("actions", "reactions"):
            import_module(f"{self.name}.{floor}")
