"""What stands at the head of every page for whoever looks at it: where they can go, and what waits there."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from xieshang.accounts.models import Person
from xieshang.accounts.permissions import ROLES, Permission
from xieshang.accounts.web import actor
from xieshang.members.models import Assembly
from xieshang.notices import queries as notices
from xieshang.ui.addresses import url
from xieshang.ui.context import Desk, Destination

P = Permission


def desk(request: HttpRequest) -> dict[str, Any]:
    """The context variables `desk` and `navigation`; computed only where a page shows them."""
    who = actor(request)
    if not isinstance(who, Person):
        return {"desk": SimpleLazyObject(_visitors_desk), "navigation": _public(request.path)}
    return {
        "desk": SimpleLazyObject(lambda: _desk(request, who)),
        "navigation": SimpleLazyObject(lambda: _places(request.path, who)),
    }


def _visitors_desk() -> Desk:
    """For the public: the assembly whose site this is, and the way in."""
    name = Assembly.objects.order_by("pk").values_list("name", flat=True).first()
    return Desk(assembly=name or "", sign_in_url=url("account_login"))


def _desk(request: HttpRequest, person: Person) -> Desk:
    return Desk(
        assembly=person.home.name,
        person=person.name,
        person_key=str(person.pk),
        role=_role(person),
        links=(Destination(_("我的账号"), url("accounts:me"), "user"),),
        sign_out_url=url("account_logout"),
        notices_url=url("notices:index"),
        notices_count=str(notices.unread(person) or ""),
        stream_url=notices.stream_address(request),
    )


def _role(person: Person) -> str:
    return _("、").join(str(ROLES[held.role].name) for held in person.held)


def _public(path: str) -> tuple[Destination, ...]:
    return (
        _place(path, _("首页"), url("portal:home"), "home"),
        _place(path, _("提案公开"), url("portal:published"), "file-text"),
        _place(path, _("提案征集"), url("portal:calls"), "speakerphone"),
        _place(path, _("评优通报"), url("portal:awards"), "award"),
        _place(path, _("述职报告"), url("portal:duty-reports"), "clipboard-text"),
    )


def _places(path: str, person: Person) -> tuple[Destination, ...]:
    places = [_place(path, _("工作台"), url("portal:home"), "home")]
    if person.scopes_with(P.PROPOSALS_DRAFT):
        places.append(_place(path, _("我的提案"), url("proposals:mine"), "file-text"))
    if person.scopes_with(P.PROPOSALS_HANDLE):
        places.append(_place(path, _("承办提案"), url("proposals:assigned"), "inbox"))
    if any(map(person.scopes_with, (P.PROPOSALS_READ_ALL, P.PROPOSALS_DRAFT, P.PROPOSALS_ENTER))):
        places.append(_place(path, _("全部提案"), url("proposals:index"), "list"))
    if person.scopes_with(P.PROPOSALS_DRAFT) or person.scopes_with(P.PROPOSALS_CALL):
        places.append(_place(path, _("提案征集"), url("proposals:calls"), "speakerphone"))
    if person.scopes_with(P.DUTIES_READ_ALL):
        places.append(_place(path, _("委员履职"), url("duties:index"), "award"))
    elif person.scopes_with(P.PROPOSALS_DRAFT):
        places.append(_place(path, _("我的履职"), url("duties:own"), "award"))
    if person.scopes_with(P.PROPOSALS_DRAFT) or person.scopes_with(P.MEETINGS_READ_ALL):
        places.append(_place(path, _("会议活动"), url("meetings:index"), "calendar-event"))
    if person.scopes_with(P.MEMBERS_READ):
        places.append(_place(path, _("委员名册"), url("members:index"), "users"))
    if person.can(P.REPORTS_READ, person.home_id):
        places.append(_place(path, _("工作报告"), url("reports:index"), "chart-bar"))
    if person.scopes_with(P.LEDGER_READ):
        places.append(_place(path, _("账目"), url("reports:ledger"), "shield-check"))
    if person.scopes_with(P.ACCOUNTS_MANAGE):
        places.append(_place(path, _("账号"), url("accounts:people"), "lock"))
    return tuple(places)


def _place(path: str, label: str, at: str, icon: str) -> Destination:
    return Destination(label, at, icon, current=path == at)
