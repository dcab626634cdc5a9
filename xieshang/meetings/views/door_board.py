"""The hall board: for the big screen, and with names for the clerk."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from xieshang.accounts import web
from xieshang.accounts.web import actor, signed_in
from xieshang.meetings import queries, rules
from xieshang.meetings.door import tally
from xieshang.meetings.models import Meeting
from xieshang.meetings.views.door_desk import half
from xieshang.meetings.views.pages import seen


@signed_in
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is there, by sector; whoever looks after the occasion reads the names of who is missing."""
    meeting = seen(request, pk)
    known = _known(request, meeting)
    keeps = rules.may_keep_door(actor(request), meeting)
    missing = list(queries.missing(known["sitting"])) if keeps else []
    return render(request, "meetings/door/board.html", {**known, "keeps": keeps, "missing": missing})


@signed_in
def hall(request: HttpRequest, pk: int) -> HttpResponse:
    """The same in figures that are read from the last row."""
    return render(request, "meetings/door/hall.html", _known(request, seen(request, pk)))


def _known(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    sitting = half(request, meeting)
    return {
        "meeting": meeting,
        "sitting": sitting,
        "sittings": list(meeting.sittings.order_by("number")),
        "tally": queries.tally_of(sitting),
        "ticket": tally.ticket(web.person(request).pk, sitting.pk),
    }


@signed_in
def tally_now(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The tally as the event stream tells it, for pages behind a proxy that keeps a stream back."""
    text = queries.tally_text(half(request, seen(request, pk)))
    return HttpResponse(text, content_type="application/json", headers={"Cache-Control": "no-store"})
