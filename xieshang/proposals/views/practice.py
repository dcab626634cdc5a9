"""The settings of an assembly's work with proposals, and how long each of its steps may take."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.deadlines import actions as deadline_actions
from xieshang.deadlines import queries as deadlines
from xieshang.deadlines import rules as deadline_rules
from xieshang.members import queries as members
from xieshang.members.models import Assembly
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms.lengths import LengthForm
from xieshang.proposals.forms.review import PracticeForm
from xieshang.proposals.views import done, form_page, sent
from xieshang.spine import clock
from xieshang.ui.pages import asked_or_sent

ROOM = "proposals"


@asked_or_sent
@signed_in
def practice(request: HttpRequest) -> HttpResponse:
    """How the assembly where one works goes about it; who may not change it reads why."""
    person, assembly = web.person(request), _assembly(request)
    form = PracticeForm.of(queries.practice_of(assembly), sent(request))
    if done(form, lambda: actions.set_practice(assembly, by=person, **form.settings())):
        messages.success(request, _("设置已改，从现在起照此办理。"))
        return redirect("proposals:practice")
    verdict = rules.may_set_practice(person, assembly)
    told = {"assembly": assembly, "verdict": verdict, "tabs": _tabs("practice")}
    return form_page(request, "proposals/practice.html", form, **told)


@require_safe
@signed_in
def lengths(request: HttpRequest) -> HttpResponse:
    """How long each step may take here now, since when, and by which rule."""
    assembly = _assembly(request)
    told = {
        "assembly": assembly,
        "verdict": deadline_rules.may_set_length(web.person(request), assembly),
        "lengths": deadlines.standing_lengths(assembly, ROOM),
        "tabs": _tabs("lengths"),
    }
    return render(request, "proposals/lengths.html", told)


@asked_or_sent
@signed_in
def length(request: HttpRequest, step: str) -> HttpResponse:
    """Set how long a step may take from now on."""
    person, assembly = web.person(request), _assembly(request)
    code = f"{ROOM}.{step}"
    now = next((one for one in deadlines.standing_lengths(assembly, ROOM) if one.step.code == code), None)
    if now is None:
        raise Http404
    form = LengthForm.of(now.length, sent(request))
    if done(form, lambda: deadline_actions.set_length(assembly, code=code, length=form.length(), by=person)):
        messages.success(request, _("期限已改，从现在起起算的照此办理；已经起算的不变。"))
        return redirect("proposals:lengths")
    verdict = deadline_rules.may_set_length(person, assembly, code)
    return form_page(request, "proposals/length.html", form, assembly=assembly, verdict=verdict, now=now)


def _assembly(request: HttpRequest) -> Assembly:
    """The assembly where the person is at home; 404 where there is none."""
    assembly = members.assembly_of(web.person(request), on=clock.today())
    if assembly is None:
        raise Http404
    return assembly


def _tabs(current: str) -> list[dict[str, Any]]:
    pages = [("practice", _("办理办法")), ("lengths", _("办理期限"))]
    return [
        {"key": key, "label": label, "href": reverse(f"proposals:{key}"), "current": key == current, "count": None}
        for key, label in pages
    ]
