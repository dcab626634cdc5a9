"""Two people take the same step of an occasion at the same instant: one does it, the other is told why not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.factories.accounts import person_with
from tests.factories.meetings import Hall, attendee, hall, meeting, sign_in_all
from tests.meetings.voting import vote_in
from tests.together import at_once
from xieshang.accounts.models import Person
from xieshang.deadlines.models import Deadline
from xieshang.documents.models import File, NumberSeries
from xieshang.meetings import actions
from xieshang.meetings.actions import Point
from xieshang.meetings.models import Item, Leave, Minutes, Plan, Vote
from xieshang.meetings.states import LeaveKind, SeatOrder, State, VoteState
from xieshang.spine import clock
from xieshang.spine.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(settings: Settings, tmp_path: Path, moment: datetime) -> Hall:
    """A hall with a second clerk and a second secretary general."""
    settings.MEDIA_ROOT = tmp_path
    found = hall()
    found.cast["office too"] = person_with("office_clerk", found.assembly.scope)
    found.cast["secretary too"] = person_with("secretary_general", found.assembly.scope)
    return found


def later() -> dict[str, datetime]:
    starts = clock.now() + timedelta(days=40)
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}


def item(place: Hall, *, on: bool) -> Item:
    made, by = meeting(place, State.OPEN), place.person("office")
    added = actions.add_item(made, by=by, point=Point("审议工作要点"))
    return actions.begin_item(added, by=by) if on else added


def leave(place: Hall) -> Leave:
    line = attendee(meeting(place, **later()), place.members[3])
    return actions.ask_leave(line, by=place.person("member 4"), kind=LeaveKind.ILLNESS, reason="住院")


def plan(place: Hall, *, published: bool) -> Plan:
    by = place.person("office")
    drawn = actions.draw_plan(meeting(place, **later()), by=by, rows=[[4]], leaders=0)
    actions.arrange_seats(drawn, by=by, order=SeatOrder.RANK, revision=drawn.revision)
    return actions.publish_plan(drawn, by=by) if published else drawn


def vote(place: Hall, state: VoteState) -> Vote:
    made = meeting(place, State.OPEN)
    sign_in_all(made)
    return vote_in(place, made, state)


def minutes(place: Hall, *, approved: bool) -> Minutes:
    by, closed = place.person("office"), actions.close(meeting(place, State.OPEN), by=place.person("office"))
    proposed = actions.propose_minutes(actions.make_minutes(closed, by=by), by=by)
    return actions.approve_minutes(proposed, by=place.person("secretary")) if approved else proposed


Deed = Callable[..., Any]


@dataclass(frozen=True)
class Step:
    """What is there, what each of the two does with it, and what the one who comes second is told; `events` are
    those of which there is one in the end."""

    given: Callable[[Hall], Any]
    deeds: tuple[Deed, Deed]
    told: set[str]
    events: set[str]
    by: str = "office"


def same(deed: Deed, **parts: Any) -> tuple[Deed, Deed]:
    return (partial(deed, **parts), partial(deed, **parts))


A = actions
STEPS = {
    "approve": Step(
        partial(meeting, state=State.DRAFT),
        same(A.approve),
        {"现在的状态已经是“已批准”，这一步不用再办。"},
        {"approved"},
        "secretary",
    ),
    "notify": Step(
        lambda place: meeting(place, State.APPROVED, **later()),
        same(A.notify),
        {"现在的状态已经是“已通知”，这一步不用再办。"},
        {"notified"},
    ),
    "open": Step(meeting, same(A.open), {"现在的状态已经是“进行中”，这一步不用再办。"}, {"opened"}),
    "close": Step(
        partial(meeting, state=State.OPEN), same(A.close), {"现在的状态已经是“已结束”，这一步不用再办。"}, {"closed"}
    ),
    "decide_leave": Step(
        leave,
        (partial(A.decide_leave, granted=True), partial(A.decide_leave, granted=False, remark="人手不足")),
        {"这次请假现在是“不准假”，不用再批。", "这次请假现在是“准假”，不用再批。"},
        {"leave_granted", "leave_refused"},
        "secretary",
    ),
    "publish_plan": Step(
        partial(plan, published=False), same(A.publish_plan), {"座位表已经公布。"}, {"plan_published"}
    ),
    "take_back_plan": Step(
        partial(plan, published=True), same(A.take_back_plan), {"座位表还没有公布，不用收回。"}, {"plan_taken_back"}
    ),
    "begin_item": Step(
        partial(item, on=False), same(A.begin_item), {"现在的状态已经是“进行中”，这一步不用再办。"}, {"item_started"}
    ),
    "end_item": Step(
        partial(item, on=True), same(A.end_item), {"现在的状态已经是“已完成”，这一步不用再办。"}, {"item_ended"}
    ),
    "open_vote": Step(
        partial(vote, state=VoteState.DRAFT),
        same(A.open_vote),
        {"现在的状态已经是“正在投票”，这一步不用再办。"},
        {"vote_opened"},
    ),
    "close_vote": Step(
        partial(vote, state=VoteState.OPEN),
        same(A.close_vote),
        {"现在的状态已经是“已计票”，这一步不用再办。"},
        {"vote_closed"},
    ),
    "announce": Step(
        partial(vote, state=VoteState.CLOSED),
        same(A.announce),
        {"现在的状态已经是“已宣布”，这一步不用再办。"},
        {"vote_announced"},
    ),
    "approve_minutes": Step(
        partial(minutes, approved=False),
        same(A.approve_minutes),
        {"现在的状态已经是“已审定”，这一步不用再办。"},
        {"minutes_approved"},
        "secretary",
    ),
    "issue_minutes": Step(
        partial(minutes, approved=True),
        same(A.issue_minutes),
        {"现在的状态已经是“已印发”，这一步不用再办。"},
        {"minutes_issued"},
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_one_does_it_and_the_other_is_told(place: Hall, name: str) -> None:
    step = STEPS[name]
    subject = step.given(place)
    people: list[Person] = [place.person(step.by), place.person(f"{step.by} too")]
    said = at_once(*(partial(deed, subject, by=by) for deed, by in zip(step.deeds, people, strict=True)))
    told = [one for one in said if isinstance(one, str)]
    assert len(told) == 1, said
    assert told[0] in step.told
    events = Entry.objects.filter(kind__in=[f"meetings.{kind}" for kind in step.events])
    assert events.count() == 1
    done = next(by for by, one in zip(people, said, strict=True) if not isinstance(one, str))
    assert events.get().actor_id == done.pk


def test_minutes_that_two_issue_have_one_number_and_one_pair_of_papers(place: Hall) -> None:
    """Nothing is left of the one who came second: no number is lost, no paper, and the clock stopped once."""
    approved = minutes(place, approved=True)
    at_once(*[partial(actions.issue_minutes, approved, by=place.person(who)) for who in ("office", "office too")])
    assert NumberSeries.objects.get(series__startswith="meetings/minutes").last == 1
    papers = File.objects.filter(subject_kind="meetings.minutes", subject_id=approved.pk)
    assert sorted(file.name.rpartition(".")[2] for file in papers) == ["docx", "pdf"]
    assert Deadline.objects.filter(code="meetings.minutes", met_on__isnull=False).count() == 1


def test_a_leave_is_decided_on_or_taken_back(place: Hall) -> None:
    """Whichever comes first; the answer of the person and their attendance say the same as the leave."""
    asked = leave(place)
    said = at_once(
        partial(actions.decide_leave, asked, by=place.person("secretary"), granted=True),
        partial(actions.withdraw_leave, asked, by=place.person("member 4")),
    )
    asked.refresh_from_db()
    line = asked.attendee
    line.refresh_from_db()
    presence = line.attendances.get().presence
    granted = (asked.state, line.answer, presence) == ("granted", "leave", "on_leave")
    withdrawn = (asked.state, line.answer, presence) == ("withdrawn", "none", "expected")
    assert granted or withdrawn, (said, asked.state, line.answer, presence)
