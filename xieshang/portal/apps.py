from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "xieshang.portal"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "门户"
