"""Where a case stands: whose turn it is, which steps are behind it, and what happened."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshang.accounts.permissions import Permission
from xieshang.deadlines import queries as deadlines
from xieshang.engine.prepared import Prepared
from xieshang.proposals import events, queries, rules, turns
from xieshang.proposals.models import Assignment, Proposal, ProposedAssignment
from xieshang.proposals.states import ENDED, REVIEWABLE, State
from xieshang.proposals.turns import turn
from xieshang.proposals.views.owed import ball_of_bureaus
from xieshang.proposals.views.today import Today
from xieshang.proposals.views.told import Happened
from xieshang.spine.event import sentence
from xieshang.spine.rule import Actor
from xieshang.ui.show import day_short

STEPS = [
    (gettext_lazy("起草"), {State.DRAFT, State.GATHERING, State.RETURNED}),
    (gettext_lazy("审查"), {*REVIEWABLE, *ENDED, State.CONTESTED}),
    (gettext_lazy("交办"), {State.FILED}),
    (gettext_lazy("签收"), {State.ASSIGNED}),
    (gettext_lazy("答复"), {State.HANDLING}),
    (gettext_lazy("反馈"), {State.REPLIED}),
    (gettext_lazy("结案"), {State.ANSWERED}),
]
INWARD = {
    event.kind
    for event in (
        events.DRAFTED,
        events.ENTERED,
        events.REVISED,
        events.ENTRY_CONFIRMED,
        events.FILE_ATTACHED,
        events.FILE_REMOVED,
        events.COSIGNER_ASKED,
        events.COSIGNER_DROPPED,
        events.COSIGNED,
        events.COSIGNING_DECLINED,
        events.GATHERED,
        events.TAKEN_BACK,
        events.SENT_BACK,
        events.CHECKED,
        events.LIKENESS_DECIDED,
        events.NOT_FILED,
        events.OBJECTED,
        events.UPHELD,
        events.READING_NOTED,
    )
}
"""What happened between the author, the co-signers and the office before a case was filed."""


def is_inside(who: Actor, proposal: Proposal) -> bool:
    """Is it this person's own affair how the proposal came about: as its author, or in the office?"""
    return rules.is_author(who, proposal) or who.can(Permission.PROPOSALS_READ_ALL, proposal.assembly.scope_id)


def charges_of(who: Actor, proposal: Proposal) -> list[Assignment]:
    """The assignments whose bureau this person works for."""
    assigned = proposal.assignments.all()
    return [one for one in assigned if who.can(Permission.PROPOSALS_HANDLE, one.bureau.scope_id)]


def proposed_to(who: Actor, proposal: Proposal) -> list[ProposedAssignment]:
    """What this person's bureau shall be assigned."""
    if proposal.state != State.FILED:
        return []
    return [one for one in proposal.proposed.all() if who.can(Permission.PROPOSALS_HANDLE, one.bureau.scope_id)]


def ball_of(who: Actor, proposal: Proposal, today: Today) -> dict[str, Any] | None:
    """Whose turn it is, until when, and how that was computed, for `kit.ball`; None where it is nobody's."""
    if proposal.state in (State.ASSIGNED, State.HANDLING):
        return ball_of_bureaus(who, proposal, today, author=_author(who, proposal))
    now = turn(
        proposal.state, author=_author(who, proposal), bureau=_bureau(who, proposal), due_on=proposal.turn_due_on
    )
    if now is None or now.due_on is None:
        return {"line": now.line, "due": "", "why": [], "tone": ""} if now else None
    return {
        "line": now.line,
        "due": today.line(now.due_on),
        "why": _reckoned(proposal),
        "tone": today.tone(now.due_on),
    }


def _author(who: Actor, proposal: Proposal) -> str:
    voice = queries.voice_for(who, proposal) if proposal.state == State.REPLIED else None
    if voice is not None and len(queries.voices_of(proposal)) > 1:
        return _("您") if voice in queries.waiting_voices(proposal) else _("其他提案者")
    if proposal.successor is not None:
        return _("您") if rules.is_standing_first(who, proposal) else proposal.successor.name
    return _("您") if rules.is_author(who, proposal) else proposal.proposer_name


def _bureau(who: Actor, proposal: Proposal) -> str:
    if charges_of(who, proposal):
        return _("您单位")
    return next((one.bureau.name for one in proposal.assignments.all()), "")


def _reckoned(proposal: Proposal) -> list[str]:
    """How the present due day was counted."""
    running = _RUNNING.first(proposal.pk, turns.CLOCKS[State(proposal.state)].code)
    return running.due.sentences if running else []


_RUNNING = Prepared(lambda key, code: deadlines.of(Proposal(pk=key)).filter(code=code).reverse()[:1], [int, str])


def steps_of(proposal: Proposal) -> list[dict[str, str]]:
    """The stepper: each step with the day it was done; a case that ended early stops at its step."""
    reached = _reached(proposal)
    ended = proposal.state in ENDED
    marks = _marks(reached, len(STEPS), "stopped" if ended else "current")
    notes = _notes(proposal, reached)
    steps = [
        {"label": str(label), "state": mark, "note": note}
        for (label, _states), mark, note in zip(STEPS, marks, notes, strict=True)
    ]
    return steps[: reached + 1] if ended else steps


def _reached(proposal: Proposal) -> int:
    """The step where the case stands; behind the last where it is closed."""
    if proposal.state == State.WITHDRAWN:
        return 1 if proposal.submitted_at else 0
    return next((at for at, (_label, states) in enumerate(STEPS) if proposal.state in states), len(STEPS))


def _marks(reached: int, total: int, here: str) -> Iterator[str]:
    for step in range(total):
        yield "done" if step < reached else here if step == reached else "todo"


def _notes(proposal: Proposal, reached: int) -> list[str]:
    """The days on which steps were done."""
    moments = enumerate(_moments(proposal))
    return [day_short(moment) if moment and step < reached else "" for step, moment in moments]


def _moments(proposal: Proposal) -> list[datetime | None]:
    """When each step was done; what was done again, the last time."""
    lead = next(iter(proposal.assignments.all()), None)
    last_round = (one.given_at for one in proposal.feedback.all() if one.round == proposal.handled_again)
    return [
        proposal.submitted_at,
        proposal.filed_at or proposal.reviewed_at,
        lead.assigned_at if lead else None,
        lead.accepted_at if lead else None,
        proposal.replied_at,
        max(last_round, default=None),
        proposal.closed_at,
    ]


def timeline_of(entries: Iterable[Happened], *, inside: bool, named: bool) -> list[dict[str, Any]]:
    """What happened, for `kit.timeline`.

    `inside`: with how the proposal came about. `named`: with who has judged; a bureau does not read that while
    others still may judge.
    """
    return [
        {
            "at": at,
            "what": sentence(kind, payload),
            "who": ((named or kind != events.JUDGED.kind) and who) or "",
            "said": payload.get("remark", ""),
        }
        for at, kind, payload, who in entries
        if inside or kind not in INWARD
    ]
