"""Co-signing: asking, gathering, answering."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.members import queries as members
from xieshang.proposals import actions, rules
from xieshang.proposals.forms import AnswerCosigningForm, CoSignerForm
from xieshang.proposals.views import done, form_page, seen, sent, to_case, verb_page, whole
from xieshang.spine import clock


@signed_in
def cosigners(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is asked to co-sign, and one more."""
    proposal, person = whole(request, pk), web.person(request)
    form = CoSignerForm(sent(request), session=proposal.session)
    if done(form, lambda: actions.ask_cosigner(proposal, by=person, member=form.cleaned_data["member"])):
        messages.success(request, _("已把%(name)s列为联名人。") % {"name": form.cleaned_data["member"].name})
        return redirect("proposals:cosigners", pk=pk)
    verdict = rules.may_ask_cosigner(person, proposal)
    roll = members.roll(proposal.assembly, on=clock.today()) if verdict else []
    return form_page(request, "proposals/cosigners.html", form, proposal=proposal, verdict=verdict, roll=roll)


@require_POST
@signed_in
def removal(request: HttpRequest, pk: int, cosigner: int) -> HttpResponse:
    """Take a co-signer off the list."""
    proposal = seen(request, pk)
    one = get_object_or_404(proposal.cosigners.select_related("member"), pk=cosigner)
    actions.drop_cosigner(proposal, by=web.person(request), cosigner=one)
    messages.success(request, _("已移去联名人%(name)s。") % {"name": one.member.name})
    return redirect("proposals:cosigners", pk=pk)


@require_POST
@signed_in
def gathering(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the text to the co-signers."""
    actions.gather(seen(request, pk), by=web.person(request))
    return to_case(request, pk, _("已送请联名人确认，各位会收到通知。"))


@require_POST
@signed_in
def taking_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back to change it."""
    actions.take_back(seen(request, pk), by=web.person(request))
    return to_case(request, pk, _("提案已收回，可以修改；改好以后请联名人重新确认。"))


@signed_in
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A co-signer reads the text and answers."""
    proposal, person = whole(request, pk), web.person(request)
    cosigner = get_object_or_404(proposal.cosigners.select_related("proposal", "member"), member__person=person)
    form = AnswerCosigningForm(sent(request))
    if done(form, lambda: actions.answer_cosigning(cosigner, by=person, **form.cleaned_data)):
        said = _("您已同意联名。") if form.cleaned_data["confirms"] else _("您已答复不参加联名。")
        return to_case(request, pk, said)
    verdict = rules.may_answer_cosigning(person, cosigner)
    words = {"title": _("是否同意联名"), "label": _("同意联名")}
    return verb_page(request, form, proposal, verdict, template="proposals/cosigning.html", **words)
