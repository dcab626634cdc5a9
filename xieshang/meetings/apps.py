from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "xieshang.meetings"
    verbose_name = _("会议活动")

    def ready(self) -> None:
        """Declare the verbs of the room."""
        import_module(f"{self.name}.actions")
