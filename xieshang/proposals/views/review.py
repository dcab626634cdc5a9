"""The office's pages: filing, refusing, returning, assigning, closing, publishing."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.web import actor, signed_in
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms import AssignForm, PublishForm, ReasonForm, RefuseForm
from xieshang.proposals.states import Ground
from xieshang.proposals.views import explain, form_page, seen, to_case, whole
from xieshang.spine.rule import Refused


@signed_in
@require_POST
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """File the proposal."""
    actions.file(seen(request, pk), by=web.person(request))
    return to_case(pk)


@signed_in
def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """Not filed: the ground and the reason."""
    proposal = seen(request, pk)
    form = RefuseForm(request.POST or None)
    if form.is_bound and form.is_valid():
        ground, reason = Ground(form.cleaned_data["ground"]), form.cleaned_data["reason"]
        actions.refuse(proposal, by=web.person(request), ground=ground, reason=reason)
        return to_case(pk)
    words = {"title": _("不予立案"), "label": _("不予立案"), "lead": _("提案者会看到情形和理由。")}
    return form_page(request, "proposals/verb.html", form, proposal=proposal, **words)


@signed_in
def returning(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the author, with what to change."""
    proposal = seen(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.send_back(proposal, by=web.person(request), reason=form.cleaned_data["reason"])
        return to_case(pk)
    words = {"title": _("退回修改"), "label": _("退回提案者修改"), "lead": _("请写明要改什么，提案者会看到。")}
    return form_page(request, "proposals/verb.html", form, proposal=proposal, **words)


@signed_in
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Charge a bureau with the case."""
    proposal = seen(request, pk)
    form = AssignForm(request.POST or None, assembly_id=proposal.assembly_id)
    if form.is_bound and form.is_valid():
        try:
            actions.assign(proposal, by=web.person(request), bureau=form.cleaned_data["bureau"])
            return to_case(pk)
        except Refused as refused:
            explain(form, refused)
    words = {"title": _("交办"), "label": _("交给这个单位办理"), "lead": _("签收和答复的期限从今天算起。")}
    return form_page(request, "proposals/verb.html", form, proposal=proposal, **words)


@signed_in
@require_POST
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the case."""
    actions.close(seen(request, pk), by=web.person(request))
    return to_case(pk)


@signed_in
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public will read, to be checked and published."""
    proposal = whole(request, pk)
    verdict = rules.may_publish(actor(request), proposal)
    if not verdict:
        raise Refused(verdict.reason)
    text, reply = queries.public_version(proposal)
    form = PublishForm(request.POST or None, initial={"text": text, "reply": reply})
    if form.is_bound and form.is_valid():
        actions.publish(proposal, by=web.person(request), **form.cleaned_data)
        return to_case(pk)
    words = {
        "title": _("向社会公开"),
        "label": _("公开这件提案"),
        "lead": _("电话、住址等个人信息已经略去，请再核对一遍。"),
    }
    return form_page(request, "proposals/verb.html", form, proposal=proposal, **words)


@signed_in
def unpublication(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it down from the public site."""
    proposal = seen(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.unpublish(proposal, by=web.person(request), reason=form.cleaned_data["reason"])
        return to_case(pk)
    words = {"title": _("撤下公开"), "label": _("从公开网页撤下"), "lead": ""}
    return form_page(request, "proposals/verb.html", form, proposal=proposal, **words)
