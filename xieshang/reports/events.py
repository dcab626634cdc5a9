"""What happens to the ledger as a whole."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from xieshang.spine.event import Event, Facts


@dataclass(frozen=True, slots=True)
class Verified:
    """How many entries were compared up to which seal, whose hash is `head`, and how many were not sealed yet.

    `faulty` is how much was found that is not as it was sealed; `faults` says it in words, the first of it.
    """

    checked: int
    number: int
    head: str
    unsealed: int
    faulty: int
    faults: list[str]


def _outcome(payload: Facts) -> Facts:
    faulty = payload.get("faulty")
    if faulty is None:
        return {}
    said = ngettext("发现 %(count)s 处不符", "发现 %(count)s 处不符", faulty) % {"count": faulty}
    return {"outcome": said if faulty else gettext("没有发现改动")}


LEDGER_VERIFIED = Event(
    "reports.ledger_verified", _("核对账目到第 %(number)s 批：%(outcome)s"), Verified, words=_outcome
)
