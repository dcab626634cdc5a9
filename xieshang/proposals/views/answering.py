"""After a reply was signed: read, sent back, handled again, and the proposal's quality marked by the bureau."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.proposals import actions, rules
from xieshang.proposals.forms import ReasonForm
from xieshang.proposals.forms.answering import QualityForm
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.views import done, sent, to_case, verb_page, whole
from xieshang.proposals.views.handling import charge_of
from xieshang.ui.pages import asked_or_sent


@require_POST
@signed_in
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has read the replies: the script says so for an opened page, else the button above the reply."""
    proposal, person = whole(request, pk), web.person(request)
    if request.headers.get("HX-Request") and not rules.may_read_reply(person, proposal):
        return HttpResponse()  # two open pages: the other one has said it
    actions.read_reply(proposal, by=person)
    return HttpResponse() if request.headers.get("HX-Request") else to_case(request, pk, _("已记下您读过答复。"))


@asked_or_sent
@signed_in
def reply_return(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    """Send a bureau's reply back to it."""
    proposal, person = whole(request, pk), web.person(request)
    charge, form = _charge(proposal, assignment), ReasonForm(sent(request))
    if done(form, lambda: actions.send_back_reply(charge, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("答复已退回%(bureau)s，答复期限重新计算。") % {"bureau": charge.bureau.name})
    return verb_page(
        request,
        form,
        proposal,
        rules.may_send_back_reply(person, charge),
        title=_("退回%(bureau)s的答复") % {"bureau": charge.bureau.name},
        label=_("退回答复"),
        lead=_("请写明要改什么，承办单位会看到；退回的答复留在案中。"),
    )


def _charge(proposal: Proposal, key: int) -> Assignment:
    charge = next((one for one in proposal.assignments.all() if one.pk == key), None)
    if charge is None:
        raise Http404
    return charge


@asked_or_sent
@signed_in
def rehandling(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the case handled again, one level higher."""
    proposal, person = whole(request, pk), web.person(request)
    form = ReasonForm(sent(request))
    if done(form, lambda: actions.handle_again(proposal, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("提案已交承办单位重新办理。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_handle_again(person, proposal),
        title=_("重新办理"),
        label=_("要求重新办理"),
        lead=_("承办单位要重新答复，由高一级的领导负责；以前的答复和反馈留在案中。"),
    )


@asked_or_sent
@signed_in
def quality(request: HttpRequest, pk: int) -> HttpResponse:
    """The bureau's mark for the proposal."""
    proposal, person = whole(request, pk), web.person(request)
    charge = charge_of(person, proposal)
    known = {"quality": charge.quality, "remark": charge.quality_remark}
    form = QualityForm(sent(request), initial=known)
    if done(form, lambda: actions.mark_quality(charge, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("本单位对提案质量的评价已记下。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_mark_quality(person, charge),
        title=_("评价提案质量"),
        label=_("记下评价"),
        lead=_("政协机关会看到；结案以前可以改。"),
    )
