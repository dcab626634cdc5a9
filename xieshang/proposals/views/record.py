"""What was written and done in a case, as it stands on its page."""

from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language
from markupsafe import Markup

from xieshang.engine.prepared import Said
from xieshang.proposals import queries
from xieshang.proposals.views.standing import beside, steps_of, timeline_of
from xieshang.spine import clock

KEPT = 256
"""So many records a process keeps drawn; the one that was not read for longest goes first."""


class Record(NamedTuple):
    """The record of a case, drawn: what stands in the middle of its page, and what at its side."""

    middle: Markup
    side: Markup


def record_of(key: int, said: Said, *, inside: bool, judged: bool) -> Record:
    """The record of the case with this key, of which the database said this.

    `inside`: with how the proposal came about. `judged`: with who has judged. It is drawn once for all
    who may read the same of it, for a closed case never changes.
    """
    more = beside(inside=inside).ask(key)
    return _drawn(said, more, inside, judged, get_language(), clock.today().year, get_script_prefix())


@lru_cache(maxsize=KEPT)
def _drawn(
    said: Said, more: Said, inside: bool, judged: bool, _language: str | None, _year: int, _prefix: str
) -> Record:
    """Days are written by the year in which they are read, addresses as the server is reached."""
    proposal = queries.case_of(said)
    files, entries = beside(inside=inside).read(more)
    shown = {
        "proposal": proposal,
        "inside": inside,
        "steps": steps_of(proposal),
        "files": files,
        "timeline": timeline_of(entries, named=judged),
    }
    return Record(_part("proposals/record_middle.html", shown), _part("proposals/record_side.html", shown))


def _part(template: str, shown: dict[str, Any]) -> Markup:
    return Markup(render_to_string(template, shown))  # noqa: S704 - templates escape
