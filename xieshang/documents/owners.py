"""Who may see a file is the business of the room that owns its subject.

This room lies below and knows none of them; each says its rule once, when it is imported.
"""

from collections.abc import Callable
from typing import Any

from xieshang.documents.models import File

Visible = Callable[[Any, File], bool]

_rules: dict[str, Visible] = {}


def register(subject_kind: str, visible: Visible) -> None:
    """Say who sees the files of a kind of subject ("proposals.proposal").

    `visible(actor, file)` is asked for a signed-in person or `accounts.models.PUBLIC`; it can tell
    by `file.subject_id` and `file.purpose`. ValueError where the kind has a rule already.
    """
    if subject_kind in _rules:
        raise ValueError(f"files of {subject_kind} have a rule already")
    _rules[subject_kind] = visible


def may_see(actor: Any, file: File) -> bool:
    """Is this file there for this actor? What is not attached is there for whoever brought it in."""
    if not file.is_attached:
        return actor.pk is not None and actor.pk == file.uploaded_by_id
    rule = _rules.get(file.subject_kind)
    return rule is not None and rule(actor, file)
