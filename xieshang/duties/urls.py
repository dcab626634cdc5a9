"""The addresses of duty."""

from django.urls import path

from xieshang.duties.views import by_hand, listing, objections, record, schemes, years

app_name = "duties"
urlpatterns = [
    path("", record.own, name="own"),
    path("members/", listing.index, name="index"),
    path("members/<int:pk>/", record.show, name="record"),
    path("members/<int:pk>/entries/new", by_hand.new, name="enter"),
    path("members/<int:pk>/objections/new", objections.new, name="object"),
    path("entries/", by_hand.index, name="entries"),
    path("entries/<int:pk>", by_hand.show, name="entry"),
    path("objections/", objections.index, name="objections"),
    path("objections/<int:pk>", objections.show, name="objection"),
    path("objections/<int:pk>/withdrawal", objections.withdraw, name="withdraw-objection"),
    path("schemes/", schemes.index, name="schemes"),
    path("schemes/new", schemes.new, name="new-scheme"),
    path("schemes/<int:pk>", schemes.show, name="scheme"),
    path("schemes/<int:pk>/document.yaml", schemes.document, name="scheme-document"),
    path("schemes/<int:pk>/adoption", schemes.adopt, name="adopt-scheme"),
    path("schemes/<int:pk>/years", schemes.open_year, name="open-year"),
    path("schemes/trial", schemes.trial, name="trial"),
    path("years/<int:pk>", years.show, name="year"),
    path("years/<int:pk>/freezing", years.freeze, name="freeze"),
    path("years/<int:pk>/thawing", years.thaw, name="thaw"),
    path("years/<int:pk>/decision", years.decide, name="decide"),
    path("grades/<int:pk>", years.grade, name="grade"),
]
