"""The seats of an occasion: the plan for who arranges it, and everybody's own seat."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import actor, signed_in
from xieshang.meetings import actions, exports, queries, rules
from xieshang.meetings.actions import Spot
from xieshang.meetings.forms.seats import ArrangeForm, PlanForm, SwapForm
from xieshang.meetings.models import Meeting, Plan
from xieshang.meetings.views.pages import go, seen, step_page
from xieshang.meetings.views.seat_plan import drawing_of, own_rows, way_to
from xieshang.meetings.views.standing import record_of
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.texts import strokes
from xieshang.ui.pages import asked_or_sent, done, sent


def readable(request: HttpRequest, pk: int) -> Meeting:
    """The occasion, for whoever reads its plan; others who see it are told why not."""
    meeting = seen(request, pk)
    if not (verdict := rules.may_read_plan(actor(request), meeting)):
        raise Refused(verdict.reason)
    return meeting


def plan_read(request: HttpRequest, pk: int) -> Plan:
    """The plan, for whoever reads it; 404 where none is drawn."""
    found = queries.plan_of(readable(request, pk))
    if found is None:
        raise Http404
    return found


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan, or the way to draw one."""
    meeting = readable(request, pk)
    plan = queries.plan_of(meeting)
    if plan is None:
        draws = rules.may_draw_plan(actor(request), meeting)
        return render(request, "meetings/no_seats.html", {"meeting": meeting, "draws": draws})
    return _page(request, plan)


def _page(
    request: HttpRequest, plan: Plan, *, arrange: ArrangeForm | None = None, swap: SwapForm | None = None
) -> HttpResponse:
    """The page of a plan, with what was refused; 422 then."""
    who, drawing = actor(request), drawing_of(plan)
    context = {
        "meeting": plan.meeting,
        "plan": plan,
        "drawing": drawing,
        "last": [seat.attendee.name for seat in drawing.seated if strokes.unknown([seat.attendee.name])],
        "arrange": arrange or ArrangeForm(initial={"revision": plan.revision}),
        "swap": (swap or SwapForm()).offering(drawing.people(), drawing.places()),
        "arranges": rules.may_arrange_seats(who, plan),
        "swaps": rules.may_swap_seats(who, plan),
        "publishes": rules.may_publish_plan(who, plan),
        "takes_back": rules.may_take_back_plan(who, plan),
        "is_arranger": rules.is_arranger(who, plan.meeting),
        "record": record_of(plan),
    }
    refused = any(form is not None and form.errors for form in (arrange, swap))
    return render(request, "meetings/seats.html", context, status=422 if refused else 200)


@asked_or_sent
@signed_in
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the hall, or draw it anew."""
    meeting, person = readable(request, pk), web.person(request)
    plan = queries.plan_of(meeting)
    form = PlanForm(sent(request), initial=PlanForm.of(plan))
    if done(form, lambda: _draw(meeting, person, form)):
        return go(request, "seats", _("座位图已保存。"), pk=pk)
    words: dict[str, Any] = {"title": _("画座位图"), "label": _("保存座位图"), "above": meeting.title}
    words |= {"back": reverse("meetings:seats", args=[pk]), "back_label": _("回到座位表")}
    if plan is not None:
        words["lead"] = _("已经排好的座位保留；座位图上去掉的座位，坐在那里的人要另排。")
    return step_page(request, form, rules.may_draw_plan(person, meeting), **words)


def _draw(meeting: Meeting, person: Person, form: PlanForm) -> None:
    given = form.cleaned_data
    actions.draw_plan(meeting, by=person, rows=form.layout, leaders=given["leaders"], revision=given["revision"])


@require_POST
@signed_in
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the hall anew."""
    plan, person = plan_read(request, pk), web.person(request)
    form = ArrangeForm(request.POST)
    if done(form, lambda: actions.arrange_seats(plan, by=person, **form.cleaned_data)):
        return go(request, "seats", _("%(how)s排好了。") % {"how": _label(form)}, pk=pk)
    return _page(request, plan, arrange=form)


def _label(form: ArrangeForm) -> str:
    return str(dict(form.fields["order"].choices)[form.cleaned_data["order"]])  # type: ignore[attr-defined]


@require_POST
@signed_in
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Two people change seats, somebody moves to an empty one, gets one, or has none any more."""
    plan, person = plan_read(request, pk), web.person(request)
    form = SwapForm(request.POST)
    if done(form, lambda: _swap(plan, person, **form.cleaned_data)):
        messages.success(request, _("座位已换。"))
        return HttpResponseRedirect(reverse("meetings:seats", args=[pk]) + "#swap")
    return _page(request, plan, swap=form)


def _swap(plan: Plan, person: Person, who: tuple[Any, int], to: Spot | None) -> None:
    place, attendee = who
    if place is None and to is not None:
        actions.give_seat(plan, by=person, attendee=attendee, place=to.place)
    elif to is None:
        actions.clear_seat(plan, by=person, spot=Spot(place, attendee))
    else:
        actions.swap_seats(plan, by=person, one=Spot(place, attendee), other=to)


@require_POST
@signed_in
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody sees their seat."""
    actions.publish_plan(plan_read(request, pk), by=web.person(request))
    return go(request, "seats", _("座位表已公布，与会人员可以看到自己的座位。"), pk=pk)


@require_POST
@signed_in
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody does any more."""
    actions.take_back_plan(plan_read(request, pk), by=web.person(request))
    return go(request, "seats", _("座位表已收回，改好以后请再公布。"), pk=pk)


@require_safe
@signed_in
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan on one sheet, A4 or A3 across."""
    plan = plan_read(request, pk)
    size = request.GET.get("size", "")
    size = size if size in exports.SIZES else exports.SIZES[0]
    content = exports.chart_of(plan, queries.seated(plan), size=size, at=clock.now())
    return _file(content, exports.chart_name(plan, size))


@require_safe
@signed_in
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """A card for the table of everybody who has a seat."""
    plan = plan_read(request, pk)
    seats = list(queries.seated(plan))
    if not seats:
        raise Refused(_("还没有人排了座位，没有桌签可以打印。"))
    return _file(exports.cards_of(plan, seats, at=clock.now()), exports.cards_name(plan))


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@signed_in
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own seat, in large type, and where it is in the hall."""
    meeting, who = seen(request, pk), actor(request)
    seat = queries.own_seat(meeting, who)
    context: dict[str, Any] = {"meeting": meeting, "seat": seat}
    if seat is None:
        context["verdict"] = rules.may_see_own_seat(who, meeting)
    else:
        context |= {"rows": own_rows(seat.plan), "way": way_to(seat), "leads": seat.row <= seat.plan.leaders}
    return render(request, "meetings/own_seat.html", context)
