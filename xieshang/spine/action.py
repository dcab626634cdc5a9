"""Actions: the verbs, and the only way to write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import OperationalError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from xieshang.spine.batch import current_batch, hold, hold_related
from xieshang.spine.constraint import spoken
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
    rule: Rule, *, lock: bool = True, first: str = "", records: bool = True
) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Make a function `verb(subject, *, by, …)` an action.

    It opens the transaction, locks and re-reads the subject, asks the rule about the locked row,
    runs the body on it, and refuses to commit when no event was recorded. Raises `Refused` with
    the rule's reason, or with the sentence of a constraint that was run into.

    `first` names the relation to the row that is locked before the subject, so that all verbs lock
    from the case down. `lock=False` is for verbs that add to a subject without changing it, so that
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

        def held(subject: S) -> S:
            if first:
                return hold_related(subject, first)
            return hold(subject) if lock else subject

        @wraps(body)
        def run(subject: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            with _whole_or_nothing():
                return perform(held(subject), *args, **kwargs)

        return run

    return decorate


@contextmanager
def _whole_or_nothing() -> Iterator[None]:
    """A transaction of its own, or a step of the batch that is open."""
    opened = current_batch()
    if opened is not None:
        with opened.step():
            yield
    else:
        with _untangled(), spoken(), transaction.atomic():
            yield


@contextmanager
def _untangled() -> Iterator[None]:
    """Of two who wait for each other's rows the database lets one go: nothing of theirs is done, and they are told."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected):
            raise Refused(_("别人在同一时刻处理有关的事项，这一步没有办成，请再按一次。")) from error
        raise


def may(actor: Actor, name: str, subject: Any) -> Verdict:
    """May this actor do "room.verb" to the subject now? The same rule that the action asks."""
    return VERBS[name].rule(actor, subject)
