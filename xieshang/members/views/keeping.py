"""The office keeps the roll by hand: admits one member, places one anew, ends a membership."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from xieshang.accounts.web import person, signed_in
from xieshang.members import actions, queries, rules
from xieshang.members.forms import AdmitForm, LeaveForm, TransferForm
from xieshang.members.models import Assembly, Member, Term
from xieshang.members.states import LeaveReason
from xieshang.spine import clock
from xieshang.spine.rule import Refused, Verdict
from xieshang.ui import addresses
from xieshang.ui.pages import asked_or_sent, done, form_page, sent


@asked_or_sent
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Enter one person on the roll; a file is for many."""
    term = _term(request)
    form = AdmitForm(sent(request), term=term, on=queries.import_day(term.assembly, on=clock.today()))
    admitted: list[Member] = []
    if done(form, lambda: admitted.append(actions.admit_person(term, by=person(request), **form.person()))):
        messages.success(request, _("%(name)s已列入名册。") % {"name": admitted[0].name})
        return redirect("members:member", pk=admitted[0].pk)
    return _page(
        request,
        form,
        rules.may_import_roll(person(request), term),
        title=_("列入委员"),
        label=_("列入名册"),
        lead=_("一次列入一位；人数多的，请导入名册。"),
        above=f"{term.assembly.name} · {term}",
        back=reverse("members:index"),
    )


def _term(request: HttpRequest) -> Term:
    """The term of the assembly whose roll is kept; whoever keeps none finds no such page."""
    code = addresses.text(request.GET, "assembly")
    kept = queries.kept_by(person(request))
    assembly: Assembly | None = (kept.filter(code=code) if code else kept).first()
    if assembly is None:
        raise Http404
    term = queries.current_term(assembly, on=queries.import_day(assembly, on=clock.today()))
    if term is None:
        raise Refused(_("今天不在任何一届之内，请先设立新的一届。"))
    return term


@asked_or_sent
@signed_in
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Place a member in another sector or on another committee from a day on."""
    member = _kept(request, pk)
    form = TransferForm(sent(request), member=member, on=clock.today())
    moved: list[Member] = []
    if done(form, lambda: moved.append(actions.transfer(member, by=person(request), **form.cleaned_data))):
        messages.success(request, _("调整已登记，名册按日期显示。"))
        return redirect("members:member", pk=moved[0].pk)
    return _of_member(
        request,
        form,
        member,
        title=_("调整界别、专委会"),
        label=_("登记调整"),
        lead=_("原来的一段任期到这一天为止，照样留在名册上。"),
    )


@asked_or_sent
@signed_in
def leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership, with its reason; posts and the member's role end with it."""
    member = _kept(request, pk)
    form = LeaveForm(sent(request), initial={"on": clock.today()})
    if done(form, lambda: _leave(request, member, form)):
        messages.success(request, _("任期已结束，职务和委员权限同时终止。"))
        return redirect("members:member", pk=pk)
    return _of_member(
        request,
        form,
        member,
        title=_("结束任期"),
        label=_("结束任期"),
        lead=_("在任的职务和委员权限同时终止；写过的提案都留着。"),
    )


def _leave(request: HttpRequest, member: Member, form: Form) -> None:
    on, reason = form.cleaned_data["on"], LeaveReason(form.cleaned_data["reason"])
    actions.leave(member, by=person(request), on=on, reason=reason)


def _kept(request: HttpRequest, pk: int) -> Member:
    """The member, for the office that keeps the roll; 404 for everybody else."""
    kept = Member.objects.filter(assembly__in=queries.kept_by(person(request)))
    return get_object_or_404(kept.select_related("assembly__scope", "term__assembly", "sector", "committee"), pk=pk)


def _of_member(request: HttpRequest, form: Form, member: Member, *, title: str, label: str, lead: str) -> HttpResponse:
    verdict, back = rules.may_change(person(request), member), reverse("members:member", args=[member.pk])
    return _page(request, form, verdict, title=title, label=label, lead=lead, above=member.name, back=back)


def _page(request: HttpRequest, form: Form, verdict: Verdict, **words: str) -> HttpResponse:
    return form_page(request, "members/verb.html", form, verdict=verdict, **words)
