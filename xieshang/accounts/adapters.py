"""What django-allauth asks us: how to recognise a person, what to say, how to keep secrets."""
# The library carries no types.
# mypy: allow-subclassing-any

import base64
import hashlib
import time
from typing import Any, ClassVar

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathFillImage

from xieshang.accounts import actions, lockout
from xieshang.accounts.duties import SEEN
from xieshang.accounts.models import Person
from xieshang.accounts.settings import AXES_FAILURE_LIMIT
from xieshang.ui.context import keep_choice
from xieshang.ui.show import time as time_of_day

RECENTLY = 300


class SignInAdapter(DefaultAccountAdapter):
    """Signing in, out and confirming that it is still oneself."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("手机号（或电子邮箱）与密码对不上，请核对后再试。"),
        "enter_current_password": gettext_lazy("现在的密码不对。"),
        "incorrect_password": gettext_lazy("密码不对。"),
        "incorrect_code": gettext_lazy("验证码不对或已经过期，请看验证器上现在的 6 位数字。"),
        "too_many_login_attempts": gettext_lazy("试的次数太多，请过 5 分钟再试。"),
        "rate_limited": gettext_lazy("试的次数太多，请过几分钟再试。"),
    }
    words: ClassVar[dict[str, str | Promise]] = {
        "account/messages/password_changed.txt": gettext_lazy("密码已改，其他设备已退出登录。"),
        "account/messages/logged_out.txt": gettext_lazy("已退出登录。"),
        "mfa/messages/totp_activated.txt": gettext_lazy("验证器已启用。请把恢复码抄下来，手机不在身边时用得上。"),
        "mfa/messages/totp_deactivated.txt": gettext_lazy("验证器已停用。"),
        "mfa/messages/webauthn_added.txt": gettext_lazy("通行密钥已添加。"),
        "mfa/messages/webauthn_removed.txt": gettext_lazy("通行密钥已删除。"),
        "mfa/messages/recovery_codes_generated.txt": gettext_lazy("恢复码已生成；如果有旧的，不能再用。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are entered by the office."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: failures are counted by django-axes, over all server processes."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """The person, or None; ValidationError with the hour of the next attempt where the account is closed."""
        person: Person | None = super().authenticate(request, **credentials)
        if person is None and getattr(request, "axes_locked_out", False):
            raise self._closed(request, str(credentials["username"]))
        if person is None and 0 < (left := lockout.attempts_left(request)) <= 2:
            said = _("手机号（或电子邮箱）与密码对不上。再错 %(left)s 次，将暂停登录 15 分钟。")
            raise ValidationError(said % {"left": left}, code="few_attempts_left")
        return person

    def _closed(self, request: HttpRequest, typed: str) -> ValidationError:
        said = _(
            "连续输错 %(limit)s 次，为保护账号，登录已暂停。请在 %(until)s 之后再试；"
            "忘记密码请与办公室联系，由系统管理员发放一次性密码。"
        )
        until = time_of_day(lockout.closed_until(request, typed))
        return ValidationError(said % {"limit": AXES_FAILURE_LIMIT, "until": until}, code="closed")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record it in the ledger when this failure has closed somebody's account."""
        typed = str(credentials.get("username"))
        if lockout.has_just_closed(request):
            for person in lockout.people_behind(typed):
                actions.note_lockout(person, by=None, until=lockout.closed_until(request, typed))

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Is it still this person? Failures count as failures to sign in do."""
        found = self.authenticate(context.request, username=user.get_username(), password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of signing in or of the last confirmation."""
        records = get_authentication_records(context.request, context.request.user)
        return not any(time.time() - record["at"] < RECENTLY for record in records)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to confirm that it is oneself, in our words."""
        said = {
            "reauthenticate": _("用密码确认"),
            "mfa_reauthenticate": _("用验证器或恢复码确认"),
            "mfa_reauthenticate:webauthn": _("用通行密钥确认"),
        }
        return [way | {"description": said[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in, note when the device was seen, and record it."""
        super().login(request, user)
        for record in get_authentication_records(request, user):
            record.pop("username", None)  # what was typed does not stay in the session
        request.session[SEEN] = int(time.time())
        actions.note_sign_in(user, by=user)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """On a device that has chosen no language, the person's own."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            keep_choice(response, request, settings.LANGUAGE_COOKIE_NAME, user.language)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own account."""
        return reverse("accounts:me")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Say it in our words, or say nothing."""
        said = self.words.get(message_template) if message_template else kwargs.get("message")
        if said:
            messages.add_message(request, level, str(said))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticators and passkeys: secrets are encrypted with the installation's key, labels hold no number."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": SignInAdapter.error_messages["incorrect_code"],
        "cannot_generate_recovery_codes": gettext_lazy("请先启用验证器或添加通行密钥，再生成恢复码。"),
    }

    def encrypt(self, text: str) -> str:
        """The text as the database keeps it."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again; raises InvalidToken where the installation's key is another."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The code to scan, dark on white in any theme."""
        drawn = qrcode.make(url, image_factory=SvgPathFillImage, border=2)
        return str(drawn.to_string(encoding="unicode"))

    def get_totp_issuer(self) -> str:
        """What the authenticator on the phone calls the product."""
        return _("协商")

    def get_totp_label(self, user: Person) -> str:
        """What the authenticator on the phone calls the account."""
        return user.name

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        """What the passkey's device calls the account."""
        return {**super().get_public_key_credential_user_entity(user), "name": user.name, "display_name": user.name}

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        """What a new passkey is called until the person names it."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("通行密钥 %(number)s") % {"number": count + 1}


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"accounts.second_factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
