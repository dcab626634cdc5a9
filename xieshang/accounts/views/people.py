"""The people an administrator looks after: the list, an account, its roles. To everyone else there is none of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import actions, privacy, queries
from xieshang.accounts.forms import GrantForm, ParticularsForm, ReasonForm, add_refusal
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import ROLES, Permission
from xieshang.accounts.views.own import role_shown
from xieshang.accounts.web import person, signed_in
from xieshang.spine import clock
from xieshang.spine.action import may
from xieshang.spine.rule import Refused
from xieshang.ui.cells import Badge
from xieshang.ui.lists import Choice, Column, Listing, Tab
from xieshang.ui.pages import asked_or_sent


def _row(one: Person) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "url": reverse("accounts:person", args=[one.pk]),
        "name": one.name,
        "roles": _("、").join(str(ROLES[grant.role].name) for grant in one.roles_then if grant.role in ROLES),  # type: ignore[attr-defined]
        "phone": privacy.mask_phone(one.phone) or privacy.mask_email(one.email),
        "home": one.home.name,
        "state": _state(one),
    }


def _state(one: Person) -> Badge:
    if not one.is_active:
        return Badge(_("已停用"), "off")
    if not one.has_usable_password():
        return Badge(_("还没有密码"), "wait")
    return Badge(_("待改首次密码"), "wait") if one.must_change_password else Badge(_("在用"), "good")


LISTING = Listing(
    title=gettext_lazy("人员与账号"),
    columns=[
        Column("name", gettext_lazy("姓名"), place="title", sort="sort_key", marked=True),
        Column("roles", gettext_lazy("角色"), phone=True),
        Column("phone", gettext_lazy("联系方式")),
        Column("home", gettext_lazy("归口管理")),
        Column("state", gettext_lazy("状态"), place="state"),
    ],
    row=_row,
    sort="name",
    tabs=[
        Tab("active", gettext_lazy("在用"), queries.IN_USE),
        Tab("suspended", gettext_lazy("已停用"), ~queries.IN_USE),
    ],
    filters=[
        Choice(
            "role",
            gettext_lazy("角色"),
            [(code, role.name) for code, role in ROLES.items()],
            lambda people, role: queries.holding_role(people, role, on=clock.today()),
        )
    ],
    search=queries.found_by,
    search_label=gettext_lazy("姓名、拼音或手机号"),
    empty=gettext_lazy("还没有人员。"),
)


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The accounts one administers."""
    _administers(request)
    visible = queries.with_roles(queries.visible_to(person(request)), on=clock.today())
    return LISTING.respond(request, visible, template="accounts/people.html")


def _administers(request: HttpRequest) -> None:
    if not person(request).scopes_with(Permission.ACCOUNTS_MANAGE):
        raise Http404


@asked_or_sent
@signed_in
def enter(request: HttpRequest) -> HttpResponse:
    """Open an account with its first role."""
    _administers(request)
    form = ParticularsForm(request.POST or None)
    roles = GrantForm(request.POST or None, places=queries.places_of(person(request)), initial=_from_today())
    if request.method == "POST" and form.is_valid() and roles.is_valid():
        entered = _entered(request, form, roles)
        if entered:
            messages.success(request, _("已为%(name)s开通账号。发放一次性密码后即可登录。") % {"name": entered.name})
            return redirect("accounts:person", entered.pk)
    return render(request, "accounts/enter.html", {"form": form, "roles": roles})


def _from_today() -> dict[str, Any]:
    return {"from_on": clock.today()}


def _entered(request: HttpRequest, form: ParticularsForm, roles: GrantForm) -> Person | None:
    """The new person with the role, both or neither."""
    try:
        return roles.enter(form.particulars(), by=person(request))
    except Refused as refused:
        add_refusal(form if refused.field in form.fields else roles, refused)
        return None


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: who it is, its roles, and what can be done with it."""
    return _page(request, _visible(request, pk))


def _visible(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(queries.visible_to(person(request)), pk=pk)


def _page(request: HttpRequest, one: Person, *, status: int = 200, **more: Any) -> HttpResponse:
    me = person(request)
    context = {
        "person": one,
        "state": _state(one),
        "masked": {field: privacy.mask(field, getattr(one, field)) for field in privacy.MASKS},
        "revealed": {},
        "roles": [{**role_shown(grant), "ended": _ended(grant.until_on)} for grant in queries.grants_of(one)],
        "mine": set(queries.grants_visible_to(me).filter(person=one).values_list("pk", flat=True)),
        "care": may(me, "accounts.issue_password", one),
        "suspension": may(me, "accounts.suspend", one),
        "grant_form": GrantForm(places=queries.places_of(me), initial=_from_today()),
        "reason_form": ReasonForm(),
        "has_second_factor": queries.has_second_factor(one),
        **more,
    }
    return render(request, "accounts/person.html", context, status=status)


def _ended(until_on: Any) -> bool:
    return until_on is not None and until_on <= clock.today()


@asked_or_sent
@signed_in
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a name, a number or an address. The form shows the full values, so opening it is a reveal."""
    one = _visible(request, pk)
    if request.method != "POST":
        return _amendable(request, one)
    form = ParticularsForm(request.POST)
    if form.is_valid():
        try:
            actions.amend(one, by=person(request), particulars=form.particulars())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("资料已更正。"))
            return redirect("accounts:person", one.pk)
    return render(request, "accounts/amend.html", {"person": one, "form": form})


def _amendable(request: HttpRequest, one: Person) -> HttpResponse:
    reach: list[actions.Reach] = ["phone", "email"]
    for field in reach:
        if getattr(one, field):
            actions.reveal(one, by=person(request), field=field)
    initial = {"name": one.name, "phone": one.phone or "", "email": one.email or ""}
    return render(request, "accounts/amend.html", {"person": one, "form": ParticularsForm(initial=initial)})


@require_POST
@signed_in
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    one = _visible(request, pk)
    form = GrantForm(request.POST, places=queries.places_of(person(request)))
    if form.is_valid():
        try:
            form.grant(one, by=person(request))
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已授予角色，%(name)s下一次打开页面即生效。") % {"name": one.name})
            return redirect("accounts:person", one.pk)
    return _page(request, one, status=422, grant_form=form)


@require_POST
@signed_in
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role back from today on."""
    given = get_object_or_404(queries.grants_visible_to(person(request)), pk=pk)
    actions.withdraw(given, by=person(request), on=clock.today())
    messages.success(request, _("已收回角色，立即生效。"))
    return redirect("accounts:person", given.person_id)


@require_POST
@never_cache
@signed_in
def issue_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time password, shown this once."""
    one = _visible(request, pk)
    password = actions.issue_password(one, by=person(request))
    return render(request, "accounts/password_issued.html", {"person": one, "password": password})


@require_POST
@never_cache
@signed_in
def reveal(request: HttpRequest, pk: int, field: actions.Reach) -> HttpResponse:
    """The full number or address, on this one answer alone; never in an address."""
    one = _visible(request, pk)
    return _page(request, one, revealed={field: actions.reveal(one, by=person(request), field=field)})


@require_POST
@signed_in
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account."""
    one = _visible(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, one, status=422, reason_form=form)
    actions.suspend(one, by=person(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("账号已停用，所有设备已退出登录。"))
    return redirect("accounts:person", one.pk)


@require_POST
@signed_in
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the account again."""
    actions.restore(_visible(request, pk), by=person(request))
    messages.success(request, _("账号已恢复。"))
    return redirect("accounts:person", pk)


@require_POST
@signed_in
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """End a lockout after failures."""
    actions.unlock(_visible(request, pk), by=person(request))
    messages.success(request, _("登录锁定已解除，现在就可以再试。"))
    return redirect("accounts:person", pk)


@require_POST
@signed_in
def remove_second_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second factor from someone who lost the device."""
    actions.remove_second_factors(_visible(request, pk), by=person(request))
    messages.success(request, _("两步验证已解除，所有设备已退出登录。"))
    return redirect("accounts:person", pk)
