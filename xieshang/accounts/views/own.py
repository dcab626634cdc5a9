"""One's own account: who one is here, what one may do and why, and where one is signed in."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import actions, devices, privacy, queries
from xieshang.accounts.forms import LanguageForm
from xieshang.accounts.models import Grant, Person
from xieshang.accounts.permissions import ROLES, WORDS
from xieshang.accounts.web import person, signed_in
from xieshang.spine import clock
from xieshang.ui.context import keep_choice


@require_safe
@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """My account: name, masked contact, language, roles and what each lets me do."""
    me_ = person(request)
    context = {
        "person": me_,
        "phone": privacy.mask_phone(me_.phone),
        "email": privacy.mask_email(me_.email),
        "form": LanguageForm(initial={"language": me_.language}),
        "roles": [role_shown(grant) for grant in queries.grants_of(me_).holding(on=clock.today())],  # type: ignore[attr-defined]
        "factors": _factors(me_),
        "device_count": queries.sessions_of(me_, at=timezone.now()).count(),
    }
    return render(request, "accounts/me.html", context)


def role_shown(grant: Grant) -> dict[str, object]:
    """A grant as pages show it: the role, the place, the period, and what it allows in words."""
    role = ROLES.get(grant.role)
    return {
        "grant": grant,
        "last_on": grant.last_on,
        "title": role.name if role else grant.role,
        "description": role.description if role else "",
        "place": grant.scope.name,
        "allows": [WORDS[permission] for permission in WORDS if role and permission in role.permissions],
    }


def _factors(owner: Person) -> list[str]:
    said = {
        Authenticator.Type.TOTP: _("验证器"),
        Authenticator.Type.WEBAUTHN: _("通行密钥"),
        Authenticator.Type.RECOVERY_CODES: _("恢复码"),
    }
    found = set(Authenticator.objects.filter(user_id=owner.pk).values_list("type", flat=True))
    return [words for kind, words in said.items() if kind in found]


@require_POST
@signed_in
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language in which one is spoken and written to, here and on this device."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有这种语言。"))
        return redirect("accounts:me")
    chosen = form.cleaned_data["language"]
    actions.choose_language(person(request), by=person(request), language=chosen)
    with override(chosen):
        messages.success(request, _("以后用这种语言显示，通知也用它写。"))
    response = HttpResponseRedirect(reverse("accounts:me"))
    keep_choice(response, request, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_safe
@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """The devices where one is signed in; where they are is not known and not asked."""
    own = queries.sessions_of(person(request), at=timezone.now())
    shown = [
        {
            "session": session,
            "device": devices.device(session.user_agent),
            "is_phone": devices.is_phone(session.user_agent),
            "is_this": session.session_key == request.session.session_key,
        }
        for session in own
    ]
    return render(request, "accounts/sessions.html", {"sessions": shown})


@require_POST
@signed_in
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out on one device; on this one, that is to sign out."""
    owner = person(request)
    session = get_object_or_404(queries.sessions_of(owner, at=timezone.now()), pk=pk)
    actions.end_sessions(owner, by=owner, sessions=UserSession.objects.filter(pk=session.pk))
    if session.session_key == request.session.session_key:
        request.session.flush()
        return redirect("account_login")
    name = devices.device(session.user_agent)
    messages.success(request, _("“%(device)s”已退出登录。") % {"device": name})
    return redirect("accounts:sessions")


@require_POST
@signed_in
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    owner = person(request)
    others = UserSession.objects.exclude(session_key=request.session.session_key)
    count = actions.end_sessions(owner, by=owner, sessions=others)
    messages.success(request, _("其他 %(count)s 台设备已退出登录。") % {"count": count})
    return redirect("accounts:sessions")
