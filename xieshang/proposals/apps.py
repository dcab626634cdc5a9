from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "xieshang.proposals"
    verbose_name = _("提案")

    def ready(self) -> None:
        """Declare the verbs and figures, who sees the files of a proposal, and listen to the rooms below."""
        from xieshang.documents import owners  # noqa: PLC0415 - models are not ready before

        for floor in ("actions", "figures", "standing", "reactions"):
            import_module(f"{self.name}.{floor}")
        owners.register("proposals.proposal", import_module(f"{self.name}.rules").may_see_file)
