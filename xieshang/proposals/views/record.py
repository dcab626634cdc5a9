"""What was written and done in a case, as it stands on its page."""

from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language
from markupsafe import Markup

from xieshang.proposals.queries import charges
from xieshang.proposals.views.standing import steps_of, timeline_of
from xieshang.proposals.views.told import Told
from xieshang.spine import clock
from xieshang.ui.drawings import Drawings


class Record(NamedTuple):
    """The record of a case, drawn: what stands in the middle of its page, and what at its side."""

    middle: Markup
    side: Markup


_RECORDS: Drawings[Record] = Drawings(128)


def record_of(told: Told, *, inside: bool, judged: bool) -> Record:
    """The record of a case, of which the database said this; drawn once for all who may read the same of it.

    `inside`: with how the proposal came about. `judged`: with who has judged. Days are written by the year in which
    they are read, addresses as the server is reached.
    """
    key = (told.words, inside, judged, get_language(), clock.today().year, get_script_prefix())
    return _RECORDS.get(key, lambda: _drawn(told, inside=inside, judged=judged))


def _drawn(told: Told, *, inside: bool, judged: bool) -> Record:
    shown = {
        "proposal": told.proposal,
        "inside": inside,
        "steps": steps_of(told.proposal),
        "files": told.beside.files,
        "letters": charges.by_letter(told.beside.charge_files),
        "timeline": timeline_of(told.beside.entries, inside=inside, named=judged),
    }
    return Record(_part("proposals/record_middle.html", shown), _part("proposals/record_side.html", shown))


def _part(template: str, shown: dict[str, Any]) -> Markup:
    return Markup(render_to_string(template, shown))  # noqa: S704 - templates escape
