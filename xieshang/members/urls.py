"""The roll's addresses."""

from django.urls import path

from xieshang.members.views import importing, keeping, roll, terms

app_name = "members"
urlpatterns = [
    path("", roll.index, name="index"),
    path("<int:pk>/", roll.member, name="member"),
    path("<int:pk>/transfer/", keeping.transfer, name="transfer"),
    path("<int:pk>/leaving/", keeping.leaving, name="leave"),
    path("new/", keeping.new, name="admit"),
    path("terms/", terms.index, name="terms"),
    path("terms/<int:pk>/", terms.show, name="term"),
    path("terms/<int:pk>/end/", terms.end, name="term-end"),
    path("terms/<int:pk>/next/", terms.following, name="term-next"),
    path("terms/<int:pk>/session/", terms.convening, name="term-session"),
    path("terms/<int:pk>/freezing/", terms.freezing, name="term-freeze"),
    path("terms/<int:pk>/day/", terms.day, name="term-day"),
    path("imports/new/", importing.new, name="import"),
    path("imports/template.xlsx", importing.template, name="import-template"),
    path("imports/<slug:mark>/", importing.preview, name="import-preview"),
    path("imports/<slug:mark>/confirmation/", importing.confirm, name="import-confirm"),
]
