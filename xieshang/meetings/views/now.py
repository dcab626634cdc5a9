"""One screen for each person: what they can do at this moment of an occasion."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.meetings import now, queries, rules
from xieshang.meetings.models import Appearance, Cast, Seat, Vote
from xieshang.meetings.states import ItemState, Part, State, TurnState, VoteState, VoteWay
from xieshang.meetings.views.agenda import times_of
from xieshang.meetings.views.pages import seen
from xieshang.spine import clock
from xieshang.ui.show import time


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What is on, and what the person can do; without a form to fill in, so that it may renew itself."""
    meeting, person = seen(request, pk), web.person(request)
    at, item = clock.now(), queries.item_on(meeting)
    if item is not None:
        item.meeting = meeting
    speaking = queries.speaking_of(item) if item else None
    attendee = queries.attendee_of(meeting, person)
    moment = now.Moment(person, meeting, attendee, item, at)
    context = {
        "meeting": meeting,
        "item": item,
        "times": times_of(item, at) if item else "",
        "speaking": speaking and queries.has_the_floor(speaking),
        "own_turn": queries.own_turn(item, attendee) if item and attendee else None,
        "offers": now.offers(moment),
        "is_on": meeting.state == State.OPEN,
        "following": meeting.items.filter(state=ItemState.AHEAD).order_by("number").first(),
    }
    return render(request, "meetings/now.html", context)


@now.provide(10)
def own_arrival(moment: now.Moment) -> Iterator[now.Offer]:
    """Whether one is signed in for the half-day that lasts, or has left it, and the way in."""
    if moment.attendee is None or moment.meeting.state not in {State.NOTIFIED, State.OPEN}:
        return
    rows = Appearance.objects.filter(attendee=moment.attendee, meeting=moment.meeting, sitting__ends_at__gt=moment.at)
    own = rows.select_related("sitting").order_by("sitting__number").first()
    if own is None:
        return
    door = reverse("meetings:door", args=[moment.meeting.pk])
    if own.is_there:
        yield now.Offer(_("已签到"), icon="circle-check", note=time(own.in_at) if own.in_at else "")
    elif own.out_at is not None:
        gone = _("您已在 %(time)s 登记离场。") % {"time": time(own.out_at)}
        yield now.Offer(_("回到会场"), door, "door-enter", gone)
    else:
        is_on = moment.at >= own.sitting.starts_at
        yield now.Offer(_("签到"), door, "door-enter", _("还没有签到"), main=is_on)


@now.provide(20)
def papers_on(moment: now.Moment) -> Iterator[now.Offer]:
    """The papers of the item that is on, for whoever reads them."""
    if moment.item is None:
        return
    papers = queries.papers_of([moment.item])[moment.item.pk]
    if papers and rules.is_reader(moment.person, moment.item):
        for file in papers:
            yield now.Offer(file.name, file.get_absolute_url(), "file-text", _("这项议程的材料"))


@now.provide(30)
def own_speaking(moment: now.Moment) -> Iterator[now.Offer]:
    """To ask for the floor, one's place on the list, or how long one may still speak."""
    if moment.item is None or moment.attendee is None:
        return
    turn = queries.own_turn(moment.item, moment.attendee)
    at = {"pk": moment.meeting.pk, "item": moment.item.pk}
    if turn is None:
        verdict = rules.may_ask_to_speak(moment.person, moment.item)
        yield now.Offer(_("申请发言"), reverse("meetings:ask", kwargs=at), "microphone", verdict=verdict, post=True)
        if verdict:
            note = _("也可以代表党派、团体、界别、专委会申请")
            yield now.Offer(_("发言名单"), reverse("meetings:speakers", kwargs=at), "users", note)
    elif turn.state == TurnState.SPEAKING:
        yield now.Offer(_("请您发言"), icon="microphone", main=True, until=queries.speaks_until(turn))
    else:
        note = _("您是第 %(place)s 位") % {"place": queries.place_in_line(turn)}
        yield now.Offer(_("发言名单"), reverse("meetings:speakers", kwargs=at), "microphone", note)


@now.provide(40)
def open_votes(moment: now.Moment) -> Iterator[now.Offer]:
    """The electronic votes that are open and that one has not given yet, for who votes here; before one has signed
    in, with what has to come first."""
    if moment.attendee is None or moment.attendee.part != Part.ENTITLED:
        return
    cast = Cast.objects.filter(attendee=moment.attendee)
    votes = Vote.objects.filter(
        meeting=moment.meeting, state=VoteState.OPEN, way__in=[VoteWay.NAMED, VoteWay.SECRET]
    ).exclude(pk__in=cast.values("vote"))
    for vote in votes.order_by("number"):
        ballot = reverse("meetings:ballot", args=[moment.meeting.pk, vote.pk])
        verdict = rules.may_cast_vote(moment.person, vote)
        yield now.Offer(_("投票"), ballot, "checklist", vote.title, verdict, main=True)


@now.provide(50)
def own_seat(moment: now.Moment) -> Iterator[now.Offer]:
    """Where one sits, once the plan is published."""
    if moment.attendee is None:
        return
    seat = Seat.objects.filter(attendee=moment.attendee, plan__published_at__isnull=False).first()
    if seat is not None:
        yield now.Offer(_("我的座位"), reverse("meetings:own_seat", args=[moment.meeting.pk]), "map-pin", str(seat))
