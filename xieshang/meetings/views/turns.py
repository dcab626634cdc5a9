"""The speaking list of an item in the hall: one page for who wants to speak, for who runs it, and for the hall."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import actor, signed_in
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.forms.agenda import FloorForm, SpeakerForm, WhomForm
from xieshang.meetings.models import Item, Turn
from xieshang.meetings.states import TurnState
from xieshang.meetings.views.pages import go, item_of, seen, step_page
from xieshang.members.models import Organ, Sector
from xieshang.spine import clock
from xieshang.spine.rule import Refused, Verdict
from xieshang.ui.pages import done, sent


@signed_in
def speakers(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Who speaks, until when, who waits; for who runs the occasion also to call up and to put others on."""
    meeting, person = seen(request, pk), web.person(request)
    one = item_of(meeting, item)
    verdict, form = rules.may_list_speaker(person, one), SpeakerForm(sent(request), meeting=meeting)
    if not rules.is_arranger(person, meeting):
        return _page(request, one, WhomForm(bodies=_bodies(person, one)), verdict)
    if done(form, lambda: actions.list_speaker(one, by=person, attendee=form.cleaned_data["attendee"], body=form.body)):
        return go(request, "speakers", _("已列入发言名单。"), pk=pk, item=item)
    return _page(request, one, form, verdict)


def _page(request: HttpRequest, item: Item, form: WhomForm, verdict: Verdict) -> HttpResponse:
    back = reverse("meetings:agenda", kwargs={"pk": item.meeting_id})
    shown = _shown(web.person(request), item)
    return step_page(request, form, verdict, template="meetings/speakers.html", back=back, **shown)


def _bodies(person: Person, item: Item) -> list[Organ | Sector]:
    """In whose name the person can ask to speak: as a spokesperson, then as one who belongs to it."""
    on = clock.today()
    spoken = queries.bodies_spoken_for(person, item.meeting, on=on)
    return list(dict.fromkeys([*spoken, *queries.bodies_belonged_to(person, item.meeting, on=on)]))


def _shown(person: Person, item: Item) -> dict[str, Any]:
    """The list by its states, and what the person has to do with it."""
    turns = list(queries.turns_of(item))
    speaking = next((turn for turn in turns if turn.state == TurnState.SPEAKING), None)
    attendee = queries.attendee_of(item.meeting, person)
    return {
        "meeting": item.meeting,
        "item": item,
        "speaking": speaking,
        "until": queries.speaks_until(speaking) if speaking else None,
        "at": clock.now(),
        "waiting": [turn for turn in turns if turn.state == TurnState.WAITING],
        "spoken": [turn for turn in turns if turn.state == TurnState.SPOKEN],
        "runs": rules.is_arranger(person, item.meeting),
        "own": queries.own_turn(item, attendee) if attendee else None,
        "asks": rules.may_ask_to_speak(person, item),
        "attendee": attendee,
        "floor_of": queries.has_the_floor,
        "by_parties": item.meeting.kind.parties_first,
    }


@require_POST
@signed_in
def ask(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Put oneself on the list, for oneself or in the name of a body."""
    one, person = item_of(seen(request, pk), item), web.person(request)
    form = WhomForm(request.POST, bodies=_bodies(person, one) if "whom" in request.POST else ())
    if not form.is_valid():
        raise Refused(_("名册上您不属于这个党派、团体、界别或者专委会，请刷新页面再选。"))
    turn = actions.ask_to_speak(one, by=person, body=form.body)
    told = _("已列入发言名单，您是第 %(place)s 位。") % {"place": queries.place_in_line(turn)}
    if turn.asked_for and not turn.body:
        told += _("代表%(body)s发言要等会议工作人员同意，在那以前按本人排位。") % {"body": turn.asked_for.name}
    return go(request, "now", told, pk=pk)


@require_POST
@signed_in
def name(request: HttpRequest, pk: int, item: int, turn: int) -> HttpResponse:
    """Grant the name in which somebody asked to speak."""
    actions.grant_name(_turn(request, pk, item, turn), by=web.person(request))
    return go(request, "speakers", pk=pk, item=item)


def _turn(request: HttpRequest, pk: int, item: int, turn: int) -> Turn:
    one: Item = item_of(seen(request, pk), item)
    found = get_object_or_404(queries.turns_of(one), pk=turn)
    found.item = one
    return found


@require_POST
@signed_in
def floor(request: HttpRequest, pk: int, item: int, turn: int) -> HttpResponse:
    """Call somebody up for so many minutes."""
    found, form = _turn(request, pk, item, turn), FloorForm(request.POST)
    if not form.is_valid():
        raise Refused(_("限时请填整数分钟。"))
    actions.call_up(found, by=web.person(request), minutes=form.cleaned_data["minutes"])
    return go(request, "speakers", pk=pk, item=item)


@require_POST
@signed_in
def end(request: HttpRequest, pk: int, item: int, turn: int) -> HttpResponse:
    """They have spoken."""
    actions.end_turn(_turn(request, pk, item, turn), by=web.person(request))
    return go(request, "speakers", pk=pk, item=item)


@require_POST
@signed_in
def withdrawal(request: HttpRequest, pk: int, item: int, turn: int) -> HttpResponse:
    """Off the list again."""
    found = actions.withdraw_turn(_turn(request, pk, item, turn), by=web.person(request))
    page = "speakers" if rules.is_arranger(actor(request), found.item.meeting) else "now"
    keys = {"pk": pk, "item": item} if page == "speakers" else {"pk": pk}
    return go(request, page, _("已从发言名单上移去。"), **keys)
