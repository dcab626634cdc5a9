"""The bureau's pages, and the author's judgement."""

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import signed_in
from xieshang.proposals import actions, rules
from xieshang.proposals.forms import FeedbackForm
from xieshang.proposals.forms.charges import TalkForm
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.views import done, sent, to_case, verb_page, whole
from xieshang.proposals.views.standing import charges_of
from xieshang.spine import clock


def charge_of(person: Person, proposal: Proposal) -> Assignment:
    """The charge of this person's bureau; 404 where there is none."""
    charge = next(iter(charges_of(person, proposal)), None)
    if charge is None:
        raise Http404
    return charge


@require_POST
@signed_in
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """The bureau accepts."""
    person = web.person(request)
    actions.accept(charge_of(person, whole(request, pk)), by=person)
    return to_case(request, pk, _("提案已签收。请先与提案者沟通，再作答复。"))


@signed_in
def talks(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a talk with the author. The same form sent twice is one talk."""
    proposal, person = whole(request, pk), web.person(request)
    charge = charge_of(person, proposal)
    known = {"on": clock.today(), "people": proposal.proposer_name}
    form = TalkForm(sent(request), request.FILES or None, initial=known)
    if done(form, lambda: _note_once(person, charge, form)):
        return to_case(request, pk, _("这次沟通已登记。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_note_talk(person, charge),
        title=_("登记沟通"),
        label=_("登记这次沟通"),
        lead=_("答复之前至少要与提案者沟通一次。"),
    )


def _note_once(person: Person, charge: Assignment, form: TalkForm) -> None:
    """Note it, unless this very form was sent before."""
    try:
        said = dict(form.cleaned_data)
        actions.note_talk(charge, by=person, files=said.pop("file"), **said)
    except IntegrityError:
        if not charge.talks.filter(entry_key=form.cleaned_data["entry_key"]).exists():
            raise


@signed_in
def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """The author reads the reply once more, and judges handling and result."""
    proposal, person = whole(request, pk), web.person(request)
    form = FeedbackForm(sent(request))
    if done(form, lambda: actions.judge(proposal, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("您的反馈已送达提案工作机构。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_judge(person, proposal),
        title=_("对办理的反馈"),
        label=_("提交反馈"),
        template="proposals/feedback.html",
    )
