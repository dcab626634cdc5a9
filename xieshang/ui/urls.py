"""Addresses of the switches, under `ui/`."""

from django.urls import path

from xieshang.ui import views

app_name = "ui"

urlpatterns = [
    path("language", views.language, name="language"),
    path("theme", views.theme, name="theme"),
    path("size", views.size, name="size"),
]
