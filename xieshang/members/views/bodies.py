"""The sectors and special committees of a term: added, renamed and ended in the middle of it."""

from datetime import date

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xieshang.accounts.web import person, signed_in
from xieshang.members import actions, queries, rules
from xieshang.members.forms import CommitteeForm, DissolveForm, SectorForm
from xieshang.members.models import Term
from xieshang.spine import clock
from xieshang.spine.rule import Verdict
from xieshang.ui.pages import asked_or_sent, done, form_page, sent


@require_safe
@signed_in
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Both lists, each row with its members, and what can be done to it."""
    term = _kept(request, pk)
    day = _day(term)
    context = {
        "term": term,
        "day": day,
        "sectors": queries.sectors_with(term, on=day),
        "committees": queries.committees_with(term, on=day),
        "adds": rules.may_add_sector(person(request), term),
    }
    return render(request, "members/bodies.html", context)


def _kept(request: HttpRequest, pk: int) -> Term:
    """The term, for the office that keeps its roll; 404 for everybody else."""
    return get_object_or_404(queries.terms_kept_by(person(request)), pk=pk)


def _day(term: Term) -> date:
    """Today, or the day of the term that is nearest to it."""
    today = max(clock.today(), term.from_on)
    return min(today, term.last_on) if term.last_on else today


@asked_or_sent
@signed_in
def new_sector(request: HttpRequest, pk: int) -> HttpResponse:
    """One more sector for the term."""
    term, who = _kept(request, pk), person(request)
    form = SectorForm(sent(request))
    if done(form, lambda: actions.add_sector(term, by=who, **form.cleaned_data)):
        return _told(request, term, _("界别已设置，可以列入委员。"))
    lead = _("排在现有界别之后，只在%(term)s之内。") % {"term": term}
    verdict = rules.may_add_sector(who, term)
    return _page(request, form, term, verdict, title=_("增设界别"), label=_("设置界别"), lead=lead)


@asked_or_sent
@signed_in
def sector_name(request: HttpRequest, pk: int, sector: int) -> HttpResponse:
    """Another name for a sector."""
    term, who = _kept(request, pk), person(request)
    found = get_object_or_404(queries.sectors_of(term).select_related("term__assembly__scope"), pk=sector)
    form = SectorForm(sent(request), initial={"name": found.name})
    if done(form, lambda: actions.rename_sector(found, by=who, **form.cleaned_data)):
        return _told(request, term, _("界别已更名。"))
    lead = _("整个%(term)s都用新的名称，委员不用调整；账上留着原来的名称。") % {"term": term}
    verdict = rules.may_rename_sector(who, found)
    return _page(request, form, term, verdict, title=_("界别更名"), label=_("更名"), lead=lead)


@asked_or_sent
@signed_in
def new_committee(request: HttpRequest, pk: int) -> HttpResponse:
    """One more special committee from a day on."""
    term, who = _kept(request, pk), person(request)
    form = CommitteeForm(sent(request), initial={"from_on": _day(term)})
    if done(form, lambda: actions.add_committee(term.assembly, by=who, **form.cleaned_data)):
        return _told(request, term, _("专委会已设立，可以列入委员、授予角色。"))
    lead = _("换届以后仍在，直到撤销；现有委员可以在各自的页面上调整过来。")
    verdict = rules.may_keep_roll(who, term.assembly)
    return _page(request, form, term, verdict, title=_("增设专委会"), label=_("设立专委会"), lead=lead)


@asked_or_sent
@signed_in
def committee_end(request: HttpRequest, pk: int, committee: int) -> HttpResponse:
    """From which day on there is no such committee."""
    term, who = _kept(request, pk), person(request)
    found = get_object_or_404(queries.committees_in(term).select_related("assembly__scope"), pk=committee)
    form = DissolveForm(sent(request), initial={"on": found.until_on or clock.today()})
    if done(form, lambda: actions.dissolve_organ(found, by=who, **form.cleaned_data)):
        return _told(request, term, _("撤销已登记，名册按日期显示。"))
    title, lead = _("撤销“%(name)s”") % {"name": found.name}, _("做过的事都留着；还有委员的不能撤销。")
    return _page(request, form, term, rules.may_open(who, found), title=title, label=_("登记撤销"), lead=lead)


def _told(request: HttpRequest, term: Term, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("members:bodies", pk=term.pk)


def _page(request: HttpRequest, form: Form, term: Term, verdict: Verdict, **words: str) -> HttpResponse:
    back, above = reverse("members:bodies", args=[term.pk]), f"{term.assembly.name} · {term}"
    return form_page(request, "members/verb.html", form, verdict=verdict, above=above, back=back, **words)
