"""The terms of an assembly, and the change from one to the next (换届): what stands open, and the steps in order."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xieshang.accounts.web import person, signed_in
from xieshang.members import actions, change, queries, rules
from xieshang.members.forms import ConveneForm, NextTermForm, TermEndForm
from xieshang.members.models import Assembly, Session, Term
from xieshang.members.views.steps import step_now, steps_of
from xieshang.spine import clock
from xieshang.spine.rule import Verdict
from xieshang.ui import addresses
from xieshang.ui.cells import Badge
from xieshang.ui.lists import Column, Listing
from xieshang.ui.pages import asked_or_sent, done, form_page, sent

COLUMNS = [
    Column("term", gettext_lazy("届次"), place="title"),
    Column("from_on", gettext_lazy("任期自"), sort="from_on", phone=True),
    Column("last_on", gettext_lazy("任期至"), phone=True),
    Column("people", gettext_lazy("委员人数"), numeric=True, phone=True),
    Column("state", gettext_lazy("状态"), place="state"),
]


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The terms of the assembly whose roll the person keeps."""
    assembly = _assembly(request)
    listing = Listing(title=_("历届"), columns=COLUMNS, row=_row, sort="-from_on", empty=_("还没有设立过届次。"))
    return listing.respond(request, queries.terms_of(assembly), template="members/terms.html", assembly=assembly)


def _assembly(request: HttpRequest) -> Assembly:
    code = addresses.text(request.GET, "assembly")
    kept = queries.kept_by(person(request))
    found = (kept.filter(code=code) if code else kept).first()
    if found is None:
        raise Http404
    return found


def _row(term: Term) -> dict[str, Any]:
    return {
        "pk": term.pk,
        "url": reverse("members:term", args=[term.pk]),
        "term": str(term),
        "from_on": term.from_on,
        "last_on": term.last_on,
        "people": term.people,  # type: ignore[attr-defined]
        "state": state_of(term, on=clock.today()),
    }


def state_of(term: Term, *, on: date) -> Badge:
    """Frozen, over, running or still to come."""
    if term.is_frozen:
        return Badge(_("已封存"), "off")
    if term.holds(on):
        return Badge(_("本届"), "good")
    return Badge(_("已届满，待封存"), "wait") if term.from_on < on else Badge(_("尚未开始"), "plain")


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands open in the term, every number a door, and the steps of its change in order."""
    term, who, on = _kept(request, pk), person(request), clock.today()
    after = queries.term_after(term)
    matters = [(each, each.ask(term)) for each in change.matters()]
    steps = steps_of(term, after, matters, on=on)
    context = {
        "term": term,
        "after": after,
        "state": state_of(term, on=on),
        "steps": steps,
        "now": step_now(steps),
        "open": [(each.title, each.cure, numbers(found)) for each, found in matters if _sum(found)],
        "settled": [each.title for each, found in matters if not _sum(found)],
        "day": min(on, term.last_on or on),
        "ends": rules.may_open(who, term),
        "opens": rules.may_open_next(who, term),
        "freezes": rules.may_freeze_term(who, term),
        "roll": _import_of(after) if after else "",
    }
    return render(request, "members/term.html", context)


def _import_of(term: Term) -> str:
    asked = {"assembly": term.assembly.code, "on": term.from_on.isoformat()}
    return f"{reverse('members:import')}?{urlencode(asked)}"


def _sum(standings: list[change.Standing]) -> int:
    return sum(one.count for one in standings)


def numbers(standings: list[change.Standing]) -> list[dict[str, Any]]:
    """The numbers as the kit shows them; one of nothing opens nothing."""
    return [
        {"n": one.count, "label": one.label, "href": one.href if one.count else "", "note": ""} for one in standings
    ]


def _kept(request: HttpRequest, pk: int) -> Term:
    """The term, for the office that keeps its roll; 404 for everybody else."""
    return get_object_or_404(queries.terms_kept_by(person(request)), pk=pk)


@asked_or_sent
@signed_in
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say from which day on the term is over."""
    term = _kept(request, pk)
    form = TermEndForm(sent(request), initial={"on": term.until_on})
    if done(form, lambda: actions.close_term(term, by=person(request), **form.cleaned_data)):
        messages.success(request, _("届满日期已登记。"))
        return redirect("members:term", pk=pk)
    lead = _("委员的任期、职务和委员权限到这一天终止；自己写过的提案仍可查看。")
    verdict = rules.may_open(person(request), term)
    return _verb(request, form, term, verdict, title=_("登记届满日期"), label=_("登记届满日期"), lead=lead)


@asked_or_sent
@signed_in
def following(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the term that follows."""
    term = _kept(request, pk)
    form = NextTermForm(sent(request), initial={"number": term.number + 1, "from_on": term.until_on})
    if done(form, lambda: actions.open_next_term(term, by=person(request), **form.cleaned_data)):
        messages.success(request, _("新一届已设立，可以导入名册。"))
        return redirect("members:term", pk=pk)
    verdict = rules.may_open_next(person(request), term)
    lead = _("任期不能与其他届重叠。")
    return _verb(request, form, term, verdict, title=_("设立新一届"), label=_("设立新一届"), lead=lead)


@asked_or_sent
@signed_in
def convening(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a session of the term, so that cases can be handed in."""
    term = _kept(request, pk)
    number = queries.sessions_of(term).count() + 1
    form = ConveneForm(sent(request), initial={"number": number, "year": clock.today().year, "from_on": term.from_on})
    session = Session(assembly=term.assembly, term=term)
    if done(form, lambda: _convene(request, session, form)):
        messages.success(request, _("会议已登记，可以提交提案。"))
        return redirect("members:term", pk=pk)
    verdict = rules.is_open(term)
    lead = _("登记以后，自年度开始之日起提交的提案属于这次会议。")
    return _verb(request, form, term, verdict, title=_("登记全体会议"), label=_("登记会议"), lead=lead)


def _convene(request: HttpRequest, session: Session, form: Form) -> None:
    for name, value in form.cleaned_data.items():
        setattr(session, name, value)
    actions.convene(session, by=person(request))


def _verb(request: HttpRequest, form: Form, term: Term, verdict: Verdict, **words: str) -> HttpResponse:
    back, above = reverse("members:term", args=[term.pk]), f"{term.assembly.name} · {term}"
    return form_page(request, "members/verb.html", form, verdict=verdict, above=above, back=back, **words)


@require_POST
@signed_in
def freezing(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the term under its seal."""
    term = actions.freeze_term(_kept(request, pk), by=person(request))
    messages.success(request, _("%(term)s已封存。改动会被核对出来。") % {"term": term})
    return redirect("members:term", pk=pk)


@require_safe
@signed_in
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """The term as it was on a day, `?on=2026-12-31`: what each room had then, every number a door to its list."""
    term = _kept(request, pk)
    last = min(term.last_on or clock.today(), clock.today())
    asked = addresses.text(request.GET, "on")
    on = _day(asked) or last
    within = term.holds(on)
    who, scope = person(request), term.assembly.scope_id
    open_to = [each for each in change.shelves() if not each.needs or who.can(each.needs, scope)] if within else []
    shelves = [(each.title, numbers(each.then(term, on))) for each in open_to]
    context = {"term": term, "on": on, "within": within, "shelves": shelves, "last": last}
    return render(request, "members/term_day.html", context, status=200 if within else 422)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
