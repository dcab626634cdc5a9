"""Occasions in one's own calendar: the file of one, and the feed of all whose address can be revoked."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.meetings import actions, queries
from xieshang.meetings.exports import calendar as ical
from xieshang.meetings.views import seen
from xieshang.spine import clock
from xieshang.spine.rule import Refused

PAST = timedelta(days=200)
"""So far back a feed goes: calendars keep what they have read."""


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@require_safe
@signed_in
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One occasion as a file for a calendar."""
    meeting = seen(request, pk)
    content = ical.calendar([meeting], origin=_origin(request), at=clock.now())
    response = HttpResponse(content, content_type=ical.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="meeting-{pk}.ics"'
    return response


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All that the owner of the address was told of; 404 where the address was given up or never was."""
    found = queries.feed_of_digest(actions.digest_of(token))
    if found is None or not found.person.is_active:
        raise Http404
    now = clock.now()
    meetings = queries.told_to(found.person).filter(ends_at__gte=now - PAST).order_by("starts_at", "pk")
    with translation.override(found.person.language):
        content = ical.calendar(meetings, origin=_origin(request), at=now, name=_("政协会议活动"))
    return HttpResponse(content, content_type=ical.CONTENT_TYPE)


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Whether the person has a feed, and since when."""
    standing = queries.feed_of(web.person(request))
    return render(request, "meetings/calendar.html", {"feed": standing, "address": ""})


@require_POST
@signed_in
def opening(request: HttpRequest) -> HttpResponse:
    """Open a feed: its address is on this answer, and nowhere again."""
    person = web.person(request)
    token = actions.open_feed(person, by=person)
    address = request.build_absolute_uri(reverse("meetings:feed", args=[token]))
    context = {"feed": queries.feed_of(person), "address": address}
    response = render(request, "meetings/calendar.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@signed_in
def revocation(request: HttpRequest) -> HttpResponse:
    """Give the address up."""
    person = web.person(request)
    standing = queries.feed_of(person)
    if standing is None:
        raise Refused(_("没有开通日历订阅。"))
    actions.revoke_feed(standing, by=person)
    messages.success(request, _("订阅地址已收回，用它的日历不再更新。"))
    return redirect("meetings:calendar")
