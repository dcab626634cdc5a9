"""The minutes of an occasion: made, written by several people without losing a text, approved, issued."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.web import actor, signed_in
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.forms.minutes import MinutesForm, ReturnForm
from xieshang.meetings.models import Meeting, Minutes
from xieshang.meetings.states import MinutesState
from xieshang.meetings.views.pages import go, seen, step_page
from xieshang.spine import clock
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.pages import done, sent

M = MinutesState
TONES: dict[MinutesState, Tone] = {M.DRAFT: "plain", M.PROPOSED: "wait", M.APPROVED: "good", M.ISSUED: "good"}


def _minutes(request: HttpRequest, pk: int) -> Minutes:
    """The minutes, for whoever may read the text; else 404."""
    meeting = seen(request, pk)
    minutes = queries.minutes_of(meeting)
    if minutes is None or not queries.is_reading_all(actor(request), meeting):
        raise Http404
    minutes.meeting = meeting
    return minutes


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes with what can be done: unfinished ones for who reads all, issued ones for who was to be there."""
    meeting, who = seen(request, pk), actor(request)
    minutes = queries.minutes_of(meeting)
    if minutes is None:
        return _none_yet(request, meeting)
    minutes.meeting = meeting
    lines, roll = queries.laid_out(minutes.text)
    context: dict[str, Any] = {
        "meeting": meeting,
        "minutes": minutes,
        "lines": lines,
        "roll": roll,
        "badge": Badge(minutes.get_state_display(), TONES[MinutesState(minutes.state)]),
        "reads": rules.is_minutes_reader(who, minutes),
        "files": [file for file in queries.issued_files(minutes) if rules.may_see_minutes_file(who, file)],
        "inside": queries.is_reading_all(who, meeting),
        "arranges": rules.is_arranger(who, meeting),
        "verbs": _verbs(request, minutes),
    }
    return render(request, "meetings/minutes.html", context)


def _none_yet(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    who = actor(request)
    context = {
        "meeting": meeting,
        "sees_whole": queries.sees_whole(who, meeting),
        "makes": rules.may_make_minutes(who, meeting),
        "arranges": rules.is_arranger(who, meeting),
    }
    return render(request, "meetings/no_minutes.html", context)


def _verbs(request: HttpRequest, minutes: Minutes) -> dict[str, Any]:
    """What this person can do with them, each with its verdict."""
    who = actor(request)
    return {
        "writes": rules.may_write_minutes(who, minutes),
        "proposes": rules.may_propose_minutes(who, minutes),
        "returns": rules.may_return_minutes(who, minutes),
        "approves": rules.may_approve_minutes(who, minutes),
        "revises": rules.may_revise_minutes(who, minutes),
        "issues": rules.may_issue_minutes(who, minutes),
    }


@require_POST
@signed_in
def making(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the first text."""
    actions.make_minutes(seen(request, pk), by=web.person(request))
    return go(request, "minutes", _("已由议程、出席、发言和表决生成初稿，请核对修改。"), pk=pk)


@require_POST
@signed_in
def editing(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one edits, and go to the text."""
    minutes, person = _minutes(request, pk), web.person(request)
    if queries.edited_by_other(minutes, person, clock.now()) is None:
        actions.edit_minutes(minutes, by=person)
    return go(request, "minutes_text", pk=pk)


@signed_in
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the text. Where somebody else has saved meanwhile, both texts stand side by side, and nothing is lost."""
    minutes, person = _minutes(request, pk), web.person(request)
    form = MinutesForm(sent(request), initial={"text": minutes.text, "version": minutes.version})
    if done(form, lambda: actions.write_minutes(minutes, by=person, **form.cleaned_data)):
        return go(request, "minutes", _("纪要已保存。"), pk=pk)
    theirs = None
    if form.is_bound and form.errors and str(form["version"].value()) != str(minutes.version):
        theirs = queries.versions_of(minutes).first()
        form.data = {"text": form["text"].value(), "version": str(minutes.version)}
    return step_page(
        request,
        form,
        rules.may_write_minutes(person, minutes),
        template="meetings/minutes_text.html",
        minutes=minutes,
        theirs=theirs,
        other=queries.edited_by_other(minutes, person, clock.now()),
        title=_("修改纪要"),
        above=minutes.meeting.title,
        back=reverse("meetings:minutes", kwargs={"pk": pk}),
    )


@require_POST
@signed_in
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay them before whoever approves."""
    actions.propose_minutes(_minutes(request, pk), by=web.person(request))
    return go(request, "minutes", _("纪要已送审。"), pk=pk)


@signed_in
def returning(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the office, with a reason."""
    minutes, person = _minutes(request, pk), web.person(request)
    form = ReturnForm(sent(request))
    if done(form, lambda: actions.return_minutes(minutes, by=person, reason=form.cleaned_data["reason"])):
        return go(request, "minutes", _("纪要已退回修改。"), pk=pk)
    back = reverse("meetings:minutes", kwargs={"pk": pk})
    words = {"title": _("退回纪要"), "label": _("退回"), "above": minutes.meeting.title, "back_label": _("回到纪要")}
    return step_page(request, form, rules.may_return_minutes(person, minutes), back=back, **words)


@require_POST
@signed_in
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """This text may be issued."""
    actions.approve_minutes(_minutes(request, pk), by=web.person(request))
    return go(request, "minutes", _("纪要已审定，可以印发。"), pk=pk)


@require_POST
@signed_in
def revision(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft again."""
    actions.revise_minutes(_minutes(request, pk), by=web.person(request))
    return go(request, "minutes", _("可以修改纪要了；改好以后要重新送审。"), pk=pk)


@require_POST
@signed_in
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue them under their number."""
    minutes = actions.issue_minutes(_minutes(request, pk), by=web.person(request))
    return go(request, "minutes", _("纪要已印发，%(number)s。") % {"number": minutes.number}, pk=pk)


@require_safe
@signed_in
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions, and two of them compared: `?from=1&to=3`, the last two where nothing is said."""
    minutes = _minutes(request, pk)
    every = list(queries.versions_of(minutes))
    by_number = {one.number: one for one in every}
    later = by_number.get(_number(request, "to"), every[0])
    earlier = by_number.get(_number(request, "from"), by_number.get(later.number - 1, later))
    context = {
        "meeting": minutes.meeting,
        "versions": every,
        "earlier": earlier,
        "later": later,
        "changes": queries.compared(earlier.text, later.text),
    }
    return render(request, "meetings/minutes_versions.html", context)


def _number(request: HttpRequest, name: str) -> int:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0
