"""Actions: the verbs, and the only way to write."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Model

from xieshang.spine.batch import current_batch, hold
from xieshang.spine.event import recorded
from xieshang.spine.rule import Actor, Refused, Rule, Verdict

S = TypeVar("S", bound=Model)
P = ParamSpec("P")
R = TypeVar("R")

VERBS: dict[str, "Verb"] = {}


@dataclass(frozen=True, slots=True)
class Verb:
    """A registered action: "proposals.submit", its rule, and what it promises (the docstring)."""

    name: str
    rule: Rule
    promise: str


def action(
    rule: Rule, *, lock: bool = True, records: bool = True
) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Make a function `verb(subject, *, by, …)` an action.

    It opens the transaction, locks and re-reads the subject, asks the rule about the locked row,
    runs the body on it, and refuses to commit when no event was recorded. Raises `Refused` with
    the rule's reason. `lock=False` is for verbs that add to a subject without changing it, so that
    many may do so at once. `records=False` is for the keeping of unfinished text, which is no deed yet.
    """

    def decorate(body: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        name = f"{body.__module__.split('.')[1]}.{body.__name__}"
        VERBS[name] = Verb(name, rule, (body.__doc__ or "").strip())

        def perform(subject: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            verdict = rule(kwargs["by"], subject)
            if not verdict:
                raise Refused(str(verdict.reason))
            before = recorded.get()
            result = body(subject, *args, **kwargs)
            if records and recorded.get() == before:
                raise RuntimeError(f"{name} recorded no event")
            return result

        @wraps(body)
        def run(subject: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            with nullcontext() if current_batch() else transaction.atomic():
                return perform(hold(subject) if lock else subject, *args, **kwargs)

        return run

    return decorate


def may(actor: Actor, name: str, subject: Any) -> Verdict:
    """May this actor do "room.verb" to the subject now? The same rule that the action asks."""
    return VERBS[name].rule(actor, subject)
