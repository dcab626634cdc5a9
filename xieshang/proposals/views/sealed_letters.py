"""The signed and sealed letter of a bureau's reply, as it was scanned."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.documents import queries as documents
from xieshang.documents.models import File
from xieshang.proposals import actions, rules
from xieshang.proposals.forms.charges import SealedLetterForm
from xieshang.proposals.models import Assignment
from xieshang.proposals.queries import charges
from xieshang.proposals.views import done, sent, verb_page, whole
from xieshang.proposals.views.handling import charge_of
from xieshang.ui.pages import asked_or_sent


@asked_or_sent
@signed_in
def sealed_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the letter; those that are there can be taken away."""
    proposal, person = whole(request, pk), web.person(request)
    charge = charge_of(person, proposal)
    form = SealedLetterForm(sent(request), request.FILES or None)
    if done(form, lambda: actions.attach_letter(charge, by=person, upload=form.cleaned_data["file"])):
        messages.success(request, _("盖章的复函已上传，能看这件提案的人都能打开。"))
        return redirect("proposals:sealed_letter", pk=pk)
    return verb_page(
        request,
        form,
        proposal,
        rules.may_attach_letter(person, charge),
        title=_("盖章的复函"),
        label=_("上传复函"),
        lead=_("签发盖章以后的扫描件，和答复放在一起，归档时一并存入。"),
        template="proposals/sealed_letter.html",
        files=_of(charge),
    )


def _of(charge: Assignment) -> list[File]:
    reply = charge.reply
    return documents.shown(charge.proposal, charges.letter_files(reply)) if reply is not None else []


@require_POST
@signed_in
def removal(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Take one away."""
    proposal, person = whole(request, pk), web.person(request)
    file = get_object_or_404(documents.of(proposal), key=key)
    actions.detach_letter(charge_of(person, proposal), by=person, file=file)
    messages.success(request, _("已移去“%(name)s”。") % {"name": file.name})
    return redirect("proposals:sealed_letter", pk=pk)
