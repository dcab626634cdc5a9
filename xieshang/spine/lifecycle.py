"""A life cycle is a table of moves: from which states, to which state, under which name."""

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
        """Does the state of `thing` allow the move?"""
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
        words = {"state": label(model, self.field, state), "verb": self.moves[name].label}
        return refuse(_("现在的状态是“%(state)s”，不能%(verb)s。") % words)
