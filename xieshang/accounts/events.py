"""What can happen to an account. No payload holds a name, a number, an address or a password."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from xieshang.accounts.permissions import ROLES
from xieshang.spine.event import Event, Facts, Plain


@dataclass(frozen=True, slots=True)
class Amended:
    """`fields`: the names of the fields that changed, separated by commas; never their values."""

    fields: str


@dataclass(frozen=True, slots=True)
class RoleGranted:
    """`role` is the code; `title` and `place` are the words of that day, in Chinese."""

    role: str
    title: str
    place: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class RoleWithdrawn:
    """`until_on` is the first day without the role."""

    role: str
    title: str
    place: str
    until_on: date


@dataclass(frozen=True, slots=True)
class Suspended:
    """Why the account was closed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Locked:
    """`until`: when the next attempt is allowed."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Revealed:
    """`field`: which personal field was shown in full."""

    field: str


@dataclass(frozen=True, slots=True)
class SessionsEnded:
    """How many devices were signed out."""

    count: int


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The language's code."""

    language: str


@dataclass(frozen=True, slots=True)
class SecondFactorChanged:
    """`factor`: totp, webauthn or recovery_codes."""

    factor: str


@dataclass(frozen=True, slots=True)
class SecondFactorOfRole:
    """The role's code and its name in Chinese."""

    role: str
    title: str


def _called(payload: Facts) -> Facts:
    """What a role is called; the name of that day where there is no such role any more."""
    return {"title": ROLES[payload["role"]].name} if payload["role"] in ROLES else {}


PERSON_ENTERED = Event("accounts.person_entered", _("开通账号"), Plain)
PERSON_AMENDED = Event("accounts.person_amended", _("更正账号资料"), Amended)
PERSON_SUSPENDED = Event("accounts.person_suspended", _("停用账号：%(reason)s"), Suspended)
PERSON_RESTORED = Event("accounts.person_restored", _("恢复账号"), Plain)
PERSON_LOCKED = Event("accounts.person_locked", _("连续输错密码，暂时不能登录"), Locked)
PERSON_UNLOCKED = Event("accounts.person_unlocked", _("解除登录锁定"), Plain)
ROLE_GRANTED = Event("accounts.role_granted", _("授予角色“%(title)s”（%(place)s）"), RoleGranted, words=_called)
ROLE_WITHDRAWN = Event("accounts.role_withdrawn", _("收回角色“%(title)s”（%(place)s）"), RoleWithdrawn, words=_called)
PASSWORD_RESET = Event("accounts.password_reset", _("发放一次性密码"), Plain)
PASSWORD_CHANGED = Event("accounts.password_changed", _("修改密码"), Plain)
CONTACT_REVEALED = Event("accounts.contact_revealed", _("查看完整的联系方式"), Revealed)
SIGNED_IN = Event("accounts.signed_in", _("登录"), Plain)
SESSIONS_ENDED = Event("accounts.sessions_ended", _("让 %(count)s 台设备退出登录"), SessionsEnded)
LANGUAGE_CHOSEN = Event("accounts.language_chosen", _("选择界面语言"), LanguageChosen)
SECOND_FACTOR_ADDED = Event("accounts.second_factor_added", _("开启两步验证方式"), SecondFactorChanged)
SECOND_FACTOR_REMOVED = Event("accounts.second_factor_removed", _("关闭两步验证方式"), SecondFactorChanged)
SECOND_FACTOR_REQUIRED = Event(
    "accounts.second_factor_required", _("要求“%(title)s”登录时两步验证"), SecondFactorOfRole, words=_called
)
SECOND_FACTOR_WAIVED = Event(
    "accounts.second_factor_waived", _("不再要求“%(title)s”登录时两步验证"), SecondFactorOfRole, words=_called
)
