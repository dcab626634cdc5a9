"""Addresses under `accounts/`. The library's names stand without a namespace, because it looks them up so."""

from allauth.account import views as theirs
from django.urls import include, path, register_converter

from xieshang.accounts.converters import Reach
from xieshang.accounts.views import entrance, own, people, roles

register_converter(Reach, "reach")

library = [
    path("login/", entrance.SignIn.as_view(), name="account_login"),
    path("logout/", theirs.logout, name="account_logout"),
    path("closed/", theirs.account_inactive, name="account_inactive"),
    path("confirmation/", theirs.reauthenticate, name="account_reauthenticate"),
    path("password/", entrance.ChangePassword.as_view(), name="account_change_password"),
    path("second-factor/", entrance.SecondFactor.as_view(), name="mfa_index"),
    path("second-factor/", include("allauth.mfa.urls")),
]

ours = [
    path("", own.me, name="me"),
    path("language/", own.language, name="language"),
    path("sessions/", own.sessions, name="sessions"),
    path("sessions/others/end/", own.end_other_sessions, name="end-other-sessions"),
    path("sessions/<int:pk>/end/", own.end_session, name="end-session"),
    path("people/", people.index, name="people"),
    path("people/new/", people.enter, name="enter"),
    path("people/<int:pk>/", people.show, name="person"),
    path("people/<int:pk>/particulars/", people.amend, name="amend"),
    path("people/<int:pk>/roles/", people.grant, name="grant"),
    path("people/<int:pk>/password/", people.issue_password, name="issue-password"),
    path("people/<int:pk>/<reach:field>/", people.reveal, name="reveal"),
    path("people/<int:pk>/suspension/", people.suspend, name="suspend"),
    path("people/<int:pk>/restoration/", people.restore, name="restore"),
    path("people/<int:pk>/unlocking/", people.unlock, name="unlock"),
    path("people/<int:pk>/second-factor/removal/", people.remove_second_factors, name="remove-second-factors"),
    path("grants/<int:pk>/withdrawal/", people.withdraw, name="withdraw"),
    path("roles/", roles.index, name="roles"),
    path("roles/<int:pk>/<slug:code>/second-factor/", roles.require, name="require-second-factor"),
    path("roles/<int:pk>/<slug:code>/second-factor/waiver/", roles.waive, name="waive-second-factor"),
]

urlpatterns = [path("", include((ours, "accounts"))), *library]
