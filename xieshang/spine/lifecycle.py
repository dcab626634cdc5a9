"""A life cycle is a table of moves: from which states, to which state, under which name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from xieshang.spine.choices import shown
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
        """Does the state of `thing` allow the move?"""
        move = self.moves[name]
        if getattr(thing, self.field) in move.sources:
            return ALLOWED
        state = shown(thing, self.field)
        return refuse(_("现在的状态是“%(state)s”，不能%(verb)s。") % {"state": state, "verb": move.label})

    def advance(self, thing: Any, name: str) -> None:
        """Set the state of `thing` to the move's target, or raise `Refused`."""
        verdict = self.may(thing, name)
        if not verdict:
            raise Refused(verdict.reason)
        setattr(thing, self.field, self.moves[name].target)
