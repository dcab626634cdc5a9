from django.apps import AppConfig


class SpineConfig(AppConfig):
    name = "xieshang.spine"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "主干"
