"""A bureau's reply: written together, handed to the leader, signed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.permissions import Permission
from xieshang.accounts.web import signed_in
from xieshang.proposals import actions, rules
from xieshang.proposals.forms import LETTER, ReasonForm, ReplyForm
from xieshang.proposals.models import Assignment, ReplyDraft
from xieshang.proposals.queries import charges
from xieshang.proposals.states import Level
from xieshang.proposals.views import done, sent, to_case, verb_page, whole
from xieshang.proposals.views.handling import charge_of
from xieshang.spine import clock
from xieshang.ui.pages import asked_or_sent


@asked_or_sent
@signed_in
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the reply; it starts from what the bureau has drafted."""
    proposal, person = whole(request, pk), web.person(request)
    charge = charge_of(person, proposal)
    draft = charges.reply_draft(charge)
    form = ReplyForm(sent(request), proposal=proposal, initial=_begun(person, charge, draft))
    version = form["version"].value()
    if done(form, lambda: actions.reply(charge, by=person, letter=form.letter(), version=form.cleaned_data["version"])):
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
        **_beside(form, draft, version),
    )


@asked_or_sent
@signed_in
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write at the reply, and hand it to the bureau's leader."""
    proposal, person = whole(request, pk), web.person(request)
    charge, hands = charge_of(person, proposal), "hand" in request.POST
    kept = charges.reply_draft(charge)
    form = ReplyForm(sent(request), proposal=proposal, initial=_begun(person, charge, kept), unfinished=True)
    version = form["version"].value()
    act = actions.hand_reply if hands else actions.draft_reply
    if done(form, lambda: act(charge, by=person, words=form.words(), version=form.cleaned_data["version"] or 0)):
        said = _("答复稿已送负责人签发。") if hands else _("答复稿已保存，本单位的人可以接着写。")
        return to_case(request, pk, said)
    return verb_page(
        request,
        form,
        proposal,
        rules.may_draft_reply(person, charge),
        title=_("草拟答复"),
        label=_("送负责人签发"),
        lead=_("没有写完也可以保存。签发以前只有本单位的人看得到。"),
        template="proposals/reply_draft.html",
        **_beside(form, kept, version),
    )


@asked_or_sent
@signed_in
def handing_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The leader hands the draft back, with a word."""
    proposal, person = whole(request, pk), web.person(request)
    charge, form = charge_of(person, proposal), ReasonForm(sent(request))
    if done(form, lambda: actions.hand_back_reply(charge, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("答复稿已退回，本单位经办人会收到通知。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_hand_back_reply(person, charge),
        title=_("退回答复稿"),
        label=_("退回修改"),
        lead=_("写明要改什么。答复稿还在，改好以后再送您签发。"),
    )


def _begun(person: Person, charge: Assignment, draft: ReplyDraft | None) -> dict[str, Any]:
    """What the form starts from: the letterhead, with what is drafted, or else with what was replied before."""
    written = {**draft.words, "version": draft.version} if draft else _earlier(charge)
    return _letterhead(person, charge) | written


def _beside(form: ReplyForm, draft: ReplyDraft | None, version: Any) -> dict[str, Any]:
    """The draft, and whether the page was opened before it was last saved; sent once more, it stands over that."""
    stale = form.is_bound and draft is not None and str(version) != str(draft.version)
    if stale and draft is not None:
        form.at_version(draft.version)
    return {"draft": draft, "stale": stale}


def _letterhead(person: Person, charge: Assignment) -> dict[str, str]:
    """What a letter of this bureau begins with."""
    mark = {"mark": charge.bureau.letter_mark, "year": clock.today().year}
    return {"letter_number": _("%(mark)s〔%(year)s〕号") % mark, **_signer(person, charge)}


def _signer(person: Person, charge: Assignment) -> dict[str, str]:
    """Who will sign for the bureau: who may and opens the page, else the plan's leader, else its one leader.

    Whoever signs at a higher level is not known here.
    """
    if charge.proposal.level != Level.BUREAU:
        return {}
    signs, plan = person.can(Permission.PROPOSALS_REPLY, charge.bureau.scope_id), charge.written_plan
    name = person.name if signs else plan.leader if plan else charges.leader_of(charge.bureau, on=clock.today())
    return {"signer": name, "signer_post": charges.post_of(charge.bureau, name)}


def _earlier(charge: Assignment) -> dict[str, str]:
    """What the bureau wrote before, where its reply was sent back or the case is handled again: it starts from that."""
    last = max(charge.replies.all(), key=lambda one: one.pk, default=None)
    if last is None:
        return {}
    answers = last.answers.all()
    signed = ("signer", "signer_post", "level", "level_reason")
    names = {*LETTER, *signed} if last.level == charge.proposal.level else {*LETTER}.difference(signed)
    states = {f"state_{one.suggestion.number}": one.state for one in answers}
    return (
        {name: getattr(last, name) for name in names}
        | states
        | {f"answer_{one.suggestion.number}": one.text for one in answers}
    )
