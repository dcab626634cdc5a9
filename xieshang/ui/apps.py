from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "xieshang.ui"
    verbose_name = "页面"
