"""The door as a member sees it: one big button, and afterwards when and where."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.web import actor, signed_in
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.door import drawing, gate
from xieshang.meetings.forms.door import ArrivalForm, PositionForm
from xieshang.meetings.models import Attendance
from xieshang.meetings.views.pages import seen
from xieshang.spine import clock
from xieshang.spine.rule import Refused


def own(request: HttpRequest, pk: int) -> Attendance:
    """The person's own attendance at the half-day whose door is open; 404 for who is not on the roster."""
    found = queries.own_attendance(web.person(request), pk, at=clock.now())
    if found is None:
        raise Http404
    return found


@signed_in
def door(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sign in, or read when one did. The code of a scanned QR comes with the address; opening signs nobody in.

    Whoever is not on the roster and looks after the occasion is led to the list.
    """
    person = web.person(request)
    attendance = queries.own_attendance(person, pk, at=clock.now())
    if attendance is None:
        return _beside(request, pk)
    return _page(request, attendance, ArrivalForm(), word=request.GET.get("code", ""))


def _beside(request: HttpRequest, pk: int) -> HttpResponseBase:
    meeting = seen(request, pk)
    if rules.may_keep_door(actor(request), meeting):
        return redirect("meetings:door_desk", pk=pk)
    return redirect("meetings:door_board", pk=pk)


def _page(request: HttpRequest, attendance: Attendance, form: ArrivalForm, word: str = "") -> HttpResponse:
    person, meeting = web.person(request), attendance.sitting.meeting
    scanned = bool(word) and gate.is_current(meeting.gate, word, clock.now())
    known: dict[str, Any] = {
        "meeting": meeting,
        "attendance": attendance,
        "seen": queries.appearance_of(attendance),
        "form": form,
        "sign_in": rules.may_sign_in(person, attendance),
        "sign_out": rules.may_sign_out(person, attendance),
        "ticket": gate.pass_for(meeting.gate, person.pk, clock.now()) if scanned else "",
        "stale": bool(word) and not scanned,
        "fenced": meeting.latitude is not None,
    }
    return render(request, "meetings/door/arrival.html", known, status=422 if form.errors else 200)


@require_POST
@signed_in
def arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in by the hall's code. Whoever has done so already, on another device, reads when it was."""
    attendance, form = own(request, pk), ArrivalForm(request.POST)
    if form.is_valid():
        try:
            actions.sign_in(attendance, by=web.person(request), word=form.cleaned_data["word"])
        except Refused as refused:
            return _refused(request, pk, form, refused)
        return redirect("meetings:door", pk=pk)
    return _page(request, attendance, form)


@require_POST
@signed_in
def position(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in by position, which the person chose to show."""
    attendance, form = own(request, pk), PositionForm(request.POST)
    if not form.is_valid():
        raise Refused(_("没有收到位置。请允许浏览器使用位置，或扫会场屏幕上的码。"))
    try:
        actions.sign_in_by_position(attendance, by=web.person(request), **form.cleaned_data)
    except Refused as refused:
        return _refused(request, pk, ArrivalForm({}), refused)
    return redirect("meetings:door", pk=pk)


def _refused(request: HttpRequest, pk: int, form: ArrivalForm, refused: Refused) -> HttpResponse:
    """The page again with the reason; without one where another device was quicker."""
    attendance = own(request, pk)
    if attendance.is_there:
        return redirect("meetings:door", pk=pk)
    form.errors.clear()
    form.add_error(refused.field, refused.reason)
    return _page(request, attendance, form)


@require_POST
@signed_in
def departure(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one goes."""
    actions.sign_out(own(request, pk), by=web.person(request))
    return redirect("meetings:door", pk=pk)


@signed_in
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The member's own code, which the clerk scans."""
    attendance = own(request, pk)
    meeting = attendance.sitting.meeting
    word = gate.card(meeting.gate, attendance.attendee_id) if meeting.gate else ""
    at = request.build_absolute_uri(f"/meetings/{pk}/door/desk?card={word}")
    drawn = drawing.qr(at, _("%(name)s的委员码") % {"name": attendance.attendee.name}) if word else ""
    return render(request, "meetings/door/card.html", {"meeting": meeting, "attendance": attendance, "drawn": drawn})
