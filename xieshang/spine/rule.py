"""Rules answer who may do what, and why not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class Actor(Protocol):
    """Whoever acts: a person who signed in, or the public."""

    @property
    def pk(self) -> Any: ...

    def can(self, permission: str, *scopes: int | None) -> bool:
        """Does a role of this actor give `permission` in any of the scopes (by scope id)?"""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's answer. `reason` is a sentence for the person; it is empty only where allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


Rule = Callable[[Any, Any], Verdict]

ALLOWED = Verdict(True)


def refuse(reason: str) -> Verdict:
    """The verdict "no, because …"; `reason` says why and what to do."""
    return Verdict(False, reason)


def first_refusal(*verdicts: Verdict) -> Verdict:
    """The first "no" of several, or yes."""
    return next((verdict for verdict in verdicts if not verdict), ALLOWED)


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """An action was not done. `reason` is shown to the person; `field` names the input to mend."""

    def __init__(self, reason: str, *, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
