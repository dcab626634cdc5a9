from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "xieshang.meetings"
    verbose_name = _("会议活动")

    def ready(self) -> None:
        """Declare the verbs of the room, who sees its papers and minutes, and what it owes after a vote."""
        from xieshang.documents import owners  # noqa: PLC0415 - models are not ready before

        for floor in ("actions", "standing", "reactions"):
            import_module(f"{self.name}.{floor}")
        rules = import_module(f"{self.name}.rules")
        owners.register("meetings.item", rules.may_see_paper)
        owners.register("meetings.minutes", rules.may_see_minutes_file)
