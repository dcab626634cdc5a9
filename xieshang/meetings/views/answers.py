"""What somebody on the roster says: coming, not coming, leave; and who decides on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.forms.roster import DecisionForm, LeaveForm
from xieshang.meetings.models import Leave
from xieshang.meetings.states import LeaveKind
from xieshang.meetings.views import own_line, seen, to_occasion, verb_page
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.ui.pages import done, sent


@require_POST
@signed_in
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Coming, or not."""
    line = own_line(request, seen(request, pk))
    coming = request.POST.get("coming") == "yes"
    actions.answer(line, by=web.person(request), coming=coming)
    return to_occasion(request, pk, _("已回复：参加。") if coming else _("已回复：不参加。"))


@signed_in
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for leave."""
    meeting, person = seen(request, pk), web.person(request)
    line = own_line(request, meeting)
    form = LeaveForm(sent(request), meeting=meeting)

    def ask() -> Leave:
        said = {**form.cleaned_data, "kind": LeaveKind(form.cleaned_data["kind"])}
        return actions.ask_leave(line, by=person, **{**said, "halves": list(said.get("halves", ()))})

    if done(form, ask):
        return to_occasion(request, pk, _("已请假，等待审批。"))
    verdict = rules.may_ask_leave(person, line)
    return verb_page(request, form, meeting, verdict, title=_("请假"), label=_("请假"))


@require_POST
@signed_in
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's leave back."""
    standing = queries.standing_leave(own_line(request, seen(request, pk)))
    if standing is None:
        raise Refused(_("没有可以撤回的请假。"))
    actions.withdraw_leave(standing, by=web.person(request))
    return to_occasion(request, pk, _("请假已撤回，请再回复是否参加。"))


@signed_in
def decision(request: HttpRequest, pk: int, leave: int) -> HttpResponse:
    """Grant a leave, or not."""
    person = web.person(request)
    readable = queries.leaves_visible_to(person, on=clock.today())
    related = ("attendee__meeting__assembly", "attendee__meeting__sector", "attendee__meeting__kind")
    asked = get_object_or_404(readable.select_related(*related, "decided_by"), pk=leave, attendee__meeting=pk)
    form, granted = DecisionForm(sent(request)), request.POST.get("result") == "granted"
    if done(form, lambda: actions.decide_leave(asked, by=person, granted=granted, **form.cleaned_data)):
        messages.success(request, _("已准假。") if granted else _("没有准假。"))
        return redirect("meetings:leaves")
    verdict = rules.may_decide_leave(person, asked)
    return verb_page(
        request,
        form,
        asked.attendee.meeting,
        verdict,
        title=_("%(name)s请假") % {"name": asked.attendee.name},
        label=_("准假"),
        verb=_("审批请假"),
        template="meetings/decision.html",
        leave=asked,
    )
