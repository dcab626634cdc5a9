from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "xieshang.documents"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "文件和编号"
