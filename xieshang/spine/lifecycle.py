"""A life cycle is a table of moves: from which states, to which state, under which name."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xieshang.spine.choices import label
from xieshang.spine.rule import ALLOWED, Refused, Verdict, refuse


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `label` is the verb in the person's language ("提交")."""

    name: str
    label: str | Promise
    sources: frozenset[str]
    target: str


class Lifecycle:
    """The allowed moves of one field of a model."""

    def __init__(self, field: str, moves: Iterable[tuple[str, str | Promise, Iterable[str], str]]) -> None:
        self.field = field
        self.moves = {name: Move(name, label, frozenset(sources), target) for name, label, sources, target in moves}

    def may(self, thing: Any, name: str) -> Verdict:
        """Does the state of `thing` allow the move? A refusal names the state, and the moves that come first."""
        move = self.moves[name]
        if getattr(thing, self.field) in move.sources:
            return ALLOWED
        model: type[Model] = type(thing)
        return self._refusal(model, getattr(thing, self.field), name, get_language())

    def advance(self, thing: Any, name: str) -> None:
        """Set the state of `thing` to the move's target, or raise `Refused`."""
        verdict = self.may(thing, name)
        if not verdict:
            raise Refused(verdict.reason)
        setattr(thing, self.field, self.moves[name].target)

    @lru_cache(maxsize=1024)  # noqa: B019 - life cycles are few and stay
    def _refusal(self, model: type[Model], state: str, name: str, _language: str | None) -> Verdict:
        move, called = self.moves[name], label(model, self.field, state)
        steps = self._steps(state, move)
        words = {"state": called, "verb": move.label, "steps": _("、").join(str(step.label) for step in steps)}
        if state == move.target:
            return refuse(_("现在的状态已经是“%(state)s”，这一步不用再办。") % words)
        if not steps:
            return past(called, move.label)
        return refuse(_("现在的状态是“%(state)s”，%(steps)s以后才能%(verb)s。") % words)

    def _steps(self, state: str, wanted: Move) -> tuple[Move, ...]:
        """The fewest moves after which the wanted one can be made; none where no moves lead there."""
        ways: deque[tuple[str, tuple[Move, ...]]] = deque([(state, ())])
        seen = {state}
        while ways:
            here, steps = ways.popleft()
            if here in wanted.sources:
                return steps
            for move in self.moves.values():
                if here in move.sources and move.target not in seen:
                    seen.add(move.target)
                    ways.append((move.target, (*steps, move)))
        return ()


def past(state: str, verb: str | Promise) -> Verdict:
    """The refusal of what nothing leads back to; `state` as it is called."""
    words = {"state": state, "verb": verb}
    return refuse(_("现在的状态是“%(state)s”，已经过了可以%(verb)s的时候；请看现在还能办什么。") % words)
