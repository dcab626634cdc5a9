from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "xieshang.proposals"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("提案")

    def ready(self) -> None:
        """Declare the room's verbs and figures, and who sees the files of a proposal."""
        from xieshang.documents import owners  # noqa: PLC0415 - models are not ready before

        for floor in ("actions", "figures"):
            import_module(f"{self.name}.{floor}")
        owners.register("proposals.proposal", import_module(f"{self.name}.rules").may_see_file)
