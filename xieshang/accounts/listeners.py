"""What the library of the second factor tells us by its signals, its only way, written in the ledger."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator

from xieshang.accounts import actions
from xieshang.accounts.models import Person


def listen() -> None:
    """Begin to listen; called once, when the room is ready."""
    signals.authenticator_added.connect(_added)
    signals.authenticator_reset.connect(_added)
    signals.authenticator_removed.connect(_removed)


def _added(sender: Any, user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    actions.note_second_factor(user, by=user, factor=str(authenticator.type), added=True)


def _removed(sender: Any, user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    actions.note_second_factor(user, by=user, factor=str(authenticator.type), added=False)
