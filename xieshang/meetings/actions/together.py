"""A plenary with all of its parts at one stroke: each step of the life of each is a deed of its own."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshang.accounts.models import Person
from xieshang.meetings import queries
from xieshang.meetings.actions import life
from xieshang.meetings.models import Meeting
from xieshang.spine.rule import Refused

STEPS: dict[str, str | Promise] = {
    "ask_approval": _("送请批准"),
    "approve": _("批准通知"),
    "notify": _("发出通知"),
    "open": _("开会"),
    "close": _("散会"),
}
"""What is done with a plenary and its parts together, in the order of their life."""


@dataclass(frozen=True, slots=True)
class Together:
    """With which of a plenary and its parts a step was done; the others with the reason for which it was not."""

    done: list[Meeting]
    refused: list[tuple[Meeting, str]]


def together(whole: Meeting, step: str, *, by: Person, reason: str = "") -> Together:
    """Take a step (of `STEPS`) with a plenary and each of its parts that stand, the whole first: every one asks its own
    rule and records its own event, and one that is refused holds up no other. `reason` is that of late notices."""
    done: list[Meeting] = []
    refused: list[tuple[Meeting, str]] = []
    for one in (whole, *queries.parts_standing(whole)):
        try:
            done.append(_take(one, step, by, reason))
        except Refused as why:
            refused.append((one, why.reason))
    return Together(done, refused)


def _take(meeting: Meeting, step: str, by: Person, reason: str) -> Meeting:
    match step:
        case "ask_approval":
            return life.ask_approval(meeting, by=by)
        case "approve":
            return life.approve(meeting, by=by)
        case "notify":
            return life.notify(meeting, by=by, reason=reason)
        case "open":
            return life.open(meeting, by=by)
        case "close":
            return life.close(meeting, by=by)
        case _:
            raise ValueError(step)
