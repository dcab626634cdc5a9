"""What a list and a case show of its being a key case, or honoured: badges, the line about its supervision, filters."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from xieshang.deadlines import queries as deadlines
from xieshang.proposals import queries, turns
from xieshang.proposals.models import KeyCase, Proposal
from xieshang.proposals.states import KeyState
from xieshang.proposals.views.today import Today
from xieshang.spine.rule import Actor
from xieshang.ui.cells import Badge, Tone
from xieshang.ui.filters import Choice, Filter

TONES: dict[str, Tone] = {
    KeyState.CANDIDATE: "plain",
    KeyState.DECIDED: "wait",
    KeyState.SUPERVISED: "wait",
    KeyState.REPORTED: "good",
    KeyState.DROPPED: "off",
}
KEY_BADGE, HONOUR_BADGE = _("重点提案"), _("优秀提案")
_YES_OR_NO = [("yes", _("是")), ("no", _("否"))]
FILTERS: list[Filter] = [
    Choice("key", KEY_BADGE, _YES_OR_NO, queries.only_key),
    Choice("honoured", HONOUR_BADGE, _YES_OR_NO, queries.only_honoured),
]
"""The filters of a list of proposals."""


def badges(*, key_case: bool, honoured: bool) -> list[Badge]:
    """What a case bears: 重点提案, 优秀提案."""
    borne = [(key_case, KEY_BADGE, "star"), (honoured, HONOUR_BADGE, "award")]
    return [Badge(str(label), "award", drawing) for is_borne, label, drawing in borne if is_borne]


class Honoured:
    """A title in a list with the badges of the case under it; in a sheet they stand behind it."""

    def __init__(self, title: Any, borne: list[Badge]) -> None:
        self.title, self.borne = title, borne

    def __str__(self) -> str:
        return str(self.title) + "".join(_t("〔%(badge)s〕") % {"badge": one} for one in self.borne)

    def __html__(self) -> str:
        return Markup('{} <span class="d-block mt-1">{}</span>').format(self.title, Markup(" ").join(self.borne))


def state_badge(key: KeyCase) -> Badge:
    """The state of a key case."""
    return Badge(key.get_state_display(), TONES[key.state])


def supervision(key: KeyCase, today: Today) -> dict[str, Any] | None:
    """Who leads, until when, and how that was counted, for `kit.ball`; None where nobody owes a report."""
    if key.state not in queries.RUNNING_KEYS or key.due_on is None:
        return None
    running = deadlines.of(key.proposal).filter(code=turns.SUPERVISE.code).last()
    return {
        "line": _t("现在轮到%(leader)s领衔督办") % {"leader": key.leader_name},
        "due": today.line(key.due_on),
        "why": running.due.sentences if running else [],
        "tone": today.tone(key.due_on),
    }


def key_shown(who: Actor, proposal: Proposal) -> KeyCase | None:
    """The key case that the page of a case tells this person of: candidates are the office's own affair."""
    key = queries.key_of(proposal)
    if key is None or not (key.state in queries.KEY_STATES or queries.reads_all(who, proposal)):
        return None
    return key
