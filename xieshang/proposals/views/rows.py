"""A proposal as a row of a list, wherever one is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from xieshang.proposals.models import Proposal
from xieshang.proposals.states import State
from xieshang.proposals.turns import turn
from xieshang.proposals.views.today import Today
from xieshang.texts import words
from xieshang.ui.cells import Badge, Tone

TONES: dict[str, Tone] = {
    State.DRAFT: "off",
    State.GATHERING: "wait",
    State.SUBMITTED: "wait",
    State.RETURNED: "bad",
    State.FILED: "plain",
    State.ASSIGNED: "wait",
    State.HANDLING: "wait",
    State.REPLIED: "wait",
    State.ANSWERED: "wait",
    State.CLOSED: "good",
    State.NOT_FILED: "off",
    State.WITHDRAWN: "off",
}


def badge(state: str) -> Badge:
    """A state as the lists and the case show it."""
    return Badge(str(State(state).label), TONES[state])


def case_words(proposal: Proposal) -> str:
    """The case number as people say it, "2026 年第 118 号"; empty before it is filed."""
    if proposal.case_number is None:
        return ""
    return _("%(year)s 年第 %(number)s 号") % {"year": proposal.session.year, "number": proposal.case_number}


def title_of(proposal: Proposal) -> str:
    """The title, or that there is none yet: a draft may begin with its text."""
    return proposal.title or _("（还没有案由）")


def as_row(proposal: Proposal, today: Today) -> Mapping[str, Any]:
    """A proposal as a row of a list; reads its session and its assignments with their bureaus."""
    lead = next(iter(proposal.assignments.all()), None)
    bureau = lead.bureau.short_name if lead else ""
    ball = turn(proposal.state, author=proposal.proposer_name, bureau=bureau, due_on=proposal.turn_due_on)
    return {
        "pk": proposal.pk,
        "url": f"/proposals/{proposal.pk}",
        "number": case_words(proposal),
        "title": title_of(proposal),
        "state": badge(proposal.state),
        "ball": ball.short if ball else "",
        "due": today.cell(proposal.turn_due_on),
        "who": proposal.proposer_name,
        "bureau": bureau,
        "changed": timezone.localdate(proposal.changed_at),
    }


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
