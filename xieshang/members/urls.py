"""The roll's addresses."""

from django.urls import path

from xieshang.members.views import bodies, importing, keeping, roll, terms

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
    path("terms/<int:pk>/bodies/", bodies.index, name="bodies"),
    path("terms/<int:pk>/bodies/sectors/new/", bodies.new_sector, name="sector-new"),
    path("terms/<int:pk>/bodies/sectors/<int:sector>/name/", bodies.sector_name, name="sector-name"),
    path("terms/<int:pk>/bodies/committees/new/", bodies.new_committee, name="committee-new"),
    path("terms/<int:pk>/bodies/committees/<int:committee>/end/", bodies.committee_end, name="committee-end"),
    path("imports/new/", importing.new, name="import"),
    path("imports/template.xlsx", importing.template, name="import-template"),
    path("imports/<slug:mark>/", importing.preview, name="import-preview"),
    path("imports/<slug:mark>/confirmation/", importing.confirm, name="import-confirm"),
]
