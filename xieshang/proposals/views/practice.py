"""The settings of an assembly's work with proposals."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.members import queries as members
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms.review import PracticeForm
from xieshang.proposals.views import done, form_page, sent
from xieshang.spine import clock
from xieshang.ui.pages import asked_or_sent


@asked_or_sent
@signed_in
def practice(request: HttpRequest) -> HttpResponse:
    """How the assembly where one works goes about it; who may not change it reads why."""
    person = web.person(request)
    assembly = members.assembly_of(person, on=clock.today())
    if assembly is None:
        raise Http404
    form = PracticeForm.of(queries.practice_of(assembly), sent(request))
    if done(form, lambda: actions.set_practice(assembly, by=person, **form.settings())):
        messages.success(request, _("设置已改，从现在起照此办理。"))
        return redirect("proposals:practice")
    verdict = rules.may_set_practice(person, assembly)
    return form_page(request, "proposals/practice.html", form, assembly=assembly, verdict=verdict)
