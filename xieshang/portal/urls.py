"""The front door: the desk of whoever signed in, and the public site."""

from django.urls import path

from xieshang.duties.views import public_reports
from xieshang.portal import views
from xieshang.proposals.views import public_awards, public_calls

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("public", views.published, name="published"),
    path("public/calls", public_calls.index, name="calls"),
    path("public/calls/<int:pk>", public_calls.show, name="call"),
    path("public/awards", public_awards.index, name="awards"),
    path("public/awards/<int:pk>", public_awards.show, name="award"),
    path("public/duty-reports", public_reports.index, name="duty-reports"),
    path("public/duty-reports/<int:pk>", public_reports.show, name="duty-report"),
    path("public/<int:pk>", views.published_case, name="published_case"),
]
