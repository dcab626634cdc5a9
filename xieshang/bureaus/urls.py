"""The bureaus' addresses."""

from django.urls import path

from xieshang.bureaus import views

app_name = "bureaus"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.bureau, name="bureau"),
    path("<int:pk>/closing/", views.close, name="close"),
]
