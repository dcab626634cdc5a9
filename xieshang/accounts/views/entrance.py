"""Signing in, a new password, a second factor: the library's views with what our pages need besides."""
# The library carries no types.
# mypy: allow-subclassing-any

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from allauth.account.signals import password_changed
from allauth.account.views import LoginView, PasswordChangeView
from allauth.mfa.base.views import IndexView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from xieshang.accounts import actions, duties, queries
from xieshang.accounts.forms import ChangePasswordForm, SignInForm, add_refusal
from xieshang.accounts.models import Person
from xieshang.accounts.web import person
from xieshang.engine import environment
from xieshang.spine import clock
from xieshang.spine.rule import Refused


class SignIn(LoginView):
    """The sign-in page; on a machine with the demo city, with its sign-ins."""

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """The form again; with 429 while the account is closed."""
        response: HttpResponse = super().form_invalid(form)
        if form.is_closed:
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The library's context and the demo sign-ins."""
        return {**super().get_context_data(**kwargs), "demo": _demo_sign_ins()}


def _demo_sign_ins() -> list[dict[str, Any]]:
    """The demo accounts with the passwords that the demo city left in the data folder; none where it left none."""
    passwords = {one["login"]: one["password"] for one in environment.demo_sign_ins()}
    if not passwords:
        return []
    known = queries.demo_sign_ins(passwords, on=clock.today())
    return [{**asdict(one), "password": passwords[one.login]} for one in known]


class ChangePassword(PasswordChangeView):
    """A new password, of one's own will or because the first one must be changed."""

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        """Change it, stay signed in here, sign out everywhere else."""
        try:
            changed = actions.change_password(
                person(self.request),
                by=person(self.request),
                password=form.cleaned_data["password1"],
                session_key=self.request.session.session_key,
            )
        except Refused as refused:
            add_refusal(form, refused)
            refusal: HttpResponse = self.form_invalid(form)
            return refusal
        self._stay(changed)
        return HttpResponseRedirect(self.get_success_url())

    def _stay(self, changed: Person) -> None:
        update_session_auth_hash(self.request, changed)
        password_changed.send(Person, request=self.request, user=changed)
        messages.success(self.request, _("密码已改，其他设备已退出登录。"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The library's context and why it must be done now, if it must."""
        return {**super().get_context_data(**kwargs), "duty": duties.duty_of(person(self.request))}


class SecondFactor(IndexView):
    """The second factors there are, and why one must be set up, if it must."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The library's context and the duty."""
        return {**super().get_context_data(**kwargs), "duty": duties.duty_of(person(self.request))}
