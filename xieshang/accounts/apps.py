from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "xieshang.accounts"
    verbose_name = _("账号")

    def ready(self) -> None:
        """Listen to the library of the second factor, whose models are there only now."""
        from xieshang.accounts.listeners import listen  # noqa: PLC0415

        listen()
