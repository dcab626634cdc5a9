"""What happens between filing and acceptance: proposed, accepted ahead, handed over, taken back, done in bulk."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshang.proposals.events.life import ByBureau, Reasoned
from xieshang.proposals.states import BulkVerb
from xieshang.spine.event import Event, Facts


@dataclass(frozen=True, slots=True)
class AssignmentProposed:
    """`names` are those of the bureaus, the lead first; `remark`: why these, where it was said."""

    bureaus: list[int]
    names: list[str]
    remark: str = ""


def _listed(payload: Facts) -> Facts:
    """The names in a row, as an older entry has them already."""
    return {"names": gettext("、").join(payload["names"])} if isinstance(payload["names"], list) else {}


@dataclass(frozen=True, slots=True)
class ObjectedAhead:
    bureau: int
    bureau_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class HandOverCalled:
    title: str
    meets_on: date


@dataclass(frozen=True, slots=True)
class HandOverHeld:
    title: str
    cases: int


@dataclass(frozen=True, slots=True)
class InBulk:
    """`verb` is that of each case ("assign")."""

    verb: BulkVerb
    cases: int


ASSIGNMENT_PROPOSED = Event("proposals.assignment_proposed", _("拟交%(names)s办理"), AssignmentProposed, words=_listed)
PROPOSED_TAKEN_BACK = Event(
    "proposals.proposed_taken_back", _("收回拟交%(names)s办理"), AssignmentProposed, words=_listed
)
ACCEPTED_AHEAD = Event("proposals.accepted_ahead", _("%(bureau_name)s已预签收"), ByBureau)
OBJECTED_AHEAD = Event("proposals.objected_ahead", _("%(bureau_name)s对拟交办有异议：%(reason)s"), ObjectedAhead)
ASSIGNMENT_TAKEN_BACK = Event("proposals.assignment_taken_back", _("收回交办：%(reason)s"), Reasoned)
EXTENSION_TAKEN_BACK = Event("proposals.extension_taken_back", _("撤销%(bureau_name)s的延期"), ByBureau)
HAND_OVER_CALLED = Event("proposals.hand_over_called", _("定于 %(meets_on)s 召开%(title)s"), HandOverCalled)
HAND_OVER_HELD = Event("proposals.hand_over_held", _("召开%(title)s，交办 %(cases)s 件"), HandOverHeld)
BULK_ORDERED = Event("proposals.bulk_ordered", _("成批%(verb)s %(cases)s 件"), InBulk)
BULK_UNDONE = Event("proposals.bulk_undone", _("整批撤销：%(verb)s %(cases)s 件"), InBulk)
