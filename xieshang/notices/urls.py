"""Nouns; a verb is a sub-resource."""

from django.urls import path

from xieshang.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.index, name="index"),
    path("unread", views.unread, name="unread"),
    path("readings", views.readings, name="readings"),
    path("deliveries", views.deliveries, name="deliveries"),
    path("<int:pk>", views.follow, name="follow"),
]
