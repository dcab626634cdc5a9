"""The bureaus that proposals are assigned to, and the people of each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts.permissions import ROLES, Permission
from xieshang.accounts.web import person, signed_in
from xieshang.bureaus import actions, queries, rules
from xieshang.bureaus.forms import BureauForm, ClosingForm
from xieshang.bureaus.models import Bureau
from xieshang.spine import clock
from xieshang.spine.action import may
from xieshang.spine.rule import Refused
from xieshang.ui.cells import Badge
from xieshang.ui.lists import Column, Listing, Tab
from xieshang.ui.pages import asked_or_sent


def _row(bureau: Any) -> dict[str, Any]:
    return {
        "pk": bureau.pk,
        "url": reverse("bureaus:bureau", args=[bureau.pk]),
        "name": bureau.name,
        "letter_mark": bureau.letter_mark,
        "staff": bureau.staff_count,
        "state": _state(bureau),
    }


def _state(bureau: Bureau) -> Badge:
    if bureau.from_on > clock.today():
        return Badge(_("尚未设立"), "wait")
    return Badge(_("在用"), "good") if bureau.holds(clock.today()) else Badge(_("已撤销"), "off")


LISTING = Listing(
    title=gettext_lazy("承办单位"),
    columns=[
        Column("name", gettext_lazy("名称"), place="title", sort="name", marked=True),
        Column("letter_mark", gettext_lazy("文号字头"), phone=True),
        Column("staff", gettext_lazy("人员"), numeric=True, phone=True),
        Column("state", gettext_lazy("状态"), place="state"),
    ],
    row=_row,
    sort="name",
    tabs=[
        Tab("open", gettext_lazy("在用"), lambda rows: rows.on(clock.today())),  # type: ignore[attr-defined]
        Tab("all", gettext_lazy("全部")),
    ],
    search=queries.find,
    search_label=gettext_lazy("名称或文号字头"),
    empty=gettext_lazy("还没有承办单位。"),
)


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The bureaus of one's assemblies; to whoever holds no role there is no such page."""
    me = person(request)
    if not me.held:
        raise Http404
    rows = queries.with_staff_count(queries.visible_to(me), on=clock.today())
    manages = bool(me.scopes_with(Permission.BUREAUS_MANAGE))
    return LISTING.respond(request, rows, template="bureaus/bureaus.html", manages=manages)


@require_safe
@signed_in
def bureau(request: HttpRequest, pk: int) -> HttpResponse:
    """One bureau: its facts, its people by role, and for the office its closing."""
    return _page(request, _visible(request, pk), ClosingForm(initial={"on": clock.today()}))


def _visible(request: HttpRequest, pk: int) -> Bureau:
    return get_object_or_404(queries.visible_to(person(request)).select_related("assembly"), pk=pk)


def _page(request: HttpRequest, found: Bureau, form: ClosingForm) -> HttpResponse:
    me = person(request)
    knows = rules.may_see_staff(me, found)
    grants = queries.staff(found, on=clock.today()) if knows else []
    context = {
        "bureau": found,
        "state": _state(found),
        "knows": knows,
        "staff": [(grant.person.name, ROLES[grant.role].name, grant.from_on) for grant in grants],
        "closing": may(me, "bureaus.close_bureau", found),
        "form": form,
    }
    return render(request, "bureaus/bureau.html", context)


@asked_or_sent
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Open a bureau; only the office finds this page."""
    assembly = queries.managed_by(person(request)).first()
    if assembly is None:
        raise Http404
    form = BureauForm(request.POST or None, initial={"from_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_bureau(form.bureau(assembly), by=person(request))
        except Refused as refused:
            form.add_error(refused.field, refused.reason)
        else:
            messages.success(request, _("已设立%(bureau)s，可以向它交办提案了。") % {"bureau": opened.name})
            return redirect("bureaus:bureau", opened.pk)
    return render(request, "bureaus/new.html", {"form": form, "assembly": assembly})


@require_POST
@signed_in
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a bureau from a day on."""
    found = _visible(request, pk)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        closed = actions.close_bureau(found, by=person(request), on=form.cleaned_data["on"])
    except Refused as refused:
        form.add_error(refused.field, refused.reason)
        return _page(request, found, form)
    messages.success(request, _("%(bureau)s已撤销，不再向它交办。") % {"bureau": closed.name})
    return redirect("bureaus:bureau", pk)
