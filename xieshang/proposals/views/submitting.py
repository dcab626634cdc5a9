"""From a draft to the review's queue: attachments, the last look, handing in, taking out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.documents import accept
from xieshang.documents import queries as documents
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms import ReasonForm
from xieshang.proposals.views import done, own, own_text, seen, sent, to_case, verb_page, whole
from xieshang.proposals.views.drafting import beside, text_of
from xieshang.spine.rule import Refused


@signed_in
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Before handing in: similar cases and what is thin; then hand in."""
    person = web.person(request)
    if request.method == "POST":
        actions.submit(own(request, pk), by=person)
        return to_case(request, pk, _("提案已提交，等待审查。审查结果会通知您。"))
    proposal = own_text(request, pk)
    context = {
        "proposal": proposal,
        "verdict": rules.may_submit(person, proposal),
        "files": documents.shown(proposal, actions.ATTACHMENT),
        "seals": list(queries.seals_of(proposal)) if proposal.is_collective else [],
        **beside(person, text_of(proposal), proposal, proposal.assembly_id),
    }
    return render(request, "proposals/submission.html", context)


@signed_in
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The attachments of a draft, and further ones."""
    proposal, person = whole(request, pk), web.person(request)
    problems = _attach(request, pk) if request.method == "POST" else []
    if request.method == "POST" and not problems:
        messages.success(request, _("附件已上传。"))
        return redirect("proposals:files", pk=pk)
    context = {
        "proposal": proposal,
        "files": documents.of(proposal, actions.ATTACHMENT),
        "problems": problems,
        "verdict": rules.may_attach(person, proposal),
        "endings": accept.endings(),
        "most": accept.MOST_FILES,
        "megabytes": accept.LARGEST // 2**20,
    }
    return render(request, "proposals/files.html", context, status=422 if problems else 200)


def _attach(request: HttpRequest, pk: int) -> list[str]:
    """Why files could not be taken; those that could are."""
    proposal, person, problems = seen(request, pk), web.person(request), []
    for upload in request.FILES.getlist("file"):
        try:
            actions.attach(proposal, by=person, upload=upload)
        except Refused as refused:
            problems.append(refused.reason)
    return problems if request.FILES else [_("请先选择文件。")]


@require_POST
@signed_in
def remove_file(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Take an attachment away."""
    proposal = seen(request, pk)
    file = get_object_or_404(documents.of(proposal, actions.ATTACHMENT), key=key)
    actions.detach(proposal, by=web.person(request), file=file)
    messages.success(request, _("已移去附件“%(name)s”。") % {"name": file.name})
    return redirect("proposals:files", pk=pk)


@signed_in
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the proposal out, with a reason."""
    proposal, person = whole(request, pk), web.person(request)
    form = ReasonForm(sent(request))
    if done(form, lambda: actions.withdraw(proposal, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("提案已撤回。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_withdraw(person, proposal),
        title=_("撤回提案"),
        label=_("撤回这件提案"),
        lead=_("撤回以后不再审查，也不能恢复。"),
    )


@require_POST
@signed_in
def confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """The member confirms what was entered for them."""
    actions.confirm_entry(seen(request, pk), by=web.person(request))
    return to_case(request, pk, _("您已确认这件提案。"))
