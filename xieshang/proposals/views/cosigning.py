"""Co-signing: asking, gathering, answering."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.proposals import actions
from xieshang.proposals.forms import AnswerCosigningForm, CoSignerForm
from xieshang.proposals.views import explain, form_page, seen, to_case, whole
from xieshang.spine.rule import Refused


@signed_in
def cosigners(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is asked to co-sign, and one more."""
    proposal = whole(request, pk)
    form = CoSignerForm(request.POST or None, session=proposal.session)
    if form.is_bound and form.is_valid():
        try:
            actions.ask_cosigner(proposal, by=web.person(request), member=form.cleaned_data["member"])
            return redirect("proposals:cosigners", pk=pk)
        except Refused as refused:
            explain(form, refused)
    return form_page(request, "proposals/cosigners.html", form, proposal=proposal)


@signed_in
@require_POST
def removal(request: HttpRequest, pk: int, cosigner: int) -> HttpResponse:
    """Take a co-signer off the list."""
    proposal = seen(request, pk)
    one = get_object_or_404(proposal.cosigners.select_related("member"), pk=cosigner)
    actions.drop_cosigner(proposal, by=web.person(request), cosigner=one)
    return redirect("proposals:cosigners", pk=pk)


@signed_in
@require_POST
def gathering(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the text to the co-signers."""
    actions.gather(seen(request, pk), by=web.person(request))
    return to_case(pk)


@signed_in
@require_POST
def taking_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back to change it."""
    actions.take_back(seen(request, pk), by=web.person(request))
    return to_case(pk)


@signed_in
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A co-signer's answer."""
    proposal, person = whole(request, pk), web.person(request)
    cosigner = get_object_or_404(proposal.cosigners.select_related("proposal", "member"), member__person=person)
    form = AnswerCosigningForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.answer_cosigning(cosigner, by=person, **form.cleaned_data)
        return to_case(pk)
    words = {"title": _("联名确认"), "label": _("提交我的意见"), "lead": ""}
    return form_page(request, "proposals/verb.html", form, proposal=proposal, **words)
