from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "xieshang.notices"
    verbose_name = _("通知")

    def ready(self) -> None:
        """Begin to listen to the rooms below."""
        from xieshang.notices import reactions  # noqa: F401, PLC0415 - importing it registers the reactions
