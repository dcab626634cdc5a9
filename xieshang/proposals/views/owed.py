"""Whose turn it is while bureaus are at work: each charge has a step of its own, or waits for author or office."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from xieshang.accounts.permissions import Permission
from xieshang.deadlines import queries as deadlines
from xieshang.proposals import turns
from xieshang.proposals.models import Assignment, Petition, Proposal
from xieshang.proposals.queries import Owing
from xieshang.proposals.states import HandlingRole, PetitionKind
from xieshang.proposals.views.today import Today
from xieshang.spine.rule import Actor

RULINGS = {
    PetitionKind.RELEASE: gettext_lazy("裁定%(bureau)s的申退"),
    PetitionKind.EXTENSION: gettext_lazy("裁定%(bureau)s的延期"),
    PetitionKind.DISAGREEMENT: gettext_lazy("裁定%(bureau)s提交的分歧"),
}
MOST_NAMES = 2
"""So many bureaus a list names; of more it names the first, and their number."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A step that somebody owes: who, what, until when, and the clock that counts it."""

    who: str
    verb: str
    due_on: date
    code: str
    part: int


def owed_in(who: Actor, proposal: Proposal, *, author: str, on: date) -> list[Owed]:
    """What is owed in a case that bureaus have in hand, the soonest due first."""
    found = [one for charge in proposal.assignments.all() for one in _of(who, charge, author=author, on=on)]
    return sorted(found, key=lambda one: (one.due_on, one.verb))


def _of(who: Actor, charge: Assignment, *, author: str, on: date) -> Iterator[Owed]:
    part, petition, pause = charge.bureau_id, charge.petition, charge.pause
    if petition is not None:
        yield Owed(str(turns.OFFICE), _ruling(petition), petition.rule_by, turns.RULE.code, part)
    if pause is not None:
        verb = pgettext("turn", "答复%(bureau)s的询问") % {"bureau": charge.bureau.name}
        yield Owed(author, verb, pause.answer_by, turns.ASK.code, part)
    due_on, step = charge.owes_by, _step(charge)
    if due_on is not None and (charge.role != HandlingRole.CO or due_on >= on):
        works_here = who.can(Permission.PROPOSALS_HANDLE, charge.bureau.scope_id)
        yield Owed(_("您单位") if works_here else charge.bureau.name, step[0], due_on, step[1], part)


def _ruling(petition: Petition) -> str:
    return str(RULINGS[PetitionKind(petition.kind)]) % {"bureau": petition.bureau.name}


def _step(charge: Assignment) -> tuple[str, str]:
    """The bureau's next step in words, and the code of its clock."""
    if charge.accepted_at is None:
        return pgettext("turn", "签收"), turns.ACCEPT.code
    if not charge.answers_the_author:
        return pgettext("turn", "提出会办意见"), turns.JOINT.code
    return pgettext("turn", "答复"), turns.AGAIN.code if charge.proposal.handled_again else turns.REPLY.code


def short_ball(told: Iterable[Owing], *, author: str, on: date) -> str:
    """All who owe something, for a list: "市教育局签收，市财政局答复"."""
    steps = [one for charge in told for one in _short(charge, author=author, on=on)]
    owe: dict[str, list[str]] = {}
    for who, verb in steps:
        owe.setdefault(verb, []).append(who)
    return _("，").join(_("%(who)s%(verb)s") % {"who": _together(who), "verb": verb} for verb, who in owe.items())


def _short(charge: Owing, *, author: str, on: date) -> Iterator[tuple[str, str]]:
    if charge.petition:
        yield str(turns.OFFICE), str(RULINGS[PetitionKind(charge.petition)]) % {"bureau": charge.bureau}
    if charge.asks:
        yield author, pgettext("turn", "答复%(bureau)s的询问") % {"bureau": charge.bureau}
    if charge.step and (charge.step != "opinion" or charge.reply_by >= on):
        yield (
            charge.bureau,
            {
                "accept": pgettext("turn", "签收"),
                "opinion": pgettext("turn", "提出会办意见"),
                "reply": pgettext("turn", "答复"),
            }[charge.step],
        )


def _together(names: list[str]) -> str:
    if len(names) > MOST_NAMES:
        return _("%(first)s等 %(count)s 家单位") % {"first": names[0], "count": len(names)}
    return _("、").join(dict.fromkeys(names))


def ball_of_bureaus(who: Actor, proposal: Proposal, today: Today, *, author: str) -> dict[str, Any] | None:
    """The line for `kit.ball`: all who owe something, and the day of the soonest; None where nobody does."""
    owed = owed_in(who, proposal, author=author, on=today.on)
    if not owed:
        return None
    first = owed[0]
    steps = [
        _("%(who)s%(verb)s") % {"who": _("、").join(dict.fromkeys(one.who for one in same)), "verb": verb}
        for verb, same in groupby(owed, key=lambda one: one.verb)
    ]
    return {
        "line": _("现在轮到%(steps)s") % {"steps": _("，").join(steps)},
        "due": today.line(first.due_on),
        "why": _reckoned(proposal, first),
        "tone": today.tone(first.due_on),
    }


def _reckoned(proposal: Proposal, first: Owed) -> list[str]:
    """How the soonest day was counted."""
    running = deadlines.of(proposal).filter(code=first.code, part=first.part).last()
    return running.due.sentences if running else []
