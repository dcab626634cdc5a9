"""The pages where it is said which bureaus handle a case, and what they say to it before."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import signed_in
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms import ReasonForm
from xieshang.proposals.forms.assigning import AssignForm, ExtendForm
from xieshang.proposals.models import Assignment, Proposal, ProposedAssignment
from xieshang.proposals.states import HandlingRole
from xieshang.proposals.views import done, sent, to_case, verb_page, whole
from xieshang.spine import clock
from xieshang.ui.pages import asked_or_sent


@asked_or_sent
@signed_in
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign at once, or say who shall handle it: for a meeting, or so that the bureaus can accept ahead."""
    proposal, person = whole(request, pk), web.person(request)
    suggested = queries.suggested_bureaus(proposal, on=clock.today()) if request.method != "POST" else []
    form = AssignForm(sent(request), assembly=proposal.assembly, initial=_proposed(proposal, suggested))
    if done(form, lambda: _assign(proposal, person, ahead="ahead" in request.POST, **form.cleaned_data)):
        return to_case(request, pk, _said(ahead="ahead" in request.POST or form.cleaned_data["hand_over"] is not None))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_assign(person, proposal),
        title=_("交办"),
        label=_("现在交办"),
        lead=_("签收和答复的期限从交办之日算起。"),
        template="proposals/assignment.html",
        suggested=suggested,
    )


def _assign(proposal: Proposal, by: Person, *, ahead: bool, hand_over: Any, **bureaus: Any) -> None:
    if ahead or hand_over is not None:
        actions.propose_assignment(proposal, by=by, hand_over=hand_over, **bureaus)
    else:
        actions.assign(proposal, by=by, **bureaus)


def _said(*, ahead: bool) -> str:
    return _("承办单位已经拟定，各单位可以预签收或者提出异议。") if ahead else _("提案已经交办。")


def _proposed(proposal: Proposal, suggested: list[queries.SuggestedBureau]) -> dict[str, Any]:
    """What the form begins with: what was proposed before, else the likeliest bureau."""
    proposed = list(proposal.proposed.all())
    if not proposed:
        return {"lead": suggested[0].bureau} if suggested else {}
    of_role = {role: [one.bureau_id for one in proposed if one.role == role] for role in HandlingRole}
    return {
        "lead": next(iter(of_role[HandlingRole.LEAD]), None),
        "co": of_role[HandlingRole.CO],
        "separate": of_role[HandlingRole.SEPARATE],
        "hand_over": proposed[0].hand_over_id,
    }


@asked_or_sent
@signed_in
def taking_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the assignment back, as long as nobody has accepted."""
    proposal, person = whole(request, pk), web.person(request)
    form = ReasonForm(sent(request))
    if done(form, lambda: actions.take_back_assignment(proposal, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("交办已经收回，可以改交其他单位。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_take_back_assignment(person, proposal),
        title=_("收回交办"),
        label=_("收回交办"),
        lead=_("原来的承办单位会看到理由。"),
    )


@require_POST
@signed_in
def taking_back_proposed(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody is proposed any more."""
    actions.take_back_proposed(whole(request, pk), by=web.person(request))
    return to_case(request, pk, _("拟交办已经收回，可以另选承办单位。"))


@require_POST
@signed_in
def ahead(request: HttpRequest, pk: int, proposed: int) -> HttpResponse:
    """The bureau accepts ahead."""
    proposal, person = whole(request, pk), web.person(request)
    actions.accept_ahead(_of(proposal, proposed), by=person)
    return to_case(request, pk, _("已经预签收；正式交办以后即算签收。"))


@asked_or_sent
@signed_in
def objection(request: HttpRequest, pk: int, proposed: int) -> HttpResponse:
    """The bureau says why it should not be assigned the case."""
    proposal, person = whole(request, pk), web.person(request)
    one, form = _of(proposal, proposed), ReasonForm(sent(request))
    if done(form, lambda: actions.object_ahead(one, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("异议已经送达提案工作机构。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_answer_proposed(person, one),
        title=_("对拟交办提出异议"),
        label=_("提出异议"),
        lead=_("请写明理由和应由哪个单位办理，由提案工作机构决定。"),
    )


def _of(proposal: Proposal, key: int) -> ProposedAssignment:
    return get_object_or_404(proposal.proposed.select_related("bureau"), pk=key)


@asked_or_sent
@signed_in
def extension(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    """The office gives a bureau more time."""
    proposal, person = whole(request, pk), web.person(request)
    charge: Assignment = get_object_or_404(proposal.assignments.select_related("bureau"), pk=assignment)
    form = ExtendForm(sent(request))
    if done(form, lambda: actions.prolong(charge, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("答复期限已经延长，提案者会收到通知。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_prolong(person, charge),
        title=_("延长%(bureau)s的答复期限") % {"bureau": charge.bureau.name},
        label=_("延长期限"),
    )
