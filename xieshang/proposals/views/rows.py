"""A proposal as a row of a list, wherever one is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from xieshang.proposals.states import State
from xieshang.proposals.turns import turn
from xieshang.proposals.views.honours import Honoured, badges
from xieshang.proposals.views.today import Today
from xieshang.texts import words
from xieshang.ui.cells import Badge, Tone

TONES: dict[str, Tone] = {
    State.DRAFT: "off",
    State.GATHERING: "wait",
    State.SUBMITTED: "wait",
    State.CHECKED: "wait",
    State.RETURNED: "bad",
    State.FILED: "plain",
    State.ASSIGNED: "wait",
    State.HANDLING: "wait",
    State.REPLIED: "wait",
    State.ANSWERED: "wait",
    State.CLOSED: "good",
    State.NOT_FILED: "off",
    State.CONTESTED: "wait",
    State.MERGED: "plain",
    State.LETTER: "plain",
    State.WITHDRAWN: "off",
}


def badge(state: str) -> Badge:
    """A state as the lists and the case show it."""
    return Badge(str(State(state).label), TONES[state])


def case_words(year: int, number: int | None) -> str:
    """The case number as people say it, "2026 年第 118 号"; empty before the case is filed."""
    return _("%(year)s 年第 %(number)s 号") % {"year": year, "number": number} if number else ""


def title_or_none(title: str) -> str:
    """The title, or that there is none yet: a draft may begin with its text."""
    return title or _("（还没有案由）")


class Rows:
    """Makes the rows of one page, as of today; what all of them say is looked up once.

    `searched`: what was looked for in texts, which the values then carry.
    """

    def __init__(self, searched: str = "") -> None:
        self.today, self.searched = Today(), searched
        self._badges: dict[str, Badge] = {}
        self._unnumbered = _("尚未编号")

    def __call__(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """A row of a list from the values that `queries.rows` gives."""
        bureau, title, state = values["bureau_name"] or "", title_or_none(values["title"]), values["state"]
        ball = turn(state, author=values["proposer_name"], bureau=bureau, due_on=None)
        shown: Any = Found(title, body_of(values), self.searched) if self.searched else title
        borne = badges(key_case=values["key_case"], honoured=values["honoured"])
        return {
            "pk": values["pk"],
            "url": f"/proposals/{values['pk']}",
            "number": case_words(values["session__year"], values["case_number"]) or self._unnumbered,
            "title": Honoured(shown, borne) if borne else shown,
            "state": self._badge(state),
            "ball": ball.short if ball else "",
            "due": self.today.cell(values["turn_due_on"]),
            "who": values["proposer_name"],
            "changed": timezone.localdate(values["changed_at"]),
        }

    def _badge(self, state: str) -> Badge:
        if state not in self._badges:
            self._badges[state] = badge(state)
        return self._badges[state]


def body_of(values: Mapping[str, Any]) -> str:
    """The text from the values that `queries.rows_with_text` gives."""
    return values["whole_text"] or "\n".join([values["situation"], values["analysis"], *values["suggested"]])


@dataclass(frozen=True, slots=True)
class Found:
    """A title as a search shows it: hits marked, and under it the passage of the text where they stand."""

    title: str
    text: str
    query: str

    def __str__(self) -> str:
        return self.title

    def __html__(self) -> str:
        cutting = words.snippet(self.text, self.query)
        passage = _marked(cutting.text, cutting.marks) if cutting.marks else ""
        return _marked(self.title, words.marks(self.title, self.query)) + _BELOW.format(passage) * bool(passage)


_BELOW = Markup('<small class="d-block soft">{}</small>')


def _marked(text: str, spans: list[words.Span]) -> Markup:
    pieces = words.pieces(text, spans)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.marked else escape(piece.text) for piece in pieces
    )
