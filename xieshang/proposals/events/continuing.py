"""What a change of term makes of a case."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshang.proposals.events.life import Reasoned
from xieshang.spine.event import Event


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """The numbers of the term it comes from, and of the one in which it goes on."""

    origin: int
    into: int


@dataclass(frozen=True, slots=True)
class Succeeded:
    """`member` is the row of the roll; `consent`: how it was shown, empty for a co-signer, who has consented."""

    member: int
    name: str
    consent: str = ""


CARRIED_OVER = Event("proposals.carried_over", _("由第 %(origin)s 届结转至第 %(into)s 届继续办理"), CarriedOver)
CLOSED_WITH_TERM = Event("proposals.closed_with_term", _("届满结案：%(reason)s"), Reasoned)
SUCCEEDED = Event("proposals.succeeded", _("由 %(name)s 接续为第一提案人"), Succeeded)
