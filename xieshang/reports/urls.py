"""Nouns: an assembly's term has figures, each of which has rows, and a work report; the ledger has entries."""

from django.urls import path

from xieshang.reports.views import figures, ledger

app_name = "reports"

urlpatterns = [
    path("", figures.index, name="index"),
    path("ledger/", ledger.index, name="ledger"),
    path("ledger/<int:pk>", ledger.entry, name="entry"),
    path("<slug:code>/<int:number>/", figures.figures, name="figures"),
    path("<slug:code>/<int:number>/figures/<slug:figure>", figures.rows, name="rows"),
    path("<slug:code>/<int:number>/work-report", figures.work_report, name="work_report"),
]
