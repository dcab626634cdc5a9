"""The page of one occasion: facts, whose turn it is, what one can say and do, and the doors to its parts."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xieshang.accounts.models import Person
from xieshang.accounts.web import person, signed_in
from xieshang.meetings import actions, queries, rules
from xieshang.meetings.models import Attendee, Meeting
from xieshang.meetings.states import EDITABLE, State
from xieshang.meetings.views import seen
from xieshang.meetings.views.sections import sections_of
from xieshang.meetings.views.standing import badge, ball_of, papers_waited_for, record_of
from xieshang.meetings.views.verbs import own_of, verbs_of


@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The occasion as the person may see it; who is on its roster has now read the notice."""
    meeting, who = seen(request, pk), person(request)
    line = queries.attendee_of(meeting, who)
    if line is not None:
        line.meeting = meeting
        _note_read(line, who)
    return render(request, "meetings/occasion.html", _shown(meeting, who, line))


def _note_read(line: Attendee, who: Person) -> None:
    if line.read_at is None and line.meeting.state not in EDITABLE:
        actions.note_read(line, by=who)


def _shown(meeting: Meeting, who: Person, line: Attendee | None) -> dict[str, Any]:
    own = own_of(who, line)
    listed = queries.parts_of(meeting, who) if meeting.whole_id is None else []
    parts = [(one, badge(one.state)) for one in listed]
    reads, arranges = rules.may_read_roster(who, meeting), rules.is_arranger(who, meeting)
    return {
        "meeting": meeting,
        "badge": badge(meeting.state),
        "own": own,
        "leaves": list(queries.leaves_of(line)) if line is not None else [],
        "ball": ball_of(who, meeting, own),
        "verbs": verbs_of(who, meeting),
        "doors": sections_of(who, meeting),
        "sittings": list(meeting.sittings.order_by("number")),
        "parts": parts,
        "sees_whole": queries.sees_whole(who, meeting),
        "together": _has_steps(meeting, listed) and bool(rules.may_act_together(who, meeting)),
        "told": totals(queries.overview(meeting)) if reads else None,
        "waits": papers_waited_for(meeting) if arranges else None,
        "record": record_of(meeting) if arranges else [],
    }


def _has_steps(whole: Meeting, parts: Iterable[Meeting]) -> bool:
    """Is there anything left to be done with a plenary and its parts together?"""
    states = {part.state for part in parts}
    return bool(states) and bool({whole.state, *states} - {State.CLOSED, State.CANCELLED})


def totals(rows: list[queries.Told]) -> queries.Told:
    """All groups of an overview together."""
    names = ("listed", "coming", "not_coming", "on_leave", "unanswered", "read")
    return queries.Told(None, "", *(sum(getattr(row, name) for row in rows) for name in names))
