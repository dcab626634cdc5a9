"""What a review comes to beside filing, refusing and returning, the objection to it, and the ruling on that."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import signed_in
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms import ReasonForm
from xieshang.proposals.forms.review import CheckForm, MergeForm, RulingForm
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import OPEN
from xieshang.proposals.views import done, sent, to_case, verb_page, whole
from xieshang.spine.rule import first_refusal
from xieshang.ui import show
from xieshang.ui.addresses import text as typed
from xieshang.ui.pages import asked_or_sent


@asked_or_sent
@signed_in
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Review it first, and advise."""
    proposal, person = whole(request, pk), web.person(request)
    form = CheckForm(sent(request))
    if done(form, lambda: actions.check(proposal, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("初审意见已送复审。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_check(person, proposal),
        title=_("初审"),
        label=_("提出初审意见"),
        lead=_("由另一位审查人照您的意见复审决定。"),
    )


@asked_or_sent
@signed_in
def merging(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge it into a lead case, one of the similar ones or any other by its number."""
    proposal, person = whole(request, pk), web.person(request)
    leads = likely_leads(person, proposal)
    form = MergeForm(sent(request), proposal=proposal, initial={"into": _asked(request, proposal, leads)})
    if done(form, lambda: actions.merge(proposal, by=person, **form.cleaned_data)):
        words = {"label": form.cleaned_data["into"].label}
        return to_case(request, pk, _("提案已并入 %(label)s，主案的答复也会送给提案者。") % words)
    return verb_page(
        request,
        form,
        proposal,
        rules.may_merge(person, proposal),
        title=_("并案"),
        label=_("并入这件主案"),
        lead=_("主案的答复同时答复这件提案的提案者。理由提案者会看到，决定以后不能撤销。"),
        template="proposals/merge.html",
        leads=leads,
    )


def likely_leads(person: Person, proposal: Proposal) -> list[Proposal]:
    """The similar cases that could be the lead."""
    if not rules.may_merge(person, proposal):
        return []
    alike = queries.similar(
        proposal.body, assembly_id=proposal.assembly_id, actor=person, but=proposal.pk, most=queries.CANDIDATES
    )
    return [one.proposal for one in alike if one.proposal.state in OPEN][:MOST_LEADS]


MOST_LEADS = 5
"""So many similar cases are offered as the lead; any other is named by its number."""


def _asked(request: HttpRequest, proposal: Proposal, leads: list[Proposal]) -> str:
    """The number of the lead that the address names by its key, else of the only one that is likely."""
    asked = typed(request.GET, "into")
    if asked.isdecimal() and len(asked) < 19:
        named = queries.possible_leads(proposal).select_related("session").filter(pk=int(asked)).first()
        return named.label if named else ""
    return leads[0].label if len(leads) == 1 else ""


@asked_or_sent
@signed_in
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it as an opinion letter."""
    proposal, person = whole(request, pk), web.person(request)
    form = ReasonForm(sent(request))
    if done(form, lambda: actions.turn_into_letter(proposal, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("提案已转为意见建议，理由已告知提案者。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_turn_into_letter(person, proposal),
        title=_("转为意见建议"),
        label=_("转为意见建议"),
        lead=_("不立案，内容转有关方面参考。提案者会看到理由。决定以后不能撤销。"),
    )


@asked_or_sent
@signed_in
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """The author objects to its not being filed."""
    proposal, person = whole(request, pk), web.person(request)
    form = ReasonForm(sent(request))
    if done(form, lambda: actions.object_to(proposal, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("复议申请已提交，提案委员会会另请审查人决定。"))
    until = queries.objection_until(proposal)
    return verb_page(
        request,
        form,
        proposal,
        rules.may_object_to(person, proposal),
        title=_("申请复议"),
        label=_("提交复议申请"),
        lead=_("一件提案只能申请一次复议，最后一天是 %(day)s。") % {"day": show.day(until.on)} if until else "",
        template="proposals/objection.html",
        why=until.sentences if until else [],
    )


@asked_or_sent
@signed_in
def ruling(request: HttpRequest, pk: int) -> HttpResponse:
    """What the committee decided on the objection."""
    proposal, person = whole(request, pk), web.person(request)
    form = RulingForm(sent(request))
    if done(form, lambda: _rule(proposal, person, **form.cleaned_data)):
        return to_case(request, pk, _("复议决定已登记，提案者会收到通知。"))
    return verb_page(
        request,
        form,
        proposal,
        first_refusal(rules.may_uphold(person, proposal), rules.may_overrule(person, proposal)),
        title=_("复议决定"),
        label=_("登记复议决定"),
        lead=_("予以立案的编上案号；维持的不再复议。提案者会看到理由。"),
        template="proposals/ruling.html",
    )


def _rule(proposal: Proposal, person: Person, *, decision: str, **ruling: Any) -> Any:
    act = actions.overrule if decision == "overrule" else actions.uphold
    return act(proposal, by=person, **ruling)
