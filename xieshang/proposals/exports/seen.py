"""What the reader of a case on paper may see of it: the same as on its page."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xieshang.documents.models import File
from xieshang.proposals import events
from xieshang.proposals.models import Feedback, KeyCase, LikenessDecision, Petition, Proposal


@dataclass(frozen=True, slots=True)
class Reminder:
    """The office reminded a bureau, with these words."""

    at: datetime
    bureau: str
    words: str


def reminders(
    entries: Iterable[tuple[datetime, str, dict[str, Any]]], of: Container[int] | None = None
) -> list[Reminder]:
    """The reminders among entries of a case (at, kind, payload), of all bureaus or of these alone."""
    asked = ((at, told) for at, kind, told in entries if kind == events.REMINDED.kind)
    return [
        Reminder(at, told["bureau_name"], told["words"]) for at, told in asked if of is None or told["bureau"] in of
    ]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reader may see beside the whole case: feedback, voice by voice, files, and what happened, oldest first.

    `inside`: how the case came about, too. `opinions`: those of co-handlers. `near`: what the author was asked.
    `oversees`: who has read the replies, how good the proposal was found. `office`: how a key case was chosen, what the
    first reviewer advised, and what was decided about its `likeness` to others.
    `history` has rows of at, what, who, said.
    """

    at: datetime
    inside: bool
    opinions: bool
    near: bool
    oversees: bool
    office: bool
    feedback: Sequence[Feedback] = ()
    petitions: Sequence[Petition] = ()
    reminders: Sequence[Reminder] = ()
    merged: Sequence[Proposal] = ()
    likeness: Sequence[LikenessDecision] = ()
    key: KeyCase | None = None
    files: Sequence[File] = ()
    history: Sequence[Mapping[str, Any]] = field(default_factory=list)
