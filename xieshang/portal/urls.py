"""The front door: the desk of whoever signed in, and the public site."""

from django.urls import path

from xieshang.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("public", views.published, name="published"),
    path("public/<int:pk>", views.published_case, name="published_case"),
]
