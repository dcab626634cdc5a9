from django.apps import AppConfig


class BureausConfig(AppConfig):
    name = "xieshang.bureaus"
    default_auto_field = "django.db.models.BigAutoField"
