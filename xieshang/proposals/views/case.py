"""The page of one case: its text, whose turn it is, what happened, and what can be done now."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from markupsafe import Markup

from xieshang.accounts import web
from xieshang.accounts.web import signed_in
from xieshang.proposals import queries, rules
from xieshang.proposals.models import CoSigner, Proposal
from xieshang.proposals.queries import charges
from xieshang.proposals.states import CoSignState, State
from xieshang.proposals.views.honours import badges, key_shown, supervision
from xieshang.proposals.views.outcome import outcome_of
from xieshang.proposals.views.record import record_of
from xieshang.proposals.views.rounds import count_line, deliveries_for, earlier_replies, judgements_for, qualities_for
from xieshang.proposals.views.rows import badge, case_words, title_or_none
from xieshang.proposals.views.sheets import sheets_of
from xieshang.proposals.views.standing import ball_of, is_inside
from xieshang.proposals.views.today import Today
from xieshang.proposals.views.told import BESIDE, Told
from xieshang.proposals.views.verbs import verbs_of
from xieshang.spine import clock
from xieshang.spine.rule import Actor
from xieshang.ui.drawings import CSRF, Drawings, with_token


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The case as the person may see it."""
    who = web.person(request)
    case = queries.told(who, pk)
    if case is None:
        raise Http404
    told = Told(case, BESIDE.ask(pk))
    key = (told.words, who.pk, tuple(who.held), get_language(), clock.today(), get_script_prefix())
    page = _PAGES.get(key, lambda: _drawn(who, told))
    shown = {"title": page.title, "main": with_token(page.main, request), "aside": with_token(page.aside, request)}
    return render(request, "proposals/case.html", shown)


class Page(NamedTuple):
    """What stands on the page of a case, drawn for one person."""

    title: str
    main: str
    aside: str


_PAGES: Drawings[Page] = Drawings(128)


def _drawn(who: Actor, told: Told) -> Page:
    """A rule asks what an actor may, and who it is: that, the day and what is told decide what the page shows."""
    shown = {**_seen_by(who, told), "csrf_input": Markup(CSRF)}  # noqa: S704 - no text of anybody's
    main, aside = (render_to_string(f"proposals/case_{part}.html", shown) for part in ("main", "aside"))
    return Page(shown["title"], main, aside)


def _seen_by(who: Actor, told: Told) -> dict[str, Any]:
    proposal = told.proposal
    inside, judged = is_inside(who, proposal), bool(rules.may_read_feedback(who, proposal))
    return {
        "proposal": proposal,
        "record": record_of(told, inside=inside, judged=judged),
        "inside": inside,
        "title": title_or_none(proposal.title),
        "number": case_words(proposal.session.year, proposal.case_number),
        "badge": badge(proposal.state),
        **_honours(who, proposal),
        "ball": ball_of(who, proposal, Today()),
        "verbs": verbs_of(who, proposal),
        "judgements": judgements_for(who, proposal),
        "feedback_count": count_line(who, proposal),
        "earlier": [(one, earlier_replies(one)) for one in proposal.assignments.all()],
        "deliveries": deliveries_for(who, proposal),
        "qualities": qualities_for(who, proposal),
        "unread": bool(rules.may_read_reply(who, proposal)),
        "seals": list(queries.seals_of(proposal)) if proposal.is_collective and inside else [],
        "invitation": invitation(who, proposal),
        "alike": _alike(who, proposal),
        "outcome": outcome_of(who, proposal, told.beside.decisions),
        "talk_files": charges.by_talk(told.beside.charge_files),
        **sheets_of(who, proposal),
    }


def _honours(who: Actor, proposal: Proposal) -> dict[str, Any]:
    """Its badges, and what the person is told of its being a key case."""
    key = key_shown(who, proposal)
    is_key = key is not None and key.state in queries.KEY_STATES
    return {
        "honours": badges(key_case=is_key, honoured=getattr(proposal, "honoured", False)),
        "key": key,
        "supervision": supervision(key, Today()) if key is not None else None,
    }


def _alike(who: Actor, proposal: Proposal) -> list[queries.Likeness] | None:
    """Similar cases, for whoever reviews the proposal now; None for everybody else."""
    if not rules.may_send_back(who, proposal):
        return None
    return queries.similar(proposal.body, assembly_id=proposal.assembly_id, actor=who, but=proposal.pk)


def invitation(who: Actor, proposal: Proposal) -> CoSigner | None:
    """The invitation to co-sign that waits for this person, if any."""
    if proposal.state != State.GATHERING:
        return None
    asked = (one for one in proposal.cosigners.all() if one.state == CoSignState.ASKED)
    return next((one for one in asked if one.member.person_id == who.pk), None)
