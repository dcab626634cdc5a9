"""Clerks' devices: what they keep without a network, and what they send later."""

from pathlib import Path

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.meetings import actions
from xieshang.meetings.forms.door import DeviceForm, records_of
from xieshang.meetings.models import Device
from xieshang.meetings.views.door_desk import half, kept, rows_of
from xieshang.spine import clock
from xieshang.spine.rule import Refused

WORKER = "meetings/door-worker.js"


def worker(request: HttpRequest) -> HttpResponse:
    """The script that lets the list be opened without a network: browsers let it look after addresses below its own."""
    found = finders.find(WORKER)
    if found is None:
        raise Http404
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(Path(found).read_bytes(), content_type="text/javascript; charset=utf-8", headers=headers)


@signed_in
def roster(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The list as a device keeps it, our clock beside it, and what a form needs to be taken."""
    sitting = half(request, kept(request, pk))
    known = {"sitting": sitting.pk, "now": clock.now().isoformat(), "token": get_token(request)}
    return JsonResponse({**known, "rows": list(rows_of(sitting))}, headers={"Cache-Control": "no-store"})


@require_POST
@signed_in
def devices(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Register a device; its key is given this once."""
    meeting, form = kept(request, pk), DeviceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"said": form.errors["name"][0]}, status=422)
    try:
        device = actions.register_device(meeting, by=web.person(request), name=form.cleaned_data["name"])
    except Refused as refused:
        return JsonResponse({"said": refused.reason}, status=409)
    return JsonResponse({"device": device.pk, "name": device.name, "key": device.key})


@require_POST
@signed_in
def revocation(request: HttpRequest, pk: int, device: int) -> HttpResponse:
    """Take a device out of use."""
    meeting = kept(request, pk)
    found = get_object_or_404(Device.objects.select_related("meeting__assembly", "meeting__organ"), pk=device)
    if found.meeting_id != meeting.pk:
        raise Http404
    actions.revoke_device(found, by=web.person(request))
    messages.success(request, _("设备“%(name)s”已停用。") % {"name": found.name})
    return redirect("meetings:door_desk", pk=pk)


@require_POST
@signed_in
def records(request: HttpRequest, pk: int, device: int) -> HttpResponseBase:
    """Take what a device kept; says of each record what became of it and why."""
    meeting = kept(request, pk)
    found = get_object_or_404(Device, pk=device, meeting=meeting)
    found.meeting = meeting
    try:
        outcomes = actions.take_records(found, by=web.person(request), records=records_of(request.body))
    except ValueError:
        return JsonResponse({"said": _("这些记录读不懂。")}, status=400)
    except Refused as refused:
        return JsonResponse({"said": refused.reason}, status=409)
    said = [{"key": str(one.key), "state": one.state, "said": one.said} for one in outcomes]
    return JsonResponse({"outcomes": said})
