"""The bureau's pages, and the author's judgement."""

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import signed_in
from xieshang.proposals import actions, rules
from xieshang.proposals.forms import FeedbackForm, ReplyForm
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
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write and sign the reply."""
    proposal, person = whole(request, pk), web.person(request)
    charge = charge_of(person, proposal)
    form = ReplyForm(sent(request), proposal=proposal, initial=_letterhead(person, charge) | _earlier(charge))
    if done(form, lambda: actions.reply(charge, by=person, letter=form.letter())):
        return to_case(request, pk, _("答复已签发，提案者会收到通知。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_reply(person, charge),
        title=_("答复提案"),
        label=_("签发答复"),
        lead=_("每一条建议都要答复。"),
        template="proposals/reply.html",
    )


def _letterhead(person: Person, charge: Assignment) -> dict[str, str]:
    """What a letter of this bureau begins with."""
    mark = {"mark": charge.bureau.letter_mark, "year": clock.today().year}
    return {"letter_number": _("%(mark)s〔%(year)s〕号") % mark, "signer": person.name}


def _earlier(charge: Assignment) -> dict[str, str]:
    """What the bureau wrote before, where its reply was sent back or the case is handled again: it starts from that."""
    last = max(charge.replies.all(), key=lambda one: one.pk, default=None)
    if last is None:
        return {}
    names = ("letter_number", "reply_class", "opening", "signer", "contact", "contact_phone")
    answers = last.answers.all()
    states = {f"state_{one.suggestion.number}": one.state for one in answers}
    return (
        {name: getattr(last, name) for name in names}
        | states
        | {f"answer_{one.suggestion.number}": one.text for one in answers}
    )


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
