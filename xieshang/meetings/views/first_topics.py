"""The register of first topics (第一议题): what was studied, over all occasions."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xieshang.accounts.web import actor, signed_in
from xieshang.meetings import queries
from xieshang.meetings.models import Item, Kind
from xieshang.meetings.views.agenda import badge_of
from xieshang.spine import clock
from xieshang.ui.filters import Choice, Dates, Text
from xieshang.ui.lists import Column, Listing


def _row(item: Item) -> Mapping[str, Any]:
    meeting = item.meeting
    return {
        "pk": item.pk,
        "url": f"/meetings/{meeting.pk}/agenda/{item.pk}",
        "on": timezone.localdate(meeting.starts_at),
        "kind": meeting.kind.name,
        "title": item.studied or _t("没有记录学习了什么"),
        "meeting": meeting.title,
        "presenter": item.presenter,
        "state": badge_of(item),
    }


def _kinds() -> list[tuple[str, str]]:
    """The kinds that open with a first topic, or did; one of each name."""
    names = Kind.objects.filter(opens_with_first_topic=True).order_by("name").values_list("name", flat=True)
    return [(name, name) for name in dict.fromkeys(names)]


def _years() -> list[tuple[str, str]]:
    year = clock.today().year
    return [(str(one), str(one)) for one in range(year, year - 6, -1)]


def _searched(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(studied__icontains=text) | rows.filter(title__icontains=text)


LISTING = Listing(
    title=_("第一议题"),
    columns=[
        Column("on", _("日期"), place="lead", sort="meeting__starts_at"),
        Column("title", _("学习内容"), place="title", marked=True),
        Column("meeting", _("会议"), place="ball"),
        Column("kind", _("会议种类"), phone=True),
        Column("presenter", _("领学")),
        Column("state", _("状态"), place="state"),
    ],
    row=_row,
    sort="-on",
    search=_searched,
    search_label=_("学习内容"),
    filters=[
        Choice("kind", _("会议种类"), _kinds, "meeting__kind__name"),
        Choice("year", _("年份"), _years, "meeting__starts_at__year"),
        Dates("held", _("日期"), "meeting__starts_at__date"),
        Text("meeting", _("会议名称"), "meeting__title"),
    ],
    empty=_("还没有学习过第一议题。会议的第一议题开始以后，这里就会列出来。"),
)


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """What was studied first, the latest before the others."""
    return LISTING.respond(request, queries.first_topics_visible_to(actor(request)))
