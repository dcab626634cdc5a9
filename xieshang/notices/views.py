"""The pages of notices: one's own list, and how deliveries fare."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import person, signed_in
from xieshang.notices import actions, queries
from xieshang.notices.models import Delivery, Notice
from xieshang.notices.states import DeliveryState, Kind, Way
from xieshang.ui.addresses import ticked
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.lists import Bulk, Choice, Column, Dates, Listing, Tab


def notice_row(notice: Notice) -> Mapping[str, Any]:
    """A notice as a row of the list, in the reader's language."""
    title, body = notice.words
    return {
        "pk": notice.pk,
        "url": f"/notices/{notice.pk}",
        "title": title,
        "body": Markup("<br>\n").join(body.splitlines()),
        "state": Badge(str(_("未读")), "wait", "mail")
        if notice.read_at is None
        else Badge(str(_("已读")), "off", "check"),
        "kind": notice.get_kind_display(),
        "at": notice.created_at,
    }


NOTICES = Listing(
    title=_("通知"),
    sort="-at",
    row=notice_row,
    columns=[
        Column("kind", _("种类"), place="lead"),
        Column("title", _("事项"), place="title", marked=True),
        Column("body", _("说明"), phone=True),
        Column("state", _("状态"), place="state"),
        Column("at", _("时间"), place="due", sort="created_at"),
    ],
    tabs=[Tab("unread", _("未读"), Q(read_at__isnull=True)), Tab("all", _("全部"))],
    filters=[Choice("kind", _("种类"), Kind, "kind"), Dates("at", _("时间"), "created_at", moments=True)],
    search=queries.matching,
    search_label=_("搜索通知"),
    bulk=[Bulk(_("标为已读"), "/notices/readings", drawing="check")],
    empty=_("没有未读的通知。"),
)


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """One's own notices, the unread first."""
    return NOTICES.respond(request, queries.visible_to(person(request)), template="notices/index.html")


@require_safe
@signed_in
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the page that a notice is about; it has then been read."""
    notice = get_object_or_404(queries.visible_to(person(request)), pk=pk)
    return redirect(actions.read(notice, by=person(request)).link)


@require_POST
@signed_in
def readings(request: HttpRequest) -> HttpResponse:
    """Note that the ticked notices, or all of them, have been read."""
    chosen = ticked(request.POST)
    me = person(request)
    count = actions.read_all(me, by=me, chosen=None if "all" in request.POST else chosen)
    messages.success(request, ngettext("%(n)s 条通知标为已读。", "%(n)s 条通知标为已读。", count) % {"n": count})
    return redirect("notices:index")


@require_safe
@never_cache
def unread(request: HttpRequest) -> JsonResponse:
    """How many notices one has not read, as the event stream says it: for pages that have no stream."""
    if not request.user.is_authenticated:
        return JsonResponse({"unread": None}, status=401)
    return JsonResponse({"unread": queries.unread(person(request)) or "0"})


TONES: dict[str, Tone] = {DeliveryState.WAITING: "wait", DeliveryState.SENT: "good", DeliveryState.FAILED: "bad"}


def delivery_row(delivery: Delivery) -> Mapping[str, Any]:
    """A delivery as a row of the list: to whom and how, never of what."""
    state = DeliveryState(delivery.state)
    return {
        "pk": delivery.pk,
        "url": "",
        "who": delivery.notice.person.name,
        "way": Way(delivery.way).label,
        "state": Badge(str(state.label), TONES[state]),
        "attempts": delivery.attempts,
        "fault": delivery.fault,
        "created": delivery.created_at,
        "tried": delivery.tried_at,
    }


DELIVERIES = Listing(
    title=_("通知的发送"),
    sort="-created",
    row=delivery_row,
    columns=[
        Column("who", _("收件人"), phone=True),
        Column("way", _("方式"), place="lead"),
        Column("state", _("状态"), place="state"),
        Column("attempts", _("尝试次数"), numeric=True),
        Column("fault", _("最近的故障"), phone=True),
        Column("tried", _("最近尝试")),
        Column("created", _("时间"), place="due", sort="created_at"),
    ],
    tabs=[
        Tab("failed", _("发送失败"), Q(state=DeliveryState.FAILED)),
        Tab("waiting", _("待发送"), Q(state=DeliveryState.WAITING)),
        Tab("sent", _("已发送"), Q(state=DeliveryState.SENT)),
    ],
    empty=_("没有发送失败的通知。"),
)


@require_safe
@signed_in
def deliveries(request: HttpRequest) -> HttpResponseBase:
    """How deliveries fare, for those who look after the channels; not there for others."""
    me = person(request)
    if not me.scopes_with(Permission.NOTICES_READ_HEALTH):
        raise Http404
    rows = queries.deliveries_visible_to(me).select_related("notice__person")
    return DELIVERIES.respond(request, rows)
