"""What one text shares with several others, marked in all of them under the same numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from xieshang.proposals.models import Proposal
from xieshang.proposals.queries import Likeness
from xieshang.proposals.views.rows import case_words, title_or_none

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Column:
    """A case as it stands beside others: what it is, how it ended, how alike (none: the one compared), its text."""

    proposal: Proposal
    number: str
    title: str
    outcome: str
    percent: int | None
    text: Markup


def columns_of(proposal: Proposal, alike: list[Likeness]) -> list[Column]:
    """The case, and each other one beside it. A passage has the number of the place it has in the case itself."""
    places = _joined(sorted((start, end) for one in alike for start, end, _n in one.mine))
    theirs = [_theirs(one, places) for one in alike]
    also = {n: at for at, spans in reversed(list(enumerate(theirs, start=1))) for _start, _end, n in spans}
    mine = _marked(proposal.body, [(*place, n) for n, place in enumerate(places, start=1)], 0, also)
    columns = [_column(proposal, str(proposal.get_state_display()), None, mine)]
    for at, (one, spans) in enumerate(zip(alike, theirs, strict=True), start=1):
        text = _marked(one.proposal.body, spans, at, {})
        columns.append(_column(one.proposal, one.ending, one.percent, text))
    return columns


def _column(case: Proposal, outcome: str, percent: int | None, text: Markup) -> Column:
    number = case_words(case.session.year, case.case_number)
    return Column(case, number, title_or_none(case.title), outcome, percent, text)


def _joined(spans: list[Span]) -> list[Span]:
    """Spans in order, those that meet or lie over one another made one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _theirs(one: Likeness, places: list[Span]) -> list[tuple[int, int, int]]:
    """The passages in the other text, in order, each with the number of its place in the first."""
    numbered = [
        (passage.start_b, passage.end_b, n)
        for passage in one.passages
        for n, (start, end) in enumerate(places, start=1)
        if start <= passage.start_a < end
    ]
    return sorted(numbered)


def _marked(text: str, spans: list[tuple[int, int, int]], at: int, links: Mapping[int, int]) -> Markup:
    """The text of a column with its passages marked; each links to the column that `links` names, else to the first."""
    pieces, reached, seen = [], 0, set()
    for start, end, n in spans:
        mark = _AGAIN if n in seen else _FIRST
        seen.add(n)
        pieces.append(_lines(text[reached:start]))
        pieces.append(mark.format(at=at, to=links.get(n, 0), n=n, text=_lines(text[start:end])))
        reached = end
    return Markup("").join([*pieces, _lines(text[reached:])])


def _lines(text: str) -> Markup:
    """The text escaped, with its lines as they are."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


_FIRST = Markup('<mark id="p{at}-{n}">{text}<sup><a href="#p{to}-{n}">{n}</a></sup></mark>')
_AGAIN = Markup('<mark>{text}<sup><a href="#p{to}-{n}">{n}</a></sup></mark>')
