"""A plenary with its parts at one stroke: what can be done with which of them, and why not with the others."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import actor, signed_in
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.forms.occasion import ReasonForm
from xieshang.meetings.models import Meeting
from xieshang.meetings.views import seen, verb_page
from xieshang.meetings.views.standing import badge
from xieshang.spine import clock
from xieshang.spine.rule import Refused, Verdict, refuse
from xieshang.ui.pages import done, sent

RULES: dict[str, Callable[[Person, Meeting], Verdict]] = {
    "ask_approval": rules.may_ask_approval,
    "approve": rules.may_approve,
    "notify": rules.may_notify,
    "open": rules.may_open,
    "close": rules.may_close,
}
Lines = list[tuple[Meeting, Verdict]]


@signed_in
def together(request: HttpRequest, pk: int) -> HttpResponse:
    """One step for all that can take it: which these are stands above the button, the others with their reason."""
    whole, person = seen(request, pk), web.person(request)
    if not (verdict := rules.may_act_together(actor(request), whole)):
        raise Refused(verdict.reason)
    every = [whole, *queries.parts_standing(whole)]
    step = _step(request, person, every)
    lines: Lines = [(one, RULES[step](person, one)) for one in every]
    form, taken = _form(request, step, lines), list[actions.Together]()
    if done(form, lambda: taken.append(_taken(whole, step, person, form.cleaned_data))):
        return _after(request, whole, step, taken[0])
    return _page(request, whole, step, lines, form)


def _taken(whole: Meeting, step: str, person: Person, said: dict[str, str]) -> actions.Together:
    if "reason" in said and not said["reason"].strip():
        raise Refused(_("其中有晚于规定的通知，请写明理由。"), field="reason")
    return actions.together(whole, step, by=person, reason=said.get("reason", ""))


def _step(request: HttpRequest, person: Person, every: list[Meeting]) -> str:
    """The step that the address names; else the first of their life that one of them can take."""
    asked = request.GET.get("step", "")
    ready = (step for step, rule in RULES.items() if any(rule(person, one) for one in every))
    return asked if asked in RULES else next(ready, next(iter(RULES)))


def _form(request: HttpRequest, step: str, lines: Lines) -> ReasonForm:
    """With a reason where a notice among them is late."""
    form, on = ReasonForm(sent(request)), clock.today()
    if step == "notify" and any(queries.early_notice(one, on=on).is_late for one, verdict in lines if verdict):
        form.fields["reason"].label = _("晚于规定的为什么晚")
    else:
        del form.fields["reason"]
    return form


def _page(request: HttpRequest, whole: Meeting, step: str, lines: Lines, form: ReasonForm) -> HttpResponse:
    able = sum(bool(verdict) for _one, verdict in lines)
    label = str(actions.STEPS[step])
    shown: dict[str, Any] = {
        "lines": [(one, badge(one.state), verdict) for one, verdict in lines],
        "steps": [(name, words, name == step) for name, words in actions.STEPS.items()],
    }
    return verb_page(
        request,
        form,
        whole,
        next((verdict for _one, verdict in lines if verdict), refuse(_("现在没有一个能办这一步，原因见各行。"))),
        title=_("连同各分会办理"),
        verb=label,
        label=_("%(step)s（%(count)s 个）") % {"step": label, "count": able},
        template="meetings/together.html",
        **shown,
    )


def _after(request: HttpRequest, whole: Meeting, step: str, taken: actions.Together) -> HttpResponse:
    """Back to the occasion where nothing was refused; else here, where each says why."""
    words = {"step": actions.STEPS[step], "count": len(taken.done), "left": len(taken.refused)}
    if not taken.refused:
        messages.success(request, _("%(step)s：%(count)s 个都办好了。") % words)
        return redirect("meetings:show", pk=whole.pk)
    messages.warning(request, _("%(step)s：办好 %(count)s 个，%(left)s 个没有办，原因见各行。") % words)
    return redirect(f"/meetings/{whole.pk}/together?step={step}")
