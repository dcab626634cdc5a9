"""What people type: signing in, passwords, codes, and the office's entries."""
# The library carries no types.
# mypy: allow-subclassing-any

from collections.abc import Iterable
from typing import Any

from allauth.account.forms import ChangePasswordForm as TheirChangePasswordForm
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as TheirConfirmCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm as TheirActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts import actions
from xieshang.accounts.models import Person, Scope
from xieshang.accounts.permissions import ROLES
from xieshang.spine.rule import Refused
from xieshang.ui import widgets


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    """A password: what was typed is never shown again, and never trimmed."""
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text)


class SignInForm(LoginForm):
    """A phone number or e-mail address, a password, and whether this device stays signed in."""

    password = _password(gettext_lazy("密码"), "current-password")
    remember = forms.BooleanField(
        label=gettext_lazy("在这台设备上保持登录 14 天"),
        help_text=gettext_lazy("公用的电脑请不要勾选。"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(label=_("手机号或电子邮箱"), max_length=254, widget=widgets.Login())

    @property
    def is_closed(self) -> bool:
        """Has the account been closed for a while after too many failures?"""
        return bool(self.has_error(NON_FIELD_ERRORS, "closed"))


class ConfirmPasswordForm(ReauthenticateForm):
    """The password once more, before something that matters."""

    password = _password(gettext_lazy("您的密码"), "current-password")


class ChangePasswordForm(TheirChangePasswordForm):
    """The password there is, and twice the one that shall be."""

    oldpassword = _password(gettext_lazy("现在的密码"), "current-password")
    password1 = _password(
        gettext_lazy("新密码"),
        "new-password",
        gettext_lazy("至少 10 个字符，不能全是数字，不要用姓名、手机号或常见的密码。一句记得住的话最好。"),
    )
    password2 = _password(gettext_lazy("再输一遍新密码"), "new-password")

    def clean_password1(self) -> str:
        """The new password, if it is strong enough for this person."""
        password: str = self.cleaned_data["password1"]
        password_validation.validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Both entries are the same, and the password is a new one."""
        cleaned = forms.Form.clean(self) or {}
        new, again = cleaned.get("password1"), cleaned.get("password2")
        if new and again and new != again:
            self.add_error("password2", _("两遍输入的不一样，请重新输入。"))
        if new and new == cleaned.get("oldpassword"):
            self.add_error("password1", _("新密码和原来的一样，请换一个。"))
        return cleaned

    def save(self) -> None:
        """Nothing: the view calls the action, which knows the device."""


def _code(help_text: Any) -> forms.CharField:
    """Six digits of an authenticator, or the eight of a recovery code."""
    return forms.CharField(label=gettext_lazy("验证码"), help_text=help_text, widget=widgets.Code({"maxlength": 16}))


CODE_HELP = gettext_lazy("打开手机上的验证器，输入 6 位数字；手机不在身边，可以输入一个恢复码。")


class CodeForm(AuthenticateForm):
    """The code of the authenticator, or a recovery code."""

    code = _code(CODE_HELP)


class ConfirmCodeForm(TheirConfirmCodeForm):
    """The same, before something that matters."""

    code = _code(CODE_HELP)


class ActivateTOTPForm(TheirActivateTOTPForm):
    """The first code of an authenticator that is being set up."""

    code = _code(gettext_lazy("扫码后，验证器里会出现 6 位数字，每 30 秒换一次。"))


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey's name; the device makes the rest, and decides whether it can replace the password."""

    name = forms.CharField(label=gettext_lazy("给它起个名字"), max_length=60, required=False)
    passwordless = None


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=gettext_lazy("名字"), max_length=60)


class LanguageForm(forms.Form):
    """The language in which the product speaks and writes to a person."""

    language = forms.ChoiceField(label=gettext_lazy("语言"), choices=settings.LANGUAGES)


class ParticularsForm(forms.Form):
    """What the office knows of a person. The action checks it."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "off"}))
    phone = forms.CharField(
        label=gettext_lazy("手机号"),
        help_text=gettext_lazy("本人凭手机号或电子邮箱登录，至少填一项。"),
        max_length=30,
        required=False,
        widget=widgets.Phone({"autocomplete": "off"}),
    )
    email = forms.CharField(
        label=gettext_lazy("电子邮箱"), max_length=254, required=False, widget=widgets.Email({"autocomplete": "off"})
    )

    def particulars(self) -> actions.Particulars:
        """As the actions take it."""
        return actions.Particulars(**{key: self.cleaned_data[key] for key in ("name", "phone", "email")})


def _roles_in(place: Scope) -> list[tuple[str, str]]:
    """The roles that fit a place, each with the place in its name, which a closed list box shows alone."""
    fitting = [role for role in ROLES.values() if place.kind in role.scopes]
    said = _("%(role)s（%(place)s）")
    return [(f"{role.code}@{place.pk}", said % {"role": role.name, "place": place.name}) for role in fitting]


class GrantForm(forms.Form):
    """A role in a place, from a day, and until one."""

    where = forms.ChoiceField(
        label=gettext_lazy("角色和单位"),
        error_messages={"invalid_choice": gettext_lazy("这个角色不由您授予，请从列表里选。")},
    )
    from_on = forms.DateField(label=gettext_lazy("起始日期"), widget=widgets.Day())
    until_on = forms.DateField(
        label=gettext_lazy("终止日期"),
        help_text=gettext_lazy("从这一天起不再担任；不填表示一直担任。"),
        required=False,
        widget=widgets.Day(),
    )

    def __init__(self, *args: Any, places: Iterable[Scope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.pk: place for place in places}
        self.fields["where"].choices = [(place.name, _roles_in(place)) for place in self.places.values()]  # type: ignore[attr-defined]

    def grant(self, person: Person, *, by: Person) -> None:
        """Give a person the role. Raises Refused."""
        place, code = self._chosen()
        period = {key: self.cleaned_data[key] for key in ("from_on", "until_on")}
        actions.grant(place, by=by, person=person, role=code, **period)

    def enter(self, particulars: actions.Particulars, *, by: Person) -> Person:
        """Open an account in the place and give it the role, both or neither. Raises Refused."""
        with transaction.atomic():
            person = actions.enter(self._chosen()[0], by=by, particulars=particulars)
            self.grant(person, by=by)
        return person

    def _chosen(self) -> tuple[Scope, str]:
        code, _at, place = self.cleaned_data["where"].partition("@")
        return self.places[int(place)], code


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)


def add_refusal(form: forms.Form, refused: Refused) -> None:
    """Say beside the field why something was refused; at the head where no field is named."""
    field = {"role": "where"}.get(refused.field or "", refused.field)
    field = field if field in form.fields else None
    form.add_error(field, ValidationError(refused.reason))
