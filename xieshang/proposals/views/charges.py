"""A bureau's pages before its reply: plan, opinion, a question to the author; and the author's answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.proposals import actions, rules
from xieshang.proposals.forms.charges import AnswerForm, OpinionForm, PlanForm, QuestionForm, ReminderForm
from xieshang.proposals.models import Assignment, Plan, Proposal
from xieshang.proposals.views import done, sent, to_case, verb_page, whole
from xieshang.proposals.views.handling import charge_of
from xieshang.ui.pages import asked_or_sent
from xieshang.ui.show import day_short


def _charge(proposal: Proposal, key: int) -> Assignment:
    """The charge with this key; 404 where the case has none such."""
    charge = next((one for one in proposal.assignments.all() if one.pk == key), None)
    if charge is None:
        raise Http404
    return charge


@asked_or_sent
@signed_in
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the plan, or write it anew."""
    proposal, person = whole(request, pk), web.person(request)
    charge = charge_of(person, proposal)
    written = charge.written_plan
    form = PlanForm(sent(request), initial=_before(written))
    if done(form, lambda: actions.write_plan(charge, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("办理方案已写定，提案者可以看到。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_write_plan(person, charge),
        title=_("制定办理方案") if written is None else _("修改办理方案"),
        label=_("写定办理方案"),
        lead=_("期限是 %(due)s。答复以前可以修改。") % {"due": day_short(charge.reply_by)},
    )


def _before(plan: Plan | None) -> dict[str, object]:
    names = ("text", "ready_on", "officer", "officer_phone", "leader")
    return {name: getattr(plan, name) for name in names} if plan else {}


@asked_or_sent
@signed_in
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """A co-handler tells the lead its opinion."""
    proposal, person = whole(request, pk), web.person(request)
    charge = charge_of(person, proposal)
    form = OpinionForm(sent(request))
    if done(form, lambda: actions.give_joint_opinion(charge, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("会办意见已告知主办单位。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_give_joint_opinion(person, charge),
        title=_("提出会办意见"),
        label=_("告知主办单位"),
        lead=_("主办单位汇总以后统一答复提案者。提出以后不能修改。"),
    )


@asked_or_sent
@signed_in
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the author; the clock stands still until the answer."""
    proposal, person = whole(request, pk), web.person(request)
    charge = charge_of(person, proposal)
    form = QuestionForm(sent(request))
    if done(form, lambda: actions.ask_author(charge, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("已询问提案者，办理期限停计。"))
    return verb_page(
        request,
        form,
        proposal,
        rules.may_ask_author(person, charge),
        title=_("询问提案者"),
        label=_("询问提案者"),
        lead=_("提案者答复以前办理期限停计，收到答复以后接着计算。"),
    )


@asked_or_sent
@signed_in
def answer(request: HttpRequest, pk: int, charge: int) -> HttpResponse:
    """The author answers; whoever may not read the question finds nothing here."""
    proposal, person = whole(request, pk), web.person(request)
    asked = _charge(proposal, charge)
    if not rules.is_near(person, proposal):
        raise Http404
    form = AnswerForm(sent(request))
    if done(form, lambda: actions.answer_question(asked, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("您的答复已送达%(bureau)s。") % {"bureau": asked.bureau.name})
    return verb_page(
        request,
        form,
        proposal,
        rules.may_answer_question(person, asked),
        title=_("答复%(bureau)s的询问") % {"bureau": asked.bureau.name},
        label=_("送出答复"),
        template="proposals/question.html",
        pause=asked.pause,
    )


@require_POST
@signed_in
def resumption(request: HttpRequest, pk: int) -> HttpResponse:
    """The bureau goes on without an answer."""
    person = web.person(request)
    actions.resume(charge_of(person, whole(request, pk)), by=person)
    return to_case(request, pk, _("已恢复办理，答复期限接着计算。"))


@asked_or_sent
@signed_in
def reminder(request: HttpRequest, pk: int, charge: int) -> HttpResponse:
    """The office reminds a bureau."""
    proposal, person = whole(request, pk), web.person(request)
    reminded = _charge(proposal, charge)
    due, bureau = day_short(reminded.owes_by), {"bureau": reminded.bureau.name}
    form = ReminderForm(sent(request), initial={"words": _("期限是 %(due)s，请抓紧办理。") % {"due": due}})
    if done(form, lambda: actions.remind(reminded, by=person, **form.cleaned_data)):
        return to_case(request, pk, _("已催办%(bureau)s。") % bureau)
    return verb_page(
        request,
        form,
        proposal,
        rules.may_remind(person, reminded),
        title=_("催办%(bureau)s") % bureau,
        label=_("发出催办"),
        lead=_("已催办 %(times)s 次。") % {"times": reminded.reminded} if reminded.reminded else "",
    )
