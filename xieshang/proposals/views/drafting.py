"""Writing: the empty form, the text, autosave, and what stands beside the text while one writes."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from xieshang.accounts import web
from xieshang.accounts.models import Person
from xieshang.accounts.web import signed_in
from xieshang.documents import queries as documents
from xieshang.members import queries as members
from xieshang.members.models import Session
from xieshang.proposals import actions, queries, rules
from xieshang.proposals.forms import ProposerForm, TextForm
from xieshang.proposals.forms.statements import WritingForm
from xieshang.proposals.models import Proposal
from xieshang.proposals.queries.bodies import waiting_for_session
from xieshang.proposals.states import ProposerKind
from xieshang.proposals.views import beginning, done, form_page, own, own_text, seen, to_case, whole
from xieshang.spine import clock
from xieshang.spine.rule import ALLOWED, Refused, Verdict
from xieshang.texts import guidance, likeness
from xieshang.ui import show
from xieshang.ui.drawings import Drawings


def session_of(person: Person) -> Session:
    """The session that a new proposal of this person belongs to today."""
    session = members.session_of(person, on=clock.today())
    if session is None:
        raise Refused(
            _(
                "今天不在任何一次会议的年度之内，或您不在任何一级政协任职，不能撰写提案。请联系提案工作人员设立本年度的会议，或更正您的任职。"
            )
        )
    return session


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """An empty form, for oneself or for whom it was said; what is sent becomes a draft, once."""
    person = web.person(request)
    session = session_of(person)
    verdict = rules.may_draft(person, session)
    if not verdict:
        raise Refused(verdict.reason)
    whom = _whom(request, person, session)
    if not whom.is_valid():
        told = {"roll": members.roll(session.assembly, on=clock.today()), "carried": beginning.carried(request)}
        waiting = [ProposerKind(kind).label for kind in waiting_for_session(session.assembly, on=clock.today())]
        return form_page(request, "proposals/proposer.html", whom, **told, waiting=waiting)
    if request.method != "POST":
        return _text_page(request, None, None, whom=whom, fields=_blank(session.assembly_id, beginning.of(request)))
    form = WritingForm(request.POST).within(session.assembly_id)
    if form.wants_more:
        return _text_page(request, form.with_one_more(), None, whom=whom)
    if form.is_valid():
        kept: list[Proposal] = []
        if done(form, lambda: kept.append(_begin(person, session, whom, form))):
            return _after_saving(request, kept[0])
    return _text_page(request, form, None, whom=whom)


def _whom(request: HttpRequest, person: Person, session: Session) -> ProposerForm:
    """For whom is written: asked of those who enter for others, before the text."""
    data = request.POST or request.GET
    asked = {name: data[name] for name in ProposerForm.base_fields if name in data}
    return ProposerForm(asked or None, by=person, session=session)


def _begin(person: Person, session: Session, whom: ProposerForm, form: WritingForm) -> Proposal:
    """The draft that this form makes. Sent again, it is the same draft with the text as it is now."""
    key, written = form.cleaned_data["entry_key"], form.written()
    before = queries.of_entry(key, person) if key else None
    if before is not None:
        return actions.autosave(before, by=person, version=form.cleaned_data["version"] or 1, **written)
    call = beginning.call_of(person, form.cleaned_data["call"])
    try:
        return actions.draft(session, by=person, proposer=whom.proposer(), call=call, entry_key=key, **written)
    except IntegrityError:  # sent twice at once
        made = queries.of_entry(key, person) if key else None
        if made is None:
            raise
        return made


@require_POST
@signed_in
def first_autosave(request: HttpRequest) -> HttpResponse:
    """Keeps a new text for the first time, as a draft; the form goes on with the draft's address."""
    person = web.person(request)
    session = session_of(person)
    whom, form = _whom(request, person, session), WritingForm(request.POST, unfinished=True)
    form.within(session.assembly_id)
    if not whom.is_valid():
        return JsonResponse({"message": _("请先写明代谁录入。")}, status=422)
    return _kept(form, lambda: _begin(person, session, whom, form))


@require_POST
@signed_in
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps what has been typed; answers when it was kept, or why not."""
    proposal, form = own(request, pk), WritingForm(request.POST, unfinished=True)
    form.within(proposal.assembly_id, proposal.answers_topic_id)
    return _kept(form, lambda: _saved(web.person(request), proposal, form))


def _saved(person: Person, proposal: Proposal, form: WritingForm) -> Proposal:
    return actions.autosave(proposal, by=person, version=form.cleaned_data["version"] or 0, **form.written())


def _kept(form: TextForm, save: Callable[[], Proposal]) -> JsonResponse:
    """The answer of an autosave: the time, the version that the form goes on with, and its addresses."""
    if not form.is_valid():
        return JsonResponse({"message": " ".join(str(errors[0]) for errors in form.errors.values())}, status=422)
    try:
        proposal = save()
    except Refused as refused:
        return JsonResponse({"message": refused.reason}, status=409)
    return JsonResponse(
        {
            "saved": show.time(clock.now()),
            "values": {"version": str(proposal.version)},
            "address": reverse("proposals:text", args=[proposal.pk]),
            "autosave": reverse("proposals:autosave", args=[proposal.pk]),
        }
    )


@signed_in
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of a draft, to be changed."""
    proposal, person = own_text(request, pk), web.person(request)
    verdict = rules.may_revise(person, proposal)
    if request.method != "POST":
        return _text_page(request, WritingForm.of(proposal), proposal, verdict=verdict)
    form = WritingForm(request.POST).within(proposal.assembly_id, proposal.answers_topic_id)
    if form.wants_more:
        return _text_page(request, form.with_one_more(), proposal, verdict=verdict)
    version = form.data.get("version")
    if done(form, lambda: _revise(person, proposal, form)):
        return _after_saving(request, proposal)
    stale = bool(verdict) and version != str(proposal.version)
    return _text_page(request, form.at_version(proposal.version), proposal, verdict=verdict, stale=stale)


def _revise(person: Person, proposal: Proposal, form: WritingForm) -> Proposal:
    return actions.revise(proposal, by=person, version=form.cleaned_data["version"] or 0, **form.written())


def _after_saving(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    if "submit" in request.POST:
        return redirect("proposals:submission", pk=proposal.pk)
    if "check" in request.POST:
        messages.success(request, _("草稿已保存。"))
        return redirect("proposals:text", pk=proposal.pk)
    return to_case(request, proposal.pk, _("草稿已保存，还没有提交。"))


def _text_page(
    request: HttpRequest,
    form: WritingForm | None,
    proposal: Proposal | None,
    *,
    fields: Markup | None = None,
    whom: ProposerForm | None = None,
    verdict: Verdict = ALLOWED,
    stale: bool = False,
) -> HttpResponse:
    """The form, and beside it what the text as it stands makes one think of."""
    context = {
        "form": form,
        "fields": _fields(form) if form else fields,
        "proposal": proposal,
        "whom": whom,
        "verdict": verdict,
        "stale": stale,
        "unsaved": request.method == "POST",
        "files": documents.shown(proposal, actions.ATTACHMENT) if proposal else [],
        **(beside(web.person(request), text_of(proposal), proposal, proposal.assembly_id) if proposal else _NOTHING),
    }
    return render(request, "proposals/text.html", context, status=422 if form and form.errors else 200)


def _fields(form: WritingForm) -> Markup:
    """The fields as they stand."""
    return Markup(render_to_string("proposals/text_fields.html", {"form": form}))  # noqa: S704 - templates escape


_BLANK: Drawings[Markup] = Drawings(most=64)
_ENTRY = "\0entry"
"""Stands in what is drawn where each form has a key of its own."""


def _blank(assembly_id: int, begun: dict[str, Any]) -> Markup:
    """The fields before anything is typed: drawn once for all who choose among the same and begin from the same."""
    topics = queries.topics_to_answer(assembly_id, on=clock.today())
    bureaus = queries.bureaus_to_wish(assembly_id)

    def draw() -> Markup:
        form = WritingForm(initial={**begun, "entry_key": _ENTRY})
        return _fields(form.offering(topics, lambda: bureaus))

    offered = tuple((one.pk, one.title) for one in topics), tuple(bureaus)
    drawn = _BLANK.get((get_language(), offered, tuple(begun.items())), draw)
    return Markup(drawn.replace(_ENTRY, str(uuid4())))  # noqa: S704 - a key has nothing to escape


_NOTHING: Mapping[str, Any] = {"alike": None, "findings": []}


def text_of(proposal: Proposal) -> actions.Text:
    """What stands written."""
    suggestions = [one.text for one in proposal.suggestions.all()]
    return actions.Text(
        proposal.title, proposal.situation, proposal.analysis, suggestions, whole_text=proposal.whole_text
    )


def beside(person: Person, text: actions.Text, proposal: Proposal | None, assembly_id: int) -> Mapping[str, Any]:
    """Similar cases and what is thin in a text."""
    if not text.body.strip():
        return _NOTHING
    but = proposal.pk if proposal else None
    return {
        "alike": queries.similar(text.body, assembly_id=assembly_id, actor=person, but=but),
        "findings": guidance.findings(
            title=text.title, situation=text.situation, analysis=text.analysis, suggestions=text.suggestions
        ),
    }


@require_POST
@signed_in
def new_likeness(request: HttpRequest) -> HttpResponse:
    """The panel beside a text that may have no draft yet, asked for after a pause in writing."""
    person, form = web.person(request), TextForm(request.POST, unfinished=True)
    key = form.cleaned_data["entry_key"] if form.is_valid() else None
    return _panel(request, form, queries.of_entry(key, person) if key else None)


@require_POST
@signed_in
def draft_likeness(request: HttpRequest, pk: int) -> HttpResponse:
    """The same beside a draft."""
    return _panel(request, TextForm(request.POST, unfinished=True), seen(request, pk))


def _panel(request: HttpRequest, form: TextForm, proposal: Proposal | None) -> HttpResponse:
    person = web.person(request)
    assembly_id = proposal.assembly_id if proposal else session_of(person).assembly_id
    context = beside(person, form.text(), proposal, assembly_id) if form.is_valid() else _NOTHING
    return render(request, "proposals/beside.html", {**context, "proposal": proposal})


@require_safe
@signed_in
def comparison(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """A text and an earlier one side by side, with what they share."""
    proposal, earlier = whole(request, pk), whole(request, other)
    mine, theirs = proposal.body, earlier.body
    alike = queries.Likeness(earlier, likeness.jaccard(mine, theirs), mine, theirs)
    return render(request, "proposals/comparison.html", {"proposal": proposal, "one": alike})
