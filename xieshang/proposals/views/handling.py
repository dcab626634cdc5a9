"""The bureau's pages, and the author's judgement."""

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import signed_in
from xieshang.proposals import actions, rules
from xieshang.proposals.forms import FeedbackForm, ReplyForm, TalkForm
from xieshang.proposals.models import Assignment, Proposal
from xieshang.proposals.views import explain, form_page, to_case, whole
from xieshang.spine import clock
from xieshang.spine.rule import Refused


def assignment_of(person: Person, proposal: Proposal) -> Assignment:
    """The charge of this person's bureau; 404 where there is none."""
    scopes = person.scopes_with(Permission.PROPOSALS_HANDLE)
    for assignment in proposal.assignments.all():
        if assignment.bureau.scope_id in scopes:
            assignment.proposal = proposal
            return assignment
    raise Http404


@signed_in
@require_POST
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """The bureau accepts."""
    person = web.person(request)
    actions.accept(assignment_of(person, whole(request, pk)), by=person)
    return to_case(pk)


@signed_in
def talks(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a talk with the author. The same form sent twice is one talk."""
    proposal, person = whole(request, pk), web.person(request)
    assignment = assignment_of(person, proposal)
    form = TalkForm(request.POST or None, initial={"on": clock.today(), "people": proposal.proposer_name})
    if form.is_bound and form.is_valid():
        try:
            actions.note_talk(assignment, by=person, **form.cleaned_data)
            return to_case(pk)
        except IntegrityError:
            return to_case(pk)
        except Refused as refused:
            explain(form, refused)
    words = {"title": _("登记沟通"), "label": _("登记这次沟通"), "lead": _("答复之前至少要与提案者沟通一次。")}
    return form_page(request, "proposals/verb.html", form, proposal=proposal, **words)


@signed_in
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write and sign the reply."""
    proposal, person = whole(request, pk), web.person(request)
    assignment = assignment_of(person, proposal)
    verdict = rules.may_reply(person, assignment)
    form = ReplyForm(request.POST or None, proposal=proposal, initial={"signer": person.name})
    if form.is_bound and form.is_valid():
        try:
            actions.reply(assignment, by=person, letter=form.letter())
            return to_case(pk)
        except Refused as refused:
            explain(form, refused)
    return form_page(request, "proposals/reply.html", form, proposal=proposal, verdict=verdict)


@signed_in
def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """The author judges handling and result."""
    proposal, person = whole(request, pk), web.person(request)
    form = FeedbackForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.judge(proposal, by=person, **form.cleaned_data)
            return to_case(pk)
        except Refused as refused:
            explain(form, refused)
    words = {
        "title": _("对办理的反馈"),
        "label": _("提交反馈"),
        "lead": _("满意、基本满意或不满意，请按实际情况选择。"),
    }
    return form_page(request, "proposals/verb.html", form, proposal=proposal, **words)
