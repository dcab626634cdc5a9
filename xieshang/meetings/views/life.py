"""Approving, sending the notice, opening and closing; each asks once where it cannot be undone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import signed_in
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.forms.occasion import ApprovalForm, ReasonForm
from xieshang.meetings.models import Meeting
from xieshang.meetings.views import confirm_page, seen, to_occasion, verb_page
from xieshang.spine import clock
from xieshang.ui.pages import done, sent
from xieshang.ui.show import day_short


def _at_once(request: HttpRequest, pk: int, act: Callable[..., Meeting], said: str) -> HttpResponse:
    act(seen(request, pk), by=web.person(request))
    return to_occasion(request, pk, said)


@require_POST
@signed_in
def asking(request: HttpRequest, pk: int) -> HttpResponse:
    """Those who approve are told."""
    return _at_once(request, pk, actions.ask_approval, _("已送请秘书长批准。"))


@signed_in
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the notice as it stands on this page, or return it with what has to be changed."""
    meeting, person = seen(request, pk), web.person(request)
    form, approves = ApprovalForm(sent(request)), request.POST.get("result") == "approved"
    if done(form, lambda: _decide(meeting, person, approves, form.cleaned_data["reason"])):
        said = _("已批准，筹备人员会发出通知。") if approves else _("已退回，筹备人员会看到要改什么。")
        return to_occasion(request, pk, said)
    return verb_page(
        request,
        form,
        meeting,
        rules.may_approve(person, meeting),
        title=_("批准会议通知"),
        label=_("批准"),
        template="meetings/approval.html",
        early=queries.early_notice(meeting, on=clock.today()),
        listed=meeting.roster.count(),
        reads=rules.may_read_roster(person, meeting),
        items=list(queries.items_of(meeting)),
        returns=rules.may_return_notice(person, meeting),
    )


def _decide(meeting: Meeting, person: Person, approves: bool, reason: str) -> Meeting:
    if approves:
        return actions.approve(meeting, by=person)
    return actions.return_notice(meeting, by=person, reason=reason)


@require_POST
@signed_in
def taking_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the draft."""
    return _at_once(request, pk, actions.take_back, _("已收回，可以修改。"))


@signed_in
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the notice; how early it is stands above the button, and a late one asks why."""
    meeting, person = seen(request, pk), web.person(request)
    early = queries.early_notice(meeting, on=clock.today())
    form = ReasonForm(sent(request))
    if early.is_late:
        form.fields["reason"].label = _("为什么晚于规定")
    else:
        del form.fields["reason"]
    if done(form, lambda: actions.notify(meeting, by=person, reason=form.cleaned_data.get("reason", ""))):
        return to_occasion(request, pk, _("通知已发出，名单上的人会收到。"))
    return verb_page(
        request,
        form,
        meeting,
        rules.may_notify(person, meeting),
        title=_("发出通知"),
        label=_("发给名单上的 %(people)s 人") % {"people": meeting.roster.count()},
        template="meetings/notice.html",
        early=early,
        papers=queries.early_papers(meeting, on=clock.today()),
    )


@signed_in
def cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel, with the reason that people read."""
    meeting, person = seen(request, pk), web.person(request)
    form = ReasonForm(sent(request))
    if done(form, lambda: actions.cancel(meeting, by=person, **form.cleaned_data)):
        return to_occasion(request, pk, _("已取消。"))
    verdict, lead = rules.may_cancel(person, meeting), _who_hears(meeting)
    return verb_page(request, form, meeting, verdict, title=_("取消会议活动"), label=_("取消它"), lead=lead)


def _who_hears(meeting: Meeting) -> str:
    parts = list(queries.parts_ahead(meeting))
    told, words = any(one.notified_at for one in (meeting, *parts)), {"count": len(parts)}
    if parts and told:
        return _("还没有开始的 %(count)s 个分会一起取消，名单上的人会收到取消的通知和理由。") % words
    if parts:
        return _("还没有开始的 %(count)s 个分会一起取消；还没有人收到通知。") % words
    return _("名单上的人会收到取消的通知和理由。") if told else _("还没有人收到通知。")


@require_POST
@signed_in
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """It begins."""
    return _at_once(request, pk, actions.open, _("已开会。"))


@signed_in
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """It is over, after one more look."""
    meeting, person = seen(request, pk), web.person(request)
    if request.method == "POST":
        return _at_once(request, pk, actions.close, _("已散会。"))
    return confirm_page(
        request,
        meeting,
        rules.may_close(person, meeting),
        title=_("散会"),
        label=_("散会"),
        consequence=_consequence(meeting),
    )


def _consequence(meeting: Meeting) -> str:
    days = queries.minutes_asked(meeting)
    if not days:
        return _("散会以后不再签到。需要时可以继续开会。")
    words = {"days": days, "on": day_short(clock.today())}
    return _("散会以后不再签到，纪要要在 %(on)s起 %(days)s 个工作日内印发。需要时可以继续开会。") % words


@require_POST
@signed_in
def reopening(request: HttpRequest, pk: int) -> HttpResponse:
    """It goes on."""
    return _at_once(request, pk, actions.reopen, _("继续开会。"))


@require_POST
@signed_in
def reminder(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind those who said nothing."""
    person: Person = web.person(request)
    count = actions.remind(seen(request, pk), by=person)
    return to_occasion(request, pk, _("已提醒 %(count)s 位还没有回复的人。") % {"count": count})
