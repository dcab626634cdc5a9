from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "xieshang.deadlines"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "期限"
