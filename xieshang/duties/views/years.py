"""Years: counted, frozen, decided; and the officer's advice on one grade."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts.web import actor, person, signed_in
from xieshang.duties import actions, queries, rules, words
from xieshang.duties.forms import GradeForm, MeetingForm, ReasonForm
from xieshang.duties.models import Grade, Year
from xieshang.duties.states import YearState
from xieshang.ui.pages import done, form_page, sent


def _found(request: HttpRequest, pk: int) -> Year:
    rows = queries.years_visible_to(actor(request)).select_related("edition", "assembly__scope")
    return get_object_or_404(rows, pk=pk)


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """How many hold each grade, what is asked, and what can be done with the year."""
    return render(request, "duties/year.html", _context(request, _found(request, pk), MeetingForm(), ReasonForm()))


def _context(request: HttpRequest, year: Year, meeting: MeetingForm, reason: ReasonForm) -> dict[str, Any]:
    who, scheme = person(request), queries.scheme_of(year.edition)
    held = list(Grade.objects.filter(of_year=year).values_list("band", "proposed", "decided"))
    return {
        "year": year,
        "bands": [
            (
                band.title,
                words.points(band.least),
                sum(one[0] == band.code for one in held),
                sum((one[2] or one[1] or one[0]) == band.code for one in held),
                band.quota * len(held) // 100 if band.quota else "",
            )
            for band in scheme.bands
        ],
        "members": len(held),
        "ranked": queries.is_ranked(year),
        "waiting": queries.waiting_in(year) if year.state == YearState.OPEN else (0, 0),
        "freezes": rules.may_freeze(who, year),
        "thaws": rules.may_thaw(who, year),
        "decides": rules.may_decide_grades(who, year),
        "meeting": meeting,
        "reason": reason,
        "list": f"{reverse('duties:index')}?year={year.year}",
    }


@require_POST
@signed_in
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep every score as it stands, under a seal."""
    actions.freeze(_found(request, pk), by=person(request))
    messages.success(request, _("已封存。每位委员的得分逐条保存，改动会被核对出来。"))
    return redirect("duties:year", pk=pk)


@require_POST
@signed_in
def thaw(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the year count on."""
    year, form = _found(request, pk), ReasonForm(request.POST)
    if done(form, lambda: actions.thaw(year, by=person(request), reason=form.cleaned_data["reason"])):
        messages.success(request, _("已解除封存。"))
        return redirect("duties:year", pk=pk)
    return render(request, "duties/year.html", _context(request, year, MeetingForm(), form), status=422)


@require_POST
@signed_in
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """What the meeting decided: the proposed grades."""
    year, form = _found(request, pk), MeetingForm(request.POST)
    act = actions.decide_grades
    if done(form, lambda: act(year, by=person(request), meeting=form.cleaned_data["meeting"], decided={})):
        messages.success(request, _("等次已审定。"))
        return redirect("duties:year", pk=pk)
    return render(request, "duties/year.html", _context(request, year, form, ReasonForm()), status=422)


@signed_in
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    """Advise the meeting on one member's grade."""
    rows = queries.grades_visible_to(actor(request))
    one = get_object_or_404(
        rows.select_related("of_year__edition", "member__assembly__scope", "member__committee"), pk=pk
    )
    scheme = queries.scheme_of(one.of_year.edition)
    form = GradeForm(sent(request), initial={"band": one.proposed or one.band, "remark": one.remark}).within(scheme)
    if done(form, lambda: actions.propose_grade(one, by=person(request), **form.cleaned_data)):
        messages.success(request, _("已提出等次建议。"))
        return redirect(f"{reverse('duties:index')}?year={one.of_year.year}")
    titles = scheme.grades
    return form_page(
        request,
        "duties/grade.html",
        form,
        grade=one,
        band=titles[one.band],
        total=words.points(one.total),
        verdict=rules.may_propose_grade(person(request), one),
    )
