"""The page of one case: its text, whose turn it is, what happened, and what can be done now."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xieshang.accounts.web import actor, signed_in
from xieshang.proposals import queries, rules
from xieshang.proposals.models import CoSigner, Proposal
from xieshang.proposals.states import CoSignState, State
from xieshang.proposals.views.honours import badges, key_shown, supervision
from xieshang.proposals.views.outcome import outcome_of
from xieshang.proposals.views.record import record_of
from xieshang.proposals.views.rounds import count_line, deliveries_for, earlier_replies, judgements_for, qualities_for
from xieshang.proposals.views.rows import badge, case_words, title_or_none
from xieshang.proposals.views.sheets import sheets_of
from xieshang.proposals.views.standing import ball_of, is_inside
from xieshang.proposals.views.today import Today
from xieshang.proposals.views.verbs import verbs_of
from xieshang.spine.rule import Actor


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The case as the person may see it."""
    who = actor(request)
    said = queries.told(who, pk)
    if said is None:
        raise Http404
    proposal = queries.case_of(said)
    inside, judged = is_inside(who, proposal), bool(rules.may_read_feedback(who, proposal))
    record = record_of(pk, said, inside=inside, judged=judged)
    shown = {"proposal": proposal, "record": record, **_seen_by(who, proposal, inside=inside)}
    return render(request, "proposals/case.html", shown)


def _seen_by(who: Actor, proposal: Proposal, *, inside: bool) -> dict[str, Any]:
    return {
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
        "outcome": outcome_of(who, proposal),
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
