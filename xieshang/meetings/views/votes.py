"""The pages of votes: those of an occasion, drawing one up, running it, what was counted by hand."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.web import actor, signed_in
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.forms.votes import CancelVoteForm, CountForm, VoteForm
from xieshang.meetings.models import Vote
from xieshang.meetings.queries import votes as reads
from xieshang.meetings.states import BY_HAND, VoteState
from xieshang.meetings.views import results
from xieshang.meetings.views.pages import seen
from xieshang.meetings.views.vote_verbs import verbs_of
from xieshang.spine import clock
from xieshang.spine.rule import Refused, Verdict
from xieshang.ui.addresses import text as typed
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.lists import Column, Listing
from xieshang.ui.pages import asked_or_sent, done, form_page, sent

TONES: dict[str, Tone] = {
    VoteState.DRAFT: "plain",
    VoteState.OPEN: "wait",
    VoteState.CLOSED: "wait",
    VoteState.ANNOUNCED: "good",
    VoteState.CANCELLED: "off",
}


def badge(vote: Vote) -> Badge:
    """The state of a vote as lists and pages show it."""
    return Badge(vote.get_state_display(), TONES[vote.state])


def _row(vote: Vote) -> Mapping[str, Any]:
    conclusion = vote.result.get("conclusion", "") if vote.state == VoteState.ANNOUNCED else vote.reason
    return {
        "pk": vote.pk,
        "url": reverse("meetings:vote", args=[vote.meeting_id, vote.pk]),
        "number": vote.number,
        "title": vote.title,
        "kind": vote.get_kind_display(),
        "way": vote.get_way_display(),
        "state": badge(vote),
        "conclusion": conclusion,
    }


VOTES = Listing(
    title=_("表决和选举"),
    sort="number",
    row=_row,
    columns=[
        Column("number", _("序号"), place="lead", sort="number", numeric=True),
        Column("title", _("表决事项"), place="title"),
        Column("kind", _("种类"), phone=True),
        Column("way", _("方式"), phone=True),
        Column("state", _("状态"), place="state"),
        Column("conclusion", _("结果"), phone=True),
    ],
    empty=_("这次会议还没有表决和选举。"),
)


def vote_seen(request: HttpRequest, pk: int, vote: int) -> Vote:
    """A vote of the occasion, if the person may see it; else 404."""
    rows = queries.votes_visible_to(actor(request)).select_related(
        "meeting__assembly", "meeting__kind", "meeting__organ", "sitting", "item"
    )
    return get_object_or_404(rows, pk=vote, meeting=pk)


@require_safe
@signed_in
def index(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The votes of an occasion."""
    meeting = seen(request, pk)
    listed = queries.votes_visible_to(actor(request)).filter(meeting=meeting)
    may_draw_up = rules.may_draw_up_vote(actor(request), meeting)
    return VOTES.respond(request, listed, template="meetings/votes.html", meeting=meeting, may_draw_up=may_draw_up)


@asked_or_sent
@signed_in
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw up a vote, `?item=3` under an item of the agenda."""
    meeting, person = seen(request, pk), web.person(request)
    form = VoteForm(sent(request), items=queries.items_of(meeting), initial={"item": typed(request.GET, "item")})
    made: list[Vote] = []
    if done(form, lambda: made.append(actions.draw_up_vote(meeting, by=person, question=form.question()))):
        messages.success(request, _t("表决已经拟定。与会人员还看不到，开始投票以后才看得到。"))
        return redirect("meetings:vote", pk=pk, vote=made[0].pk)
    words = {"title": _t("拟定表决"), "label": _t("保存"), "back": reverse("meetings:votes", args=[pk])}
    verdict = rules.may_draw_up_vote(person, meeting)
    return form_page(request, "meetings/vote_verb.html", form, meeting=meeting, verdict=verdict, **words)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int, vote: int) -> HttpResponse:
    """A vote: what is voted on, how far it is for who runs it, the result once it may be seen."""
    found = vote_seen(request, pk, vote)
    who = actor(request)
    follows = bool(rules.may_follow_vote(who, found))
    standing = reads.standing(found.pk, who)
    context = {
        "vote": found,
        "meeting": found.meeting,
        "badge": badge(found),
        "options": reads.options_of(found),
        "verbs": verbs_of(who, found),
        "follows": follows,
        "progress": _progress(found) if follows else None,
        "may_vote": rules.may_cast_vote(who, standing.vote) if standing else None,
        "has_cast": bool(standing and standing.has_cast),
        "result": results.result_of(who, found),
        "withheld": rules.may_see_result(who, found),
        "hand_counts": _hand_counts(request, found),
    }
    return render(request, "meetings/vote.html", context)


def _progress(vote: Vote) -> reads.Progress | None:
    """How many have voted; of a vote by hand there is nothing to count before it is entered."""
    if vote.state != VoteState.OPEN or vote.way in BY_HAND:
        return None
    return reads.progress_of(vote, at=clock.now())


def _hand_counts(request: HttpRequest, vote: Vote) -> results.HandCounts | None:
    """Who has entered a count, and where two differ; for who may count."""
    if vote.way not in BY_HAND or not rules.is_arranger(actor(request), vote.meeting):
        return None
    return results.hand_counts(vote)


@asked_or_sent
@signed_in
def question(request: HttpRequest, pk: int, vote: int) -> HttpResponse:
    """Draw it up anew, until it is put to the vote."""
    found, person = vote_seen(request, pk, vote), web.person(request)
    form = VoteForm(sent(request), items=queries.items_of(found.meeting), vote=found)
    if done(form, lambda: actions.change_vote(found, by=person, question=form.question())):
        return to_vote(request, pk, vote, _t("拟定的表决已经修改。"))
    words = {"title": _t("修改拟定的表决"), "label": _t("保存")}
    return _verb_page(request, found, form, rules.may_change_vote(person, found), **words)


@require_POST
@signed_in
def removal(request: HttpRequest, pk: int, vote: int) -> HttpResponse:
    """Take back what nobody was asked yet."""
    actions.remove_vote(vote_seen(request, pk, vote), by=web.person(request))
    messages.success(request, _t("拟定的表决已经移去，与会人员没有看到过。"))
    return redirect("meetings:votes", pk=pk)


@require_POST
@signed_in
def opening(request: HttpRequest, pk: int, vote: int) -> HttpResponse:
    """Let people vote."""
    actions.open_vote(vote_seen(request, pk, vote), by=web.person(request))
    return to_vote(request, pk, vote, _t("投票开始。"))


@require_POST
@signed_in
def announcement(request: HttpRequest, pk: int, vote: int) -> HttpResponse:
    """Announce the result."""
    actions.announce(vote_seen(request, pk, vote), by=web.person(request))
    return to_vote(request, pk, vote, _t("结果已经宣布，与会人员可以查看。"))


def to_vote(request: HttpRequest, pk: int, vote: int, said: str) -> HttpResponse:
    """Back to the page of the vote, which says what happened."""
    messages.success(request, said)
    return redirect("meetings:vote", pk=pk, vote=vote)


@asked_or_sent
@signed_in
def closing(request: HttpRequest, pk: int, vote: int) -> HttpResponse:
    """Close and count; asked once before, as no vote comes after."""
    found, person = vote_seen(request, pk, vote), web.person(request)
    if request.method == "POST":
        closed = actions.close_vote(found, by=person)
        return to_vote(request, pk, vote, _t("投票截止，票已计完：%(said)s") % {"said": closed.result["conclusion"]})
    verdict, progress = rules.may_close_vote(person, found), _progress(found)
    return render(request, "meetings/vote_closing.html", {"vote": found, "verdict": verdict, "progress": progress})


@asked_or_sent
@signed_in
def cancellation(request: HttpRequest, pk: int, vote: int) -> HttpResponse:
    """Give the vote up, with a reason."""
    found, person = vote_seen(request, pk, vote), web.person(request)
    form = CancelVoteForm(sent(request))
    if done(form, lambda: actions.cancel_vote(found, by=person, **form.cleaned_data)):
        return to_vote(request, pk, vote, _t("这次表决已经作废，理由与会人员看得到。"))
    lead = _t("还没有计的票会销毁，不能恢复。要再投，请另拟一次表决。")
    words = {"title": _t("作废这次表决"), "label": _t("作废"), "lead": lead}
    return _verb_page(request, found, form, rules.may_cancel_vote(person, found), **words)


@asked_or_sent
@signed_in
def count(request: HttpRequest, pk: int, vote: int) -> HttpResponse:
    """Enter what was counted by hand. What somebody else entered is not shown here."""
    found, person = vote_seen(request, pk, vote), web.person(request)
    form = CountForm(sent(request), vote=found, options=reads.options_of(found))
    if done(form, lambda: actions.count_by_hand(found, by=person, tally=form.tally)):
        return to_vote(request, pk, vote, _t("计票结果已经录入。"))
    lead = _t("纸质票由两个人各自点票、各自录入，两份一致才能截止。") if form.on_paper else ""
    words = {"title": _t("录入计票结果"), "label": _t("录入"), "lead": lead}
    return _verb_page(request, found, form, rules.may_count_by_hand(person, found), **words)


def _verb_page(request: HttpRequest, vote: Vote, form: Form, verdict: Verdict, **words: str) -> HttpResponse:
    back = reverse("meetings:vote", args=[vote.meeting_id, vote.pk])
    context = {"meeting": vote.meeting, "verdict": verdict, "above": vote.title, "back": back, **words}
    return form_page(request, "meetings/vote_verb.html", form, **context)


@require_safe
@signed_in
def screen(request: HttpRequest, pk: int, vote: int) -> HttpResponse:
    """For the big screen of the hall: how many have voted, then what was announced. Never what before."""
    found = vote_seen(request, pk, vote)
    verdict = rules.may_follow_vote(actor(request), found)
    if not verdict:
        raise Refused(verdict.reason)
    announced = results.shown(found) if found.state == VoteState.ANNOUNCED else None
    context = {"vote": found, "meeting": found.meeting, "progress": _progress(found), "result": announced}
    return render(request, "meetings/vote_screen.html", context)


@require_safe
@signed_in
def sheet(request: HttpRequest, pk: int, vote: int) -> HttpResponseBase:
    """The result as a spreadsheet."""
    found = vote_seen(request, pk, vote)
    verdict = rules.may_see_result(actor(request), found)
    if not verdict:
        raise Refused(verdict.reason)
    return results.attachment(found)
