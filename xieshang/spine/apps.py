from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpineConfig(AppConfig):
    name = "xieshang.spine"
    verbose_name = _("主干")
