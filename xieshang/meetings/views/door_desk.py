"""The door as the clerk keeps it: the list, cards, the screen, corrections, the end of a half-day."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.web import actor, signed_in
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.door import drawing, gate, reasons
from xieshang.meetings.door.attendance import fold
from xieshang.meetings.exports import attendance_sheet
from xieshang.meetings.forms.door import CorrectionForm
from xieshang.meetings.models import Appearance, Attendance, Meeting, Sitting
from xieshang.meetings.seating import Place
from xieshang.meetings.states import SignInWay
from xieshang.meetings.views.pages import seen
from xieshang.spine import clock
from xieshang.spine.choices import shown
from xieshang.spine.rule import Refused
from xieshang.ui.pages import done, sent


def kept(request: HttpRequest, pk: int) -> Meeting:
    """The occasion, for whoever looks after its door; others who see it are told why not."""
    meeting = seen(request, pk)
    if not (verdict := rules.may_keep_door(actor(request), meeting)):
        raise Refused(verdict.reason)
    return meeting


def half(request: HttpRequest, meeting: Meeting) -> Sitting:
    """The half-day that `half` names by its number; else the one whose door is open. 404 where there is none."""
    asked = request.GET.get("half", "")
    found = meeting.sittings.filter(number=asked).first() if asked.isdecimal() and len(asked) < 5 else None
    found = found or queries.sitting_of(meeting, at=clock.now())
    if found is None:
        raise Http404
    found.meeting = meeting
    return found


@signed_in
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The list to tick, found by name, pinyin or seat; a scanned card names one of it."""
    meeting = kept(request, pk)
    sitting, asked = half(request, meeting), request.GET.get("q", "").strip().lower()
    carried = gate.attendee_on(meeting.gate, request.GET.get("card", ""))
    rows = list(rows_of(sitting))
    known = {
        "meeting": meeting,
        "sitting": sitting,
        "sittings": list(meeting.sittings.order_by("number")),
        "rows": [row for row in rows if is_found(row["words"], asked)],
        "asked": asked,
        "card": request.GET.get("card", ""),
        "carried": next((row for row in rows if row["attendee"] == carried), None),
        "bad_card": bool(request.GET.get("card")) and carried is None,
        "tally": queries.tally_of(sitting),
        "ticks": rules.may_use_list(actor(request), sitting),
        "settle": rules.may_settle(actor(request), sitting),
        "register": rules.may_register_device(actor(request), meeting),
        "devices": list(meeting.devices.filter(revoked_at__isnull=True).select_related("person").order_by("pk")),
    }
    return render(request, "meetings/door/desk.html", known)


def rows_of(sitting: Sitting) -> Iterator[dict[str, Any]]:
    """Everybody at a half-day as the list shows them; `words` is what they are found by."""
    seats = queries.seats_of(sitting.meeting)
    for one in queries.appearances(sitting):
        who, place = one.attendee, seats.get(one.attendee_id)
        seat, typed = (str(place), place.key) if place else ("", "")
        yield {
            "attendance": one.attendance_id,
            "attendee": one.attendee_id,
            "name": who.name,
            "label": who.label,
            "seat": seat,
            "words": _words(who.name, who.spelled, who.label, seat, seat.replace(" ", ""), typed),
            **standing_of(one),
        }


@require_safe
@signed_in
def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The half-day's attendance as a spreadsheet."""
    return attendance_sheet(half(request, kept(request, pk)))


def _words(*parts: str) -> str:
    """What somebody is found by, as one text."""
    return " ".join(dict.fromkeys(part for part in parts if part)).lower()


def is_found(words: str, asked: str) -> bool:
    """Do the words of somebody hold what is asked for? A seat, 3-12, is meant whole: not 13-12."""
    return asked in words.split() if Place.read(asked) else asked in words


def standing_of(one: Appearance) -> dict[str, Any]:
    """How somebody stands, as the list says it."""
    at = one.out_at or one.in_at
    state = shown(one, "presence")
    said = _("%(state)s（分会签到）") % {"state": state} if one.by_part else state
    return {"there": one.is_there, "state": said, "at": reasons.clock_time(at) if at else ""}


@require_POST
@signed_in
def arrivals(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sign somebody in who was ticked, or whose card was read; says who it was, as a page or as JSON."""
    meeting = kept(request, pk)
    sitting, card = half(request, meeting), request.POST.get("card", "")
    named = gate.attendee_on(meeting.gate, card) if card else _key(request.POST.get("attendee", ""))
    attendance = queries.attendance_of(sitting, named) if named is not None else None
    if attendance is None:
        return _nobody(request, _("这个码不是这次会议的委员码，请在名单里找。") if card else _("名单里没有这个人。"))
    way = SignInWay.CARD if card else SignInWay.LIST
    return _answer(request, sitting, attendance, lambda: actions.admit(attendance, by=web.person(request), way=way))


@require_POST
@signed_in
def departures(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note that somebody goes."""
    meeting = kept(request, pk)
    sitting, named = half(request, meeting), _key(request.POST.get("attendee", ""))
    attendance = queries.attendance_of(sitting, named) if named is not None else None
    if attendance is None:
        return _nobody(request, _("名单里没有这个人。"))
    return _answer(request, sitting, attendance, lambda: actions.sign_out(attendance, by=web.person(request)))


def _key(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _nobody(request: HttpRequest, said: str) -> HttpResponseBase:
    if not _wants_json(request):
        raise Refused(said)
    return JsonResponse({"said": said, "attendee": None}, status=409)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _answer(
    request: HttpRequest, sitting: Sitting, attendance: Attendance, act: Callable[[], Attendance]
) -> HttpResponseBase:
    """Do it, and say how the person stands; a refusal in words, too."""
    said, status = "", 200
    try:
        attendance = act()
    except Refused as refused:
        said, status = refused.reason, 409
    stands = standing_of(queries.appearance_of(attendance))
    said = said or _("%(name)s：%(state)s %(at)s") % {"name": attendance.attendee.name, **stands}
    if _wants_json(request):
        return JsonResponse({"attendee": attendance.attendee_id, "said": said, **stands}, status=status)
    (messages.success if status == 200 else messages.warning)(request, said)
    return redirect(f"/meetings/{sitting.meeting_id}/door/desk?half={sitting.number}")


@signed_in
def attendance(request: HttpRequest, pk: int, attendance: int) -> HttpResponseBase:
    """Every record of one person at one half-day, which counts and why; and to put it right."""
    meeting = kept(request, pk)
    rows = queries.with_records(Attendance.objects.filter(sitting__meeting=meeting, pk=attendance))
    found = rows.select_related("sitting", "attendee").first()
    if found is None:
        raise Http404
    found.sitting.meeting = meeting
    form = CorrectionForm(sent(request))
    if done(form, lambda: actions.correct(found, by=web.person(request), **form.cleaned_data)):
        messages.success(request, _("%(name)s的出席情况已更正。") % {"name": found.attendee.name})
        return redirect("meetings:door_attendance", pk=pk, attendance=attendance)
    records = list(found.records.all())
    explained = list(reasons.of(records, fold(records, found.sitting)))
    verdict = rules.may_correct(actor(request), found)
    known = {"meeting": meeting, "attendance": found, "explained": explained, "form": form, "verdict": verdict}
    known["seen"] = queries.appearance_of(found)
    return render(request, "meetings/door/attendance.html", known, status=422 if form.errors else 200)


@signed_in
def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    """End a half-day's counting, after asking once."""
    meeting = kept(request, pk)
    sitting = half(request, meeting)
    if request.method == "POST":
        actions.settle(sitting, by=web.person(request))
        messages.success(request, _("第 %(number)s 个半天的出席已核定。") % {"number": sitting.number})
        return redirect("meetings:door_board", pk=pk)
    verdict = rules.may_settle(actor(request), sitting)
    known = {"meeting": meeting, "sitting": sitting, "verdict": verdict, "tally": queries.tally_of(sitting)}
    return render(request, "meetings/door/settlement.html", {**known, "undecided": queries.undecided(meeting)})


@signed_in
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen at the door, with the code that changes every twenty seconds."""
    meeting = kept(request, pk)
    known = {"meeting": meeting, "renew": rules.may_renew_gate(actor(request), meeting), **_code(request, meeting)}
    return render(request, "meetings/door/screen.html", known)


@signed_in
def screen_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code alone, for the screen to draw anew."""
    meeting = kept(request, pk)
    return render(request, "meetings/door/screen_code.html", {"meeting": meeting, **_code(request, meeting)})


def _code(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    if not meeting.gate:
        return {"code": "", "drawn": ""}
    code = gate.code(meeting.gate, gate.step_of(clock.now()))
    at = request.build_absolute_uri(f"/meetings/{meeting.pk}/door?code={code}")
    return {"code": gate.shown(code), "drawn": drawing.qr(at, _("会场签到码"))}


@require_POST
@signed_in
def renewal(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret for the door."""
    actions.renew_gate(kept(request, pk), by=web.person(request))
    messages.success(request, _("会场码已更换。旧的码、委员码都不能再用。"))
    return redirect("meetings:door_screen", pk=pk)
