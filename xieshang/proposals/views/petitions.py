"""What a bureau asks of the office, and the office's ruling."""

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.bureaus import queries as bureaus
from xieshang.bureaus.models import Bureau
from xieshang.proposals import actions, rules
from xieshang.proposals.forms import ReasonForm
from xieshang.proposals.forms.charges import ExtensionForm, ReleaseForm, RulingForm
from xieshang.proposals.models import Assignment, Petition, Proposal
from xieshang.proposals.queries import charges
from xieshang.proposals.states import PetitionKind
from xieshang.proposals.views import done, sent, to_case, verb_page, whole
from xieshang.proposals.views.handling import charge_of
from xieshang.spine import clock
from xieshang.ui.pages import asked_or_sent


def _others(proposal: Proposal) -> QuerySet[Bureau]:
    """The bureaus that could handle the case, and do not yet."""
    charged = [one.bureau_id for one in proposal.assignments.all()]
    return bureaus.open_on(proposal.assembly, on=clock.today()).exclude(pk__in=charged)


def _form(request: HttpRequest, kind: PetitionKind, charge: Assignment) -> Form:
    if kind == PetitionKind.RELEASE:
        return ReleaseForm(sent(request), bureaus=_others(charge.proposal))
    if kind == PetitionKind.EXTENSION:
        return ExtensionForm(sent(request), latest=charges.latest_reply(charge))
    return ReasonForm(sent(request))


@asked_or_sent
@signed_in
def petition(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The bureau asks to be released, for more time, or for a ruling on a disagreement."""
    if kind not in PetitionKind.values:
        raise Http404
    proposal, person, asked = whole(request, pk), web.person(request), PetitionKind(kind)
    charge = charge_of(person, proposal)
    form = _form(request, asked, charge)
    if done(form, lambda: actions.petition(charge, by=person, kind=asked, **form.cleaned_data)):
        return to_case(request, pk, _("申请已提交提案工作机构，裁定以后会通知您。"))
    verdict = rules.may_petition_for(asked, person, charge)
    return verb_page(request, form, proposal, verdict, **_words(asked))


def _words(kind: PetitionKind) -> dict[str, str]:
    """Title, button and lead of the page of each kind."""
    title, label, lead = {
        PetitionKind.RELEASE: (
            _("申退"),
            _("提交申退"),
            _("裁定以前提案仍在本单位，签收期限停计。各单位之间不能自行转办。"),
        ),
        PetitionKind.EXTENSION: (_("申请延期"), _("提交延期申请"), _("延期只有一次。裁定以前期限照常计算。")),
        PetitionKind.DISAGREEMENT: (
            _("提交分歧"),
            _("提交提案工作机构"),
            _("请先与对方协商。裁定以后双方都会看到，按裁定办理。"),
        ),
    }[kind]
    return {"title": title, "label": label, "lead": lead}


def _petition(request: HttpRequest, pk: int, key: int) -> Petition:
    """The petition with this key, for whoever may read it; else 404."""
    proposal = whole(request, pk)
    found = next((one for one in proposal.petitions.all() if one.pk == key), None)
    if found is None or not rules.may_read_petition(web.person(request), found):
        raise Http404
    return found


@asked_or_sent
@signed_in
def ruling(request: HttpRequest, pk: int, petition: int) -> HttpResponse:
    """The office rules."""
    asked, person = _petition(request, pk, petition), web.person(request)
    proposal = asked.proposal
    form = RulingForm(sent(request), petition=asked, bureaus=_others(proposal))
    if done(form, lambda: actions.rule_on(asked, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("已作出裁定，承办单位会收到通知。"))
    words = {"bureau": asked.bureau.name, "kind": asked.get_kind_display()}
    return verb_page(
        request,
        form,
        proposal,
        rules.may_rule_on(person, asked),
        title=_("裁定%(bureau)s的申请（%(kind)s）") % words,
        label=_("作出裁定"),
        lead=_("裁定以后不能更改。"),
        template="proposals/petition_ruling.html",
        petition=asked,
    )


@require_POST
@signed_in
def taking_back(request: HttpRequest, pk: int, petition: int) -> HttpResponse:
    """The bureau takes its petition back."""
    actions.take_back_petition(_petition(request, pk, petition), by=web.person(request))
    return to_case(request, pk, _("申请已收回。"))
