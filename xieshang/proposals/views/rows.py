"""A proposal as a row of a list, wherever one is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from xieshang.proposals import queries
from xieshang.proposals.states import Destination, State
from xieshang.proposals.turns import turn
from xieshang.proposals.views.honours import Honoured, badges
from xieshang.proposals.views.owed import short_ball
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
    """Makes the rows of one page, as of today, in the language of whoever reads it.

    `searched`: what was looked for in texts, which the values then carry.
    """

    def __init__(self, searched: str = "") -> None:
        self.today, self.searched = Today(), searched
        self._language, self._zone = get_language(), timezone.get_current_timezone()

    def __call__(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """A row of a list from the values that `queries.rows` gives."""
        title, state = title_or_none(values["title"]), values["state"]
        author = values["successor__name"] or values["proposer_name"]
        shown: Any = Found(title, body_of(values), self.searched) if self.searched else title
        borne = badges(key_case=values["key_case"], honoured=values["honoured"])
        return {
            "pk": values["pk"],
            "url": f"/proposals/{values['pk']}",
            "number": _number(self._language, values["session__year"], values["case_number"]),
            "title": Honoured(shown, borne) if borne else shown,
            "state": _badge(self._language, state),
            "ball": _ball(
                self._language, state, author, values["bureau_name"] or "", tuple(values["owing"]), self.today.on
            ),
            "due": self.today.cell(values["turn_due_on"]),
            "who": values["proposer_name"],
            "when": _when(self._language, values["in_session"]) if values["submitted_at"] else "",
            "destination": _gone_to(self._language, values["destination"]),
            "changed": values["changed_at"].astimezone(self._zone).date(),
        }


@lru_cache(maxsize=2048)
def _number(_language: str | None, year: int, number: int | None) -> str:
    return case_words(year, number) or _("尚未编号")


@lru_cache(maxsize=64)
def _when(_language: str | None, in_session: bool) -> str:
    return _("会中") if in_session else _("平时")


@lru_cache(maxsize=16)
def _gone_to(_language: str | None, destination: str) -> str:
    return str(Destination(destination).label) if destination else ""


@lru_cache(maxsize=64)
def _badge(_language: str | None, state: str) -> Badge:
    return badge(state)


@lru_cache(maxsize=2048)  # of few people and bureaus there are many cases, and everybody looks at the same ones
def _ball(_language: str | None, state: str, author: str, bureau: str, owing: tuple[str, ...], on: date) -> str:
    if owing and (owed := short_ball(queries.owed(owing), author=author, on=on)):
        return owed
    ball = turn(state, author=author, bureau=bureau, due_on=None)
    return ball.short if ball else ""


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

    def __html__(self) -> Markup:
        title = _marked(self.title, words.marks(self.title, self.query))
        cutting = words.snippet(self.text, self.query)
        if not cutting.marks:
            return Markup(title)  # noqa: S704 - escaped
        passage = _marked(cutting.text, cutting.marks)
        return Markup(f'{title}<small class="d-block soft">{passage}</small>')  # noqa: S704 - escaped


def _marked(text: str, spans: list[words.Span]) -> str:
    """The text escaped, with its hits marked."""
    pieces = ((escape(piece.text), piece.marked) for piece in words.pieces(text, spans))
    return "".join(f"<mark>{piece}</mark>" if marked else piece for piece, marked in pieces)
