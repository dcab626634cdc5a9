from django.urls import path

from xieshang.documents import views

app_name = "documents"
urlpatterns = [
    path("<uuid:key>/<str:name>", views.serve, name="file"),
]
