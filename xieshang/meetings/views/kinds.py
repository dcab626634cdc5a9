"""The kinds of occasion: the list, and the office's pages to change them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts import web
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import signed_in
from xieshang.meetings import actions, rules
from xieshang.meetings.forms.occasion import KindForm
from xieshang.meetings.models import Kind
from xieshang.members.models import Assembly
from xieshang.spine import clock
from xieshang.ui.pages import done, form_page, sent


def _assembly(request: HttpRequest) -> Assembly:
    """The assembly whose kinds the person sets; 404 for others."""
    scopes = web.person(request).scopes_with(Permission.MEETINGS_SET_KINDS)
    found = Assembly.objects.filter(scope__in=scopes).order_by("pk").first()
    if found is None:
        raise Http404
    return found


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """All kinds, with what each asks."""
    assembly = _assembly(request)
    kinds = list(Kind.objects.filter(assembly=assembly).order_by("position", "pk"))
    founds = rules.may_found_kinds(web.person(request), assembly)
    return render(request, "meetings/kinds.html", {"kinds": kinds, "founds": founds})


@require_POST
@signed_in
def founding(request: HttpRequest) -> HttpResponse:
    """Begin with the standard kinds."""
    actions.found_kinds(_assembly(request), by=web.person(request))
    messages.success(request, _("已设定常用的种类，可以逐个修改。"))
    return redirect("meetings:kinds")


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """One more kind."""
    assembly, person = _assembly(request), web.person(request)
    form = KindForm(sent(request))
    if done(form, lambda: actions.add_kind(assembly, by=person, kind=form.said())):
        messages.success(request, _("种类已增加。"))
        return redirect("meetings:kinds")
    return form_page(request, "meetings/kind.html", form, kind=None, verdict=rules.may_add_kind(person, assembly))


@signed_in
def kind(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a kind."""
    assembly, person = _assembly(request), web.person(request)
    one = get_object_or_404(Kind.objects.select_related("assembly"), pk=pk, assembly=assembly)
    form = KindForm(sent(request), initial=KindForm.of(one), kind=one)
    if done(form, lambda: actions.change_kind(one, by=person, to=form.said())):
        messages.success(request, _("种类已修改，从现在起照新的办。"))
        return redirect("meetings:kinds")
    ends = rules.may_end_kind(person, one)
    verdict = rules.may_change_kind(person, one)
    return form_page(request, "meetings/kind.html", form, kind=one, verdict=verdict, ends=ends)


@require_POST
@signed_in
def ending(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer offer it."""
    assembly = _assembly(request)
    one = get_object_or_404(Kind.objects.select_related("assembly"), pk=pk, assembly=assembly)
    actions.end_kind(one, by=web.person(request), on=clock.today())
    messages.success(request, _("已停用，以后草拟时不再列出。"))
    return redirect("meetings:kinds")
