"""Who stands behind a case beside its author: the body that signs, and members who support it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.members import queries as members
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms.statements import SigningForm, SupportForm
from xieshang.proposals.views import done, form_page, seen, sent, to_case, verb_page, whole
from xieshang.spine import clock


@signed_in
def signing(request: HttpRequest, pk: int) -> HttpResponse:
    """Who signs for the body, who wrote it, and the page with the signature or the seal."""
    proposal, person = whole(request, pk), web.person(request)
    convened = rules.is_convened(proposal)
    inside = proposal.is_collective and rules.is_author(person, proposal)
    seals = list(queries.seals_of(proposal)) if inside else []
    form = SigningForm(sent(request), request.FILES or None, proposal=proposal, convened=convened, sealed=bool(seals))
    if done(form, lambda: actions.sign(proposal, by=person, **form.signing())):
        messages.success(request, _("签名盖章已保存。"))
        return redirect("proposals:signing", pk=pk)
    verdict = rules.may_sign(person, proposal)
    context = {
        "verdict": verdict,
        "convened": convened,
        "hint": rules.is_in_its_time(proposal).reason,
        "seals": seals,
        "roll": members.roll(proposal.assembly, on=clock.today()) if verdict else [],
    }
    return form_page(request, "proposals/signing.html", form, proposal=proposal, **context)


@require_POST
@signed_in
def unsigning(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Take a page with a signature or a seal away again."""
    proposal = seen(request, pk)
    file = get_object_or_404(queries.seals_of(proposal), key=key)
    actions.detach(proposal, by=web.person(request), file=file)
    messages.success(request, _("已移去“%(name)s”。") % {"name": file.name})
    return redirect("proposals:signing", pk=pk)


@signed_in
def supporting(request: HttpRequest, pk: int) -> HttpResponse:
    """Support the case of somebody else."""
    proposal, person = whole(request, pk), web.person(request)
    form = SupportForm(sent(request))
    if done(form, lambda: actions.support(proposal, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("您已附议这件提案。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_support(person, proposal),
        title=_("附议"),
        label=_("附议这件提案"),
        lead=_("附议表示您赞成这件提案。您的名字会列在提案的页面上，不能撤回。"),
    )
