"""Actions: the verbs, and the only way to write."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Model

from xieshang.spine.batch import current_batch, remember
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
    rule: Rule, *, lock: bool = True
) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Make a function `verb(subject, *, by, …)` an action.

    It opens the transaction, locks and re-reads the subject, asks the rule about the locked row,
    runs the body on it, and refuses to commit when no event was recorded. Raises `Refused` with
    the rule's reason. `lock=False` is for verbs that add to a subject without changing it, so that
    many may do so at once.
    """

    def decorate(body: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        name = f"{body.__module__.split('.')[1]}.{body.__name__}"
        VERBS[name] = Verb(name, rule, (body.__doc__ or "").strip())

        @wraps(body)
        def run(subject: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if current_batch() is not None:
                return _perform(name, rule, body, _held(subject, lock), *args, **kwargs)
            with transaction.atomic():
                return _perform(name, rule, body, _locked(subject) if lock else subject, *args, **kwargs)

        return run

    return decorate


def _locked(subject: S) -> S:
    """The row as it is now, locked until the transaction ends."""
    rows = type(subject)._base_manager.select_for_update(of=("self",))
    fresh = rows.defer(*(f.name for f in subject._meta.concrete_fields if f.generated)).get(pk=subject.pk)
    remember(fresh)
    return fresh


def _held(subject: S, lock: bool) -> S:
    """The row as the batch holds it."""
    batch = current_batch()
    held = batch.held.get((type(subject), subject.pk)) if batch else None
    if held is None and lock:
        raise RuntimeError(f"{subject!r} is not among the rows of this batch")
    return held or subject  # type: ignore[return-value]


def _perform(
    name: str,
    rule: Rule,
    body: Callable[Concatenate[S, P], R],
    subject: S,
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    verdict = rule(kwargs["by"], subject)
    if not verdict:
        raise Refused(str(verdict.reason))
    before = recorded.get()
    result = body(subject, *args, **kwargs)
    if recorded.get() == before:
        raise RuntimeError(f"{name} recorded no event")
    return result


def may(actor: Actor, name: str, subject: Any) -> Verdict:
    """May this actor do "room.verb" to the subject now? The same rule that the action asks."""
    return VERBS[name].rule(actor, subject)
