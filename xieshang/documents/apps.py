from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "xieshang.documents"
    verbose_name = _("文件和编号")
