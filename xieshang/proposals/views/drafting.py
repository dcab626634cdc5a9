"""Writing: the empty form, the text, autosave, attachments, submission."""

from uuid import UUID

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import signed_in
from xieshang.documents import queries as documents
from xieshang.members import queries as members
from xieshang.members.models import Member, Session
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms import ProposerForm, ReasonForm, TextForm
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import ProposerKind
from xieshang.proposals.views import explain, form_page, seen, to_case, whole
from xieshang.spine import clock
from xieshang.spine.rule import Refused
from xieshang.texts import guidance
from xieshang.ui import show


def session_of(person: Person) -> Session:
    """The session that a new proposal of this person belongs to today."""
    assembly = members.assembly_of(person, on=clock.today())
    session = members.session_on(assembly, on=clock.today()) if assembly else None
    if session is None:
        raise Refused(_("今天不在任何一次会议的年度之内，或您不在任何一级政协任职，不能撰写提案。"))
    return session


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """An empty form; what is sent becomes a draft. The same form sent twice is one draft."""
    person = web.person(request)
    session = session_of(person)
    enters = bool(rules.may_enter(person, session.assembly))
    form = TextForm(request.POST or None)
    proposer = ProposerForm(request.POST or None, session=session) if enters else None
    if request.method == "POST" and "more" not in request.POST and form.is_valid() and _all_right(proposer):
        drafted = _drafted(person, session, form, proposer)
        if drafted is not None:
            return _after_saving(request, drafted)
    return form_page(
        request, "proposals/text.html", form, proposer_form=proposer, proposal=None, **_beside(form, person, session)
    )


def _all_right(form: ProposerForm | None) -> bool:
    return form is None or form.is_valid()


def _drafted(person: Person, session: Session, form: TextForm, proposer: ProposerForm | None) -> Proposal | None:
    key = form.cleaned_data["entry_key"]
    if key and (before := queries.of_entry(key, person)):
        return before
    member = _membership(person, session)
    whom = proposer.proposer() if proposer else actions.Proposer(ProposerKind.MEMBER, author=member)
    try:
        return actions.draft(session, by=person, proposer=whom, text=form.text(), entry_key=key)
    except IntegrityError:
        return queries.of_entry(key, person)
    except Refused as refused:
        explain(form, refused)
        return None


def _membership(person: Person, session: Session) -> Member | None:
    return members.memberships_of(person, on=clock.today()).filter(term=session.term_id).first()


def _after_saving(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    if "submit" in request.POST:
        return redirect("proposals:submission", pk=proposal.pk)
    return to_case(proposal.pk)


def _beside(form: TextForm, person: Person, session: Session, but: int | None = None) -> dict[str, object]:
    """What stands beside the text when it was sent for a look: similar cases and what is thin."""
    if "check" not in form.data or not form.is_valid():
        return {"alike": None, "findings": []}
    text = form.text()
    alike = queries.similar(text.body, assembly_id=session.assembly_id, actor=person, but=but)
    return {"alike": alike, "findings": _findings(text)}


def _findings(text: actions.Text) -> list[guidance.Finding]:
    """What is thin in a text."""
    return guidance.findings(
        title=text.title, situation=text.situation, analysis=text.analysis, suggestions=text.suggestions
    )


def _text_of(proposal: Proposal) -> actions.Text:
    suggestions = [one.text for one in proposal.suggestions.all()]
    return actions.Text(proposal.title, proposal.situation, proposal.analysis, suggestions)


@signed_in
@require_POST
def likeness(request: HttpRequest) -> HttpResponse:
    """The panel beside the text, asked for while one writes."""
    person = web.person(request)
    form = TextForm({**request.POST.dict(), "check": "1", "title": request.POST.get("title") or "-"})
    return render(request, "proposals/beside.html", _beside(form, person, session_of(person)))


@signed_in
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of a draft, to be changed."""
    proposal, person = whole(request, pk), web.person(request)
    verdict = rules.may_revise(person, proposal)
    if not verdict:
        raise Refused(verdict.reason)
    form = TextForm(request.POST) if request.method == "POST" else TextForm.of(proposal)
    if form.is_bound and not {"more", "check"} & set(request.POST) and form.is_valid():
        try:
            actions.revise(proposal, by=person, text=form.text(), version=form.cleaned_data["version"] or 0)
            return _after_saving(request, proposal)
        except Refused as refused:
            explain(form, refused)
    return form_page(
        request,
        "proposals/text.html",
        form,
        proposer_form=None,
        proposal=proposal,
        **_beside(form, person, proposal.session, but=pk),
    )


@signed_in
@require_POST
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what has been typed; answers when it was kept, or why not."""
    proposal = seen(request, pk)
    form = TextForm({**request.POST.dict(), "title": request.POST.get("title") or proposal.title})
    if not form.is_valid():
        return JsonResponse({"message": " ".join(str(e[0]) for e in form.errors.values())}, status=422)
    try:
        kept = actions.autosave(
            proposal, by=web.person(request), text=form.text(), version=form.cleaned_data["version"] or 0
        )
    except Refused as refused:
        return JsonResponse({"message": refused.reason}, status=409)
    return JsonResponse({"saved": show.time(clock.now()), "values": {"version": kept.version}})


@signed_in
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Before handing in: similar cases and what is thin; then hand in."""
    proposal, person = whole(request, pk), web.person(request)
    if request.method == "POST":
        actions.submit(proposal, by=person)
        return to_case(pk)
    context = {
        "proposal": proposal,
        "verdict": rules.may_submit(person, proposal),
        "alike": queries.similar(proposal.body, assembly_id=proposal.assembly_id, actor=person, but=pk),
        "findings": _findings(_text_of(proposal)),
    }
    return render(request, "proposals/submission.html", context)


@signed_in
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach files."""
    proposal = whole(request, pk)
    problem = ""
    if request.method == "POST":
        try:
            for upload in request.FILES.getlist("file"):
                actions.attach(proposal, by=web.person(request), upload=upload)
            return to_case(pk)
        except Refused as refused:
            problem = refused.reason
    context = {"proposal": proposal, "files": documents.of(proposal, actions.ATTACHMENT), "problem": problem}
    return render(request, "proposals/files.html", context, status=422 if problem else 200)


@signed_in
@require_POST
def remove_file(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Take an attachment away."""
    proposal = seen(request, pk)
    file = get_object_or_404(documents.of(proposal, actions.ATTACHMENT), key=key)
    actions.detach(proposal, by=web.person(request), file=file)
    return redirect("proposals:files", pk=pk)


@signed_in
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the proposal out, with a reason."""
    proposal = seen(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.withdraw(proposal, by=web.person(request), reason=form.cleaned_data["reason"])
        return to_case(pk)
    words = {"title": _("撤回提案"), "label": _("撤回这件提案"), "lead": _("撤回以后不再审查，也不能恢复。")}
    return form_page(request, "proposals/verb.html", form, proposal=proposal, **words)


@signed_in
@require_POST
def confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """The member confirms what was entered for them."""
    actions.confirm_entry(seen(request, pk), by=web.person(request))
    return to_case(pk)
