"""The list of occasions."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import signed_in
from xieshang.meetings import queries
from xieshang.meetings.models import Attendee, Kind
from xieshang.meetings.states import EDITABLE, Answer, State
from xieshang.meetings.views.standing import badge
from xieshang.members.models import Organ
from xieshang.spine import clock
from xieshang.ui.cells import Badge
from xieshang.ui.lists import Choice, Column, Dates, Listing, Tab

COLUMNS = [
    Column("kind", _("种类"), place="lead"),
    Column("title", _("名称"), place="title", marked=True),
    Column("state", _("状态"), place="state"),
    Column("starts", _("开始时间"), place="due", sort="starts_at"),
    Column("place", _("地点"), phone=True),
    Column("whose", _("哪里的")),
    Column("own", _("我的回复"), place="ball"),
]
GONE = [State.CLOSED, State.CANCELLED]


def _mine(person: Person) -> Tab:
    own = Exists(Attendee.objects.filter(meeting=OuterRef("pk"), person=person.pk))
    return Tab("mine", _("名单里有我的"), lambda rows: rows.filter(own))


def _tabs(person: Person) -> list[Tab]:
    drafts = Tab("drafts", _("草拟"), Q(state__in=[*EDITABLE]))
    unminuted = Tab("minutes", _("待印发纪要"), queries.without_minutes)
    waiting = [
        Tab("to_approve", _("等我批准通知"), Q(pk__in=queries.notices_to_approve(person).values("pk"))),
        Tab("to_rule", _("等我审定纪要"), Q(record__in=queries.minutes_to_approve(person).values("pk"))),
    ]
    return [
        Tab("coming", _("正在和将要开的"), Q(state__in=[State.NOTIFIED, State.OPEN])),
        _mine(person),
        *(waiting if person.scopes_with(Permission.MEETINGS_APPROVE) else []),
        *([drafts, unminuted] if person.scopes_with(Permission.MEETINGS_READ_ALL) else []),
        Tab("past", _("已过去的"), Q(state__in=GONE)),
        Tab("all", _("全部")),
    ]


def _shown(person: Person) -> Callable[[QuerySet[Any]], QuerySet[Any]]:
    own = Attendee.objects.filter(meeting=OuterRef("pk"), person=person.pk).values("answer")[:1]

    def shown(rows: QuerySet[Any]) -> QuerySet[Any]:
        read: QuerySet[Any] = rows.annotate(own=own, kind_name=F("kind__name"), organ_name=F("organ__name"))
        plain = ("pk", "title", "state", "starts_at", "place", "own", "kind_name", "organ_name", "sector__name")
        return read.values(*plain)

    return shown


def _row(values: Mapping[str, Any]) -> Mapping[str, Any]:
    said = values["own"]
    asks = said == Answer.NONE and values["state"] == State.NOTIFIED
    return {
        "pk": values["pk"],
        "url": f"/meetings/{values['pk']}",
        "kind": values["kind_name"],
        "title": values["title"],
        "state": badge(values["state"]),
        "starts": values["starts_at"],
        "place": values["place"],
        "whose": values["organ_name"] or values["sector__name"] or "",
        "own": Badge(str(Answer(said).label), "wait" if asks else "plain") if said else "",
    }


def _years(today: date) -> list[tuple[str, str]]:
    return [(str(year), _t("%(year)s 年") % {"year": year}) for year in range(today.year + 1, today.year - 6, -1)]


def _kinds() -> list[tuple[str, str]]:
    return list(Kind.objects.order_by("position", "pk").values_list("code", "name").distinct())


def _organs(person: Person) -> list[tuple[str, str]]:
    held = queries.visible_to(person).filter(organ__isnull=False).values("organ")
    rows = Organ.objects.filter(pk__in=held).order_by("position", "pk").values_list("pk", "name")
    return [(str(key), name) for key, name in rows]


def listing_for(person: Person) -> Listing:
    """The list as this person reads it."""
    return Listing(
        title=_("会议活动"),
        columns=COLUMNS,
        row=_row,
        sort="-starts",
        shown=_shown(person),
        tabs=_tabs(person),
        filters=[
            Choice("kind", _("种类"), _kinds, "kind__code"),
            Choice("year", _("年度"), _years(timezone.localdate(clock.now())), "starts_at__year", means=int),
            Choice("state", _("状态"), State, "state"),
            Choice("organ", _("哪里的"), lambda: _organs(person), "organ", means=int),
            Dates("starts", _("开始日期"), "starts_at", moments=True),
        ],
        search=lambda rows, text: rows.filter(Q(title__icontains=text) | Q(place__icontains=text)),
        search_label=_("在名称和地点里找"),
        empty=_("没有会议活动。"),
    )


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """Everything the person may see: coming first."""
    person = web.person(request)
    doors = {
        "draws_up": bool(person.scopes_with(Permission.MEETINGS_ARRANGE)),
        "sets_kinds": bool(person.scopes_with(Permission.MEETINGS_SET_KINDS)),
        "decides": bool(person.scopes_with(Permission.MEETINGS_GRANT_LEAVE)),
    }
    return listing_for(person).respond(request, queries.visible_to(person), template="meetings/index.html", **doors)
