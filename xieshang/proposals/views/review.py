"""The office's pages: filing, refusing, returning, closing, publishing."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import signed_in
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms import PublishForm, ReasonForm, RefuseForm
from xieshang.proposals.forms.answering import ClosingForm
from xieshang.proposals.models import Proposal
from xieshang.proposals.views import confirm_page, done, sent, to_case, verb_page, whole
from xieshang.ui.pages import asked_or_sent


@asked_or_sent
@signed_in
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """File the proposal; a number that was given is not taken back."""
    proposal, person = whole(request, pk), web.person(request)
    if request.method == "POST":
        number = actions.file(proposal, by=person).case_number
        return to_case(request, pk, _("提案已立案，案号是第 %(number)s 号。") % {"number": number})
    return confirm_page(
        request,
        proposal,
        rules.may_file(person, proposal),
        title=_("立案编号"),
        label=_("立案并编号"),
        consequence=_("立案以后编上案号，不能再退回修改，也不能撤销。"),
    )


@asked_or_sent
@signed_in
def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """Not filed: the ground, where it is passed on to, and the reason."""
    proposal, person = whole(request, pk), web.person(request)
    form = RefuseForm(sent(request))
    if done(form, lambda: actions.refuse(proposal, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("提案不予立案，理由已告知提案者。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_refuse(person, proposal),
        title=_("不予立案"),
        label=_("不予立案"),
        lead=_("提案者会看到情形、去向和理由。决定以后不能撤销。"),
    )


@asked_or_sent
@signed_in
def returning(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the author, with what to change."""
    proposal, person = whole(request, pk), web.person(request)
    form = ReasonForm(sent(request))
    if done(form, lambda: actions.send_back(proposal, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("提案已退回，提案者会看到要改什么。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_send_back(person, proposal),
        title=_("退回修改"),
        label=_("退回提案者修改"),
        lead=_("请写明要改什么，提案者会看到。"),
    )


@asked_or_sent
@signed_in
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the case; with a reason where it would have to be handled again first."""
    proposal, person = whole(request, pk), web.person(request)
    if actions.owes_another_round(proposal):
        return _closing_explained(request, proposal, person)
    if request.method == "POST":
        actions.close(proposal, by=person)
        return to_case(request, pk, _("提案已结案。"))
    return confirm_page(
        request,
        proposal,
        rules.may_close(person, proposal),
        title=_("审核结案"),
        label=_("结案"),
        consequence=_("结案以后不再补充答复和反馈，也不能撤销；提案者同意的，可以向社会公开。"),
    )


def _closing_explained(request: HttpRequest, proposal: Proposal, person: Person) -> HttpResponse:
    form = ClosingForm(sent(request))
    if done(form, lambda: actions.close(proposal, by=person, **form.cleaned_data)):
        return to_case(request, proposal.pk, _("提案已结案。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_close(person, proposal),
        title=_("审核结案"),
        label=_("说明理由并结案"),
        lead=_("有提案者对办理结果不满意，还没有重新办理过。可以先要求重新办理；不再重新办理的，请写明理由。"),
    )


@asked_or_sent
@signed_in
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public will read, to be checked and published."""
    proposal, person = whole(request, pk), web.person(request)
    text, reply = queries.public_version(proposal)
    form = PublishForm(sent(request), initial={"text": text, "reply": reply})
    if not proposal.consents_to_reply:
        del form.fields["reply"]
    if done(form, lambda: actions.publish(proposal, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("提案已向社会公开。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_publish(person, proposal),
        title=_("向社会公开"),
        label=_("公开这件提案"),
        lead=_("电话、住址等个人信息已经略去，请再核对一遍。"),
    )


@asked_or_sent
@signed_in
def unpublication(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it down from the public site."""
    proposal, person = whole(request, pk), web.person(request)
    form = ReasonForm(sent(request))
    if done(form, lambda: actions.unpublish(proposal, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("提案已从公开网页撤下。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_unpublish(person, proposal),
        title=_("撤下公开"),
        label=_("从公开网页撤下"),
    )
