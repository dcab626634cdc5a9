"""Speeches before a plenary: offered, read, chosen from, put in order; and those before plenaries of other levels."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.web import actor, signed_in
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.forms.speeches import GivenForm, OfferForm, SelectForm, SpokenForm, TextForm
from xieshang.meetings.models import Meeting, Speech
from xieshang.meetings.states import SpeechLevel, SpeechState
from xieshang.meetings.views.pages import go, step_page
from xieshang.members import queries as members
from xieshang.members.models import Assembly
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.filters import Choice, Dates, Text
from xieshang.ui.lists import Column, Listing, Tab
from xieshang.ui.pages import done, sent

S = SpeechState
TONES: dict[str, Tone] = {"offered": "wait", "oral": "good", "written": "plain", "spoken": "good"}


def badge_of(speech: Speech) -> Badge:
    """What became of a speech."""
    return Badge(speech.get_state_display(), TONES.get(speech.state, "off"))


def _row(speech: Speech) -> Mapping[str, Any]:
    return {
        "pk": speech.pk,
        "url": f"/meetings/speeches/{speech.pk}",
        "place": speech.position or None,
        "title": speech.title,
        "who": queries.said_by(speech),
        "state": badge_of(speech),
        "reason": speech.reason,
        "offered": speech.offered_at,
        "level": speech.get_level_display(),
        "where": speech.meeting.title if speech.meeting else speech.occasion,
        "spoken": speech.spoken_on,
    }


def _searched(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(Q(title__icontains=text) | Q(speaker__name__icontains=text) | Q(speaker_name__icontains=text))


TABS = [
    Tab("all", _("全部")),
    Tab("offered", _("待遴选"), Q(state=S.OFFERED)),
    Tab("oral", _("口头"), Q(state__in=[S.ORAL, S.SPOKEN])),
    Tab("written", _("书面"), Q(state=S.WRITTEN)),
    Tab("rest", _("未采用、撤回"), Q(state__in=[S.NOT_TAKEN, S.WITHDRAWN])),
]
WHO = Text("who", _("发言人"), "speaker__name")
COLLECTION = Listing(
    title=_("大会发言"),
    columns=[
        Column("place", _("次序"), place="lead", numeric=True, sort="position"),
        Column("title", _("题目"), place="title", marked=True),
        Column("who", _("发言人"), place="ball"),
        Column("state", _("状态"), place="state"),
        Column("offered", _("提交"), sort="offered_at"),
        Column("reason", _("理由")),
    ],
    row=_row,
    sort="place",
    shown=queries.with_speakers,
    tabs=TABS,
    filters=[WHO, Text("organ", _("党派、团体、专委会"), "organ__name"), Text("sector", _("界别"), "sector__name")],
    search=_searched,
    search_label=_("题目、发言人"),
    empty=_("还没有人提交发言。"),
)
EVERY = Listing(
    title=_("发言登记"),
    columns=[
        Column("spoken", _("发言日期"), place="lead", sort="spoken_on"),
        Column("title", _("题目"), place="title", marked=True),
        Column("who", _("发言人"), place="ball"),
        Column("level", _("层级"), phone=True),
        Column("where", _("会议"), phone=True),
        Column("state", _("状态"), place="state"),
        Column("offered", _("提交"), sort="offered_at"),
    ],
    row=_row,
    sort="-offered",
    shown=queries.with_speakers,
    tabs=[TABS[0], Tab("spoken", _("已发言"), Q(state=S.SPOKEN)), *TABS[1:]],
    filters=[Choice("level", _("层级"), SpeechLevel, "level"), WHO, Dates("spoken", _("发言日期"), "spoken_on")],
    search=_searched,
    search_label=_("题目、发言人"),
    empty=_("还没有发言。"),
)


def _collection(request: HttpRequest, pk: int) -> Meeting:
    """The occasion, if the person may see what was collected for it; else 404."""
    rows = queries.collections_visible_to(actor(request)).select_related("assembly", "organ", "kind")
    return get_object_or_404(rows, pk=pk)


@require_safe
@signed_in
def collected(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The speeches of one occasion, those that the person may see."""
    meeting, who = _collection(request, pk), actor(request)
    rows = queries.speeches_visible_to(who).filter(meeting=meeting)
    context = {
        "meeting": meeting,
        "offers": rules.may_offer_speech(who, meeting),
        "arranges": rules.is_arranger(who, meeting),
        "orders": rules.may_order_speeches(who, meeting),
    }
    return COLLECTION.respond(request, rows, template="meetings/speeches.html", **context)


@require_safe
@signed_in
def every(request: HttpRequest) -> HttpResponseBase:
    """The speeches of all occasions and levels, those that the person may see."""
    person = web.person(request)
    assembly = members.assembly_of(person, on=clock.today())
    context = {
        "notes": bool(assembly and rules.may_note_speech(person, assembly)),
        "collecting": list(queries.collecting(person)),
    }
    return EVERY.respond(request, queries.speeches_visible_to(person), template="meetings/all_speeches.html", **context)


def _found(request: HttpRequest, speech: int) -> Speech:
    rows = queries.speeches_visible_to(actor(request)).select_related("meeting__assembly", "meeting__organ")
    return get_object_or_404(queries.with_speakers(rows), pk=speech)


@require_safe
@signed_in
def show(request: HttpRequest, speech: int) -> HttpResponse:
    """One speech: its text, what became of it and why, and what the person can do with it."""
    one, who = _found(request, speech), actor(request)
    own = rules.is_own_speech(who, one)
    arranges = one.meeting is not None and rules.is_arranger(who, one.meeting)
    context = {
        "speech": one,
        "collection": one.meeting is not None
        and queries.collections_visible_to(who).filter(pk=one.meeting.pk).exists(),
        "said_by": queries.said_by(one),
        "badge": badge_of(one),
        "own": own,
        "arranges": arranges,
        "changes": rules.may_change_speech(who, one),
        "withdraws": rules.may_withdraw_speech(who, one),
        "selects": _selects(who, one),
        "notes": rules.may_note_spoken(who, one),
        "moves": rules.may_move_speech(who, one),
        "count": len(queries.orals_of(one.meeting)) if one.meeting and arranges else 0,
    }
    return render(request, "meetings/speech.html", context)


def _selects(who: Any, speech: Speech) -> Any:
    """May any of the three be decided? The first that may, else the first reason why not."""
    every_verdict = [rule(who, speech) for rule in _RULES.values()]
    return next((verdict for verdict in every_verdict if verdict), every_verdict[0])


_RULES = {S.ORAL: rules.may_take_for_oral, S.WRITTEN: rules.may_take_for_written, S.NOT_TAKEN: rules.may_not_take}
_DEEDS = {S.ORAL: actions.take_for_oral, S.WRITTEN: actions.take_for_written, S.NOT_TAKEN: actions.not_take}


@signed_in
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a speech; a form that is sent twice makes one."""
    meeting, person = _collection(request, pk), web.person(request)
    form = OfferForm(sent(request), meeting=meeting, by=person)
    if form.is_bound and form.is_valid():
        before = queries.speech_of_entry(form.cleaned_data["entry_key"])
        if before is not None and rules.is_own_speech(person, before):
            return go(request, "speech", speech=before.pk)
    made: list[Speech] = []
    if done(form, lambda: made.append(actions.offer_speech(meeting, by=person, offering=form.offering()))):
        return go(request, "speech", _t("发言已提交，遴选以后会通知您。"), speech=made[0].pk)
    words = {"title": _t("提交大会发言"), "label": _t("提交发言"), "above": meeting.title}
    around = {"back": reverse("meetings:speeches", kwargs={"pk": pk}), "back_label": _t("回到大会发言")}
    verdict, roll = rules.may_offer_speech(person, meeting), _roll(request, meeting.assembly)
    return step_page(request, form, verdict, template="meetings/speech_form.html", roll=roll, **words, **around)


def _roll(request: HttpRequest, assembly: Assembly) -> list[Any]:
    """Names to choose from, for those who read the roll."""
    rows = members.visible_to(actor(request)).on(clock.today()).filter(assembly=assembly)
    return list(rows.order_by("sort_key", "pk").values("name", "number", "sector__name"))


def _around(speech: Speech) -> dict[str, str]:
    back = reverse("meetings:speech", kwargs={"speech": speech.pk})
    return {"above": speech.title, "back": back, "back_label": _t("回到这件发言")}


@signed_in
def text(request: HttpRequest, speech: int) -> HttpResponse:
    """Write it anew, until it is decided on."""
    one, person = _found(request, speech), web.person(request)
    form = TextForm(sent(request), initial={"title": one.title, "text": one.text})
    if done(form, lambda: actions.change_speech(one, by=person, **form.cleaned_data)):
        return go(request, "speech", _t("发言已保存。"), speech=speech)
    words = {"title": _t("修改发言"), "label": _t("保存发言")}
    return step_page(request, form, rules.may_change_speech(person, one), **words, **_around(one))


@require_POST
@signed_in
def withdrawal(request: HttpRequest, speech: int) -> HttpResponse:
    """The speaker takes it back."""
    actions.withdraw_speech(_found(request, speech), by=web.person(request))
    return go(request, "speech", _t("发言已撤回。"), speech=speech)


@signed_in
def selection(request: HttpRequest, speech: int) -> HttpResponse:
    """Taken for oral, for written, or not, with the reason that the speaker reads."""
    one, person = _found(request, speech), web.person(request)
    form = SelectForm(sent(request))

    def select() -> None:
        _DEEDS[S(form.cleaned_data["outcome"])](one, by=person, reason=form.cleaned_data["reason"])

    if done(form, select):
        return go(request, "speech", _t("已决定，发言人会收到通知。"), speech=speech)
    words = {"title": _t("遴选发言"), "label": _t("决定")}
    return step_page(request, form, _selects(person, one), **words, **_around(one))


@signed_in
def delivery(request: HttpRequest, speech: int) -> HttpResponse:
    """It was given."""
    one, person = _found(request, speech), web.person(request)
    form = SpokenForm(sent(request), initial={"on": clock.today()})
    if done(form, lambda: actions.note_spoken(one, by=person, on=form.cleaned_data["on"])):
        return go(request, "speech", _t("已登记发言。"), speech=speech)
    words = {"title": _t("登记已发言"), "label": _t("登记")}
    return step_page(request, form, rules.may_note_spoken(person, one), **words, **_around(one))


@require_POST
@signed_in
def place(request: HttpRequest, speech: int) -> HttpResponse:
    """Move an oral speech to the place that is sent as `to`."""
    one, to = _found(request, speech), request.POST.get("to", "")
    if not to.isdecimal() or len(to) > 4:
        raise Refused(_t("请写明移到第几位。"))
    moved = actions.move_speech(one, by=web.person(request), to=int(to))
    return go(request, "speech", _t("现在是第 %(place)s 位。") % {"place": moved.position}, speech=speech)


@require_POST
@signed_in
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """All oral speeches in the order of the rule."""
    meeting = _collection(request, pk)
    actions.order_speeches(meeting, by=web.person(request))
    return go(request, "speeches", _t("口头发言已按规则排定次序。"), pk=pk)


@signed_in
def note(request: HttpRequest) -> HttpResponse:
    """Note what a resident member said before the plenary of another level."""
    person = web.person(request)
    assembly = members.assembly_of(person, on=clock.today())
    verdict = rules.may_note_speech(person, assembly) if assembly else None
    if assembly is None or not verdict:
        raise Refused(verdict.reason if verdict is not None else _t("您不在任何一级政协工作。"))
    form = GivenForm(sent(request), assembly=assembly)
    if done(form, lambda: actions.note_speech(assembly, by=person, given=form.given())):
        return go(request, "all_speeches", _t("发言已登记。"))
    words = {"title": _t("登记上级会议发言"), "label": _t("登记发言"), "above": _t("发言登记")}
    around = {"back": reverse("meetings:all_speeches"), "back_label": _t("回到发言登记")}
    roll = _roll(request, assembly)
    return step_page(request, form, verdict, template="meetings/speech_form.html", roll=roll, **words, **around)
