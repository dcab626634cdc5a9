"""Nouns: an assembly's term has figures, each of which has rows, and a work report."""

from django.urls import path

from xieshang.reports import views

app_name = "reports"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:code>/<int:number>/", views.figures, name="figures"),
    path("<slug:code>/<int:number>/figures/<slug:figure>", views.rows, name="rows"),
    path("<slug:code>/<int:number>/work-report", views.work_report, name="work_report"),
]
