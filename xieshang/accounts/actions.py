"""What is done with accounts and roles. In a batch `enter` and `grant` ask the database nothing a row."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from xieshang.accounts import events, lockout, passwords, rules
from xieshang.accounts.contacts import normal_email, normal_phone
from xieshang.accounts.models import Grant, Person, Scope, ScopeKind, SecondFactor
from xieshang.accounts.permissions import ROLES, Role
from xieshang.spine.action import action
from xieshang.spine.batch import current_batch, keep
from xieshang.spine.rule import Actor, Refused
from xieshang.texts import names

By = Actor | None
Reach = Literal["phone", "email"]


@dataclass(frozen=True, slots=True)
class Particulars:
    """What an office knows of a person: a name, and a phone number or an e-mail address however written."""

    name: str
    phone: str = ""
    email: str = ""


@action(rules.may_manage, lock=False)
def enter(
    place: Scope,
    *,
    by: By,
    particulars: Particulars,
    password_hash: str | None = None,
    must_change_password: bool = True,
    is_demo: bool = False,
) -> Person:
    """Open an account whose home is the assembly of `place`.

    Without `password_hash` nobody can sign in until `issue_password`. Refused, naming the field,
    where the name is missing, a number or address is none, or it belongs to somebody else; in a
    batch the last is the caller's to see to beforehand (`queries.people_by_phone`).
    """
    person = Person(home=place.parent or place, is_demo=is_demo, must_change_password=must_change_password)
    person.password = password_hash or passwords.hashed()
    _take(person, particulars)
    keep(person)
    events.PERSON_ENTERED.record(person, by)
    return person


def _take(person: Person, given: Particulars) -> None:
    """Set a person's name, number and address, or refuse, naming the field."""
    if not given.name.strip():
        raise Refused(_("请填写姓名。"), field="name")
    if not (given.phone.strip() or given.email.strip()):
        raise Refused(_("请填写手机号或电子邮箱，本人凭它登录。"), field="phone")
    phone, email = normal_phone(given.phone), normal_email(given.email)
    if given.phone.strip() and phone is None:
        raise Refused(_("手机号应为 11 位数字；境外号码请以 + 和国家代码开头。"), field="phone")
    if given.email.strip() and email is None:
        raise Refused(_("电子邮箱的格式不对，应如 name@example.org。"), field="email")
    if current_batch() is None:
        _refuse_taken(person, phone, email)
    person.name, person.phone, person.email = given.name.strip(), phone, email
    person.sort_key = names.sort_key(person.name)


def _refuse_taken(person: Person, phone: str | None, email: str | None) -> None:
    others = Person.objects.exclude(pk=person.pk)
    if phone and others.filter(phone=phone).exists():
        raise Refused(_("这个手机号已经有账号，请在人员列表里查找，直接授予角色。"), field="phone")
    if email and others.filter(email__iexact=email).exists():
        raise Refused(_("这个电子邮箱已经有账号，请在人员列表里查找，直接授予角色。"), field="email")


@action(rules.may_care_for)
def amend(person: Person, *, by: By, particulars: Particulars) -> Person:
    """Correct name, number or address; the entry tells which, not what."""
    before = {field: getattr(person, field) for field in ("name", "phone", "email")}
    _take(person, particulars)
    changed = [field for field, value in before.items() if getattr(person, field) != value]
    if not changed:
        raise Refused(_("没有改动。"))
    keep(person)
    events.PERSON_AMENDED.record(person, by, fields=",".join(changed))
    return person


@action(rules.may_manage, lock=False)
def grant(place: Scope, *, by: By, person: Person, role: str, from_on: date, until_on: date | None = None) -> Grant:
    """Give a person a role in a place from `from_on` until the day before `until_on`.

    Refused where the role does not exist in such a place, the period ends before it begins, the
    person holds the role there in that time already (a batch does not ask), or it is oneself.
    """
    known = _role_for(place, role)
    if by is not None and by.pk == person.pk:
        raise Refused(_("不能给自己授予角色，请另一位系统管理员操作。"))
    if until_on is not None and until_on <= from_on:
        raise Refused(_("终止日期应晚于起始日期。"), field="until_on")
    if current_batch() is None:
        _refuse_held(place, person, known, from_on, until_on)
    given = Grant(person=person, role=role, scope=place, from_on=from_on, until_on=until_on)
    keep(given)
    events.ROLE_GRANTED.record(
        given, by, role=role, title=_recorded(known), place=place.name, from_on=from_on, until_on=until_on
    )
    return given


def _role_for(place: Scope, code: str) -> Role:
    role = ROLES.get(code)
    if role is None or place.kind not in role.scopes:
        where = ScopeKind(place.kind).label
        raise Refused(
            _("“%(role)s”不能在%(where)s授予。") % {"role": role.name if role else code, "where": where}, field="role"
        )
    return role


def _refuse_held(place: Scope, person: Person, role: Role, from_on: date, until_on: date | None) -> None:
    later = Q(until_on__isnull=True) | Q(until_on__gt=from_on)
    same = Grant.objects.filter(later, person=person, role=role.code, scope=place).exclude(until_on__lte=from_on)
    if until_on is not None:
        same = same.filter(from_on__lt=until_on)
    if same.exists():
        raise Refused(
            _("%(name)s在这段时间已经是“%(role)s”（%(place)s）。")
            % {"name": person.name, "role": role.name, "place": place.name},
            field="role",
        )


def _recorded(role: Role) -> str:
    """A role's name as the ledger keeps it: in Chinese, whatever language the actor reads."""
    with translation.override("zh-hans"):
        return str(role.name)


@action(rules.may_withdraw)
def withdraw(given: Grant, *, by: By, on: date) -> Grant:
    """End a grant: `on` is the first day without the role. Refused where it had ended by then."""
    if given.until_on is not None and given.until_on <= on:
        raise Refused(_("这个角色到那天已经不再担任。"), field="on")
    given.until_on = max(on, given.from_on)
    keep(given)
    events.ROLE_WITHDRAWN.record(
        given,
        by,
        role=given.role,
        title=_recorded(ROLES[given.role]),
        place=given.scope.name,
        until_on=given.until_on,
    )
    return given


@action(rules.may_care_for)
def issue_password(person: Person, *, by: By) -> str:
    """Give out a one-time password, to be changed at the first sign-in; every device is signed out.

    Returned once and kept nowhere but as a hash.
    """
    password = passwords.one_time()
    person.password, person.must_change_password = passwords.hashed(password), True
    keep(person)
    _end(UserSession.objects.filter(user_id=person.pk))
    lockout.open_again(person)
    events.PASSWORD_RESET.record(person, by)
    return password


@action(rules.may_use)
def change_password(person: Person, *, by: By, password: str, session_key: str | None = None) -> Person:
    """Set a password of one's own; every device but the one of `session_key` is signed out.

    Refused where the password is too weak, or still the old one.
    """
    if person.check_password(password):
        raise Refused(_("新密码和原来的一样，请换一个。"), field="password1")
    try:
        validate_password(password, person)
    except ValidationError as fault:
        raise Refused("".join(fault.messages), field="password1") from fault
    person.password, person.must_change_password = passwords.hashed(password), False
    keep(person)
    _end(UserSession.objects.filter(user_id=person.pk).exclude(session_key=session_key))
    events.PASSWORD_CHANGED.record(person, by)
    return person


@action(rules.may_suspend)
def suspend(person: Person, *, by: By, reason: str) -> Person:
    """Close an account at once on every device; roles and history stay."""
    if not person.is_active:
        raise Refused(_("这个账号已经停用。"))
    if not reason.strip():
        raise Refused(_("请写明停用的原因。"), field="reason")
    person.is_active = False
    keep(person)
    _end(UserSession.objects.filter(user_id=person.pk))
    events.PERSON_SUSPENDED.record(person, by, reason=reason.strip())
    return person


@action(rules.may_care_for)
def restore(person: Person, *, by: By) -> Person:
    """Open a suspended account again."""
    if person.is_active:
        raise Refused(_("这个账号没有停用。"))
    person.is_active = True
    keep(person)
    events.PERSON_RESTORED.record(person, by)
    return person


@action(rules.may_care_for, lock=False)
def unlock(person: Person, *, by: By) -> None:
    """Let someone who was locked out after failures try again at once."""
    lockout.open_again(person)
    events.PERSON_UNLOCKED.record(person, by)


@action(rules.may_note, lock=False)
def note_lockout(person: Person, *, by: None, until: datetime) -> None:
    """Record that failures have locked an account until a moment."""
    events.PERSON_LOCKED.record(person, by, until=until)


@action(rules.may_use, lock=False)
def note_sign_in(person: Person, *, by: By) -> None:
    """Record that a person has signed in."""
    events.SIGNED_IN.record(person, by)


@action(rules.may_care_for, lock=False)
def reveal(person: Person, *, by: By, field: Reach) -> str:
    """The full phone number or address of somebody else; that it was looked at is recorded."""
    value: str | None = getattr(person, field)
    if not value:
        raise Refused(_("没有登记这一项。"))
    events.CONTACT_REVEALED.record(person, by, field=field)
    return value


@action(rules.may_end_sessions, lock=False)
def end_sessions(person: Person, *, by: By, sessions: QuerySet[UserSession]) -> int:
    """Sign a person out on some of their devices; how many that were. Refused where none is left."""
    count = _end(sessions.filter(user_id=person.pk))
    if not count:
        raise Refused(_("这台设备已经退出登录。"))
    events.SESSIONS_ENDED.record(person, by, count=count)
    return count


def _end(sessions: QuerySet[UserSession]) -> int:
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


@action(rules.may_use)
def choose_language(person: Person, *, by: By, language: str) -> Person:
    """Keep the language in which the product speaks and writes to a person."""
    person.language = language
    keep(person)
    events.LANGUAGE_CHOSEN.record(person, by, language=language)
    return person


@action(rules.may_use, lock=False)
def note_second_factor(person: Person, *, by: By, factor: str, added: bool) -> None:
    """Record that a person has set up or removed an authenticator, a passkey or recovery codes."""
    event = events.SECOND_FACTOR_ADDED if added else events.SECOND_FACTOR_REMOVED
    event.record(person, by, factor=factor)


@action(rules.may_care_for, lock=False)
def remove_second_factors(person: Person, *, by: By) -> None:
    """Take the second factor from someone who lost the device; every device is signed out."""
    factors: Any = Authenticator.objects.filter(user_id=person.pk)
    found = sorted(factors.values_list("type", flat=True))
    if not found:
        raise Refused(_("本人没有开启两步验证。"))
    factors.delete()
    _end(UserSession.objects.filter(user_id=person.pk))
    events.SECOND_FACTOR_REMOVED.record(person, by, factor=",".join(found))


@action(rules.may_manage)
def require_second_factor(place: Scope, *, by: By, role: str) -> SecondFactor:
    """Ask a second factor of everyone who holds `role` in an assembly, from their next page on."""
    if place.kind != ScopeKind.ASSEMBLY or role not in ROLES:
        raise Refused(_("两步验证由政协按角色要求。"), field="role")
    if SecondFactor.objects.filter(scope=place, role=role).exists():
        raise Refused(_("已经要求这个角色两步验证。"), field="role")
    required = SecondFactor(scope=place, role=role)
    keep(required)
    events.SECOND_FACTOR_REQUIRED.record(place, by, role=role, title=_recorded(ROLES[role]))
    return required


@action(rules.may_manage)
def waive_second_factor(place: Scope, *, by: By, role: str) -> None:
    """Ask the second factor of a role no longer; whoever has set one up keeps it."""
    deleted, _of = SecondFactor.objects.filter(scope=place, role=role).delete()
    if not deleted:
        raise Refused(_("没有要求这个角色两步验证。"), field="role")
    events.SECOND_FACTOR_WAIVED.record(place, by, role=role, title=_recorded(ROLES[role]))
