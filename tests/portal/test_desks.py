"""Desks: what waits for whom, in order of its date, and what it costs."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import meetings, replies
from tests.factories import proposals as factory
from tests.factories.accounts import sign_in
from tests.factories.proposals import City
from tests.journeys.visit import Visit
from xieshang.meetings.states import State as MeetingState
from xieshang.portal import queries
from xieshang.proposals import actions
from xieshang.proposals.models import Proposal
from xieshang.proposals.states import ProposerKind, State
from xieshang.spine import clock


@pytest.fixture
def place(db: None, moment: datetime) -> City:
    return factory.city()


def everything_for_the_author(place: City) -> dict[str, Proposal]:
    """One of each thing that can wait for a member."""
    waiting = {state.value: factory.proposal_in(place, state) for state in (State.DRAFT, State.RETURNED, State.REPLIED)}
    own = actions.Proposer(ProposerKind.MEMBER, author=place.author)
    waiting["entered"] = actions.draft(place.session, by=place.person("clerk"), proposer=own, text=factory.text())
    theirs = actions.Proposer(ProposerKind.MEMBER, author=place.cosigner)
    asked = actions.draft(place.session, by=place.person("cosigner"), proposer=theirs, text=factory.text())
    actions.ask_cosigner(asked, by=place.person("cosigner"), member=place.author)
    actions.gather(asked, by=place.person("cosigner"))
    return {**waiting, "asked": asked}


def test_what_waits_for_a_member_stands_in_order_of_its_date(place: City):
    """What has a day comes first, the earliest before all; the rest by how long it has waited."""
    with clock.at(clock.now() - timedelta(days=2)):
        early = factory.proposal_in(place, State.REPLIED)
    waiting = everything_for_the_author(place)
    tasks = queries.tasks_of(place.person("author"), on=clock.today())
    assert [(task.verb, task.due_on) for task in tasks[:2]] == [
        ("对答复作出反馈", date(2026, 3, 31)),
        ("对答复作出反馈", date(2026, 4, 2)),
    ]
    assert [task.url for task in tasks[:2]] == [f"/proposals/{one.pk}/feedback" for one in (early, waiting["replied"])]
    assert {task.verb for task in tasks[2:]} == {"答复联名邀请", "确认代录的提案", "按审查意见修改", "继续写草稿"}


def test_an_occasion_that_is_on_comes_before_all_and_leads_to_what_can_be_done_there(db: None, moment: datetime):
    """In one tap to the screen of this moment, whatever else is late; and it is not among those to come."""
    hall = meetings.hall()
    meetings.meeting(hall)
    on = meetings.meeting(hall, MeetingState.OPEN, title="养老服务座谈会")
    line = meetings.attendee(on, hall.members[0])
    lines = queries.occasions_of(line.person, at=clock.now())
    tasks = queries.tasks_of(line.person, on=clock.today(), lines=lines)
    assert [task.verb for task in tasks] == ["正在开会：签到、投票、发言", "回复是否参加"]
    visit = Visit(line.person).open("/")
    assert visit.text.count("养老服务座谈会") == 1
    assert "还没有签到" in visit.follow("正在开会：签到、投票、发言").text


def test_of_a_plenary_that_is_on_the_part_that_is_on_stands_there_alone(db: None, moment: datetime):
    """There one signs in; between two parts the plenary itself stands there."""
    hall = meetings.hall()
    whole = meetings.meeting(hall, MeetingState.OPEN, title="五次全体会议")
    part = meetings.meeting(hall, MeetingState.OPEN, title="分组讨论", whole=whole)
    person = hall.members[0].person

    def stands() -> list[str]:
        lines = queries.occasions_of(person, at=clock.now())
        return [task.title for task in queries.tasks_of(person, on=clock.today(), lines=lines)]

    assert stands() == ["分组讨论"]
    part.state = MeetingState.CLOSED
    part.save(update_fields=["state"])
    assert stands() == ["五次全体会议"]


def test_an_invitation_to_an_occasion_stands_among_what_waits_once(db: None, moment: datetime):
    """By the day on which it begins; once it is answered, among the next occasions alone."""
    hall = meetings.hall()
    made = meetings.meeting(hall)
    line = meetings.attendee(made, hall.members[0])
    visit = Visit(line.person).open("/")
    assert (visit.text.count("回复是否参加"), visit.text.count(made.title)) == (1, 1)
    assert visit.page.links["回复是否参加"] == f"/meetings/{made.pk}"
    line.answer = "coming"
    line.save(update_fields=["answer"])
    visit = Visit(line.person).open("/")
    assert (visit.text.count("回复是否参加"), visit.text.count(made.title)) == (0, 1)


@pytest.mark.parametrize(
    ("task", "presses"),
    [
        ("对答复作出反馈", ["态度和结果都满意"]),
        ("答复联名邀请", ["同意联名"]),
        ("确认代录的提案", ["确认这件提案"]),
        ("继续写草稿", ["下一步：核对并提交", "提交提案"]),
        ("按审查意见修改", ["下一步：核对并提交", "提交提案"]),
    ],
)
def test_each_is_done_in_at_most_three_taps(place: City, task: str, presses: list[str]):
    """From the desk: the task itself, and at most two buttons; then it waits no more."""
    everything_for_the_author(place)
    visit = Visit(place.person("author")).open("/").follow(task)
    for label in presses:
        visit.press(label)
    assert len(presses) + 1 <= 3
    assert task not in visit.open("/").text


def test_my_year_stands_in_one_line_with_its_reason(place: City):
    """Handed in, filed, replied to, co-signed; the line opens the rows."""
    for state in (State.SUBMITTED, State.FILED, State.CLOSED, State.WITHDRAWN, State.DRAFT):
        factory.proposal_in(place, state)
    visit = Visit(place.person("author")).open("/")
    visit.follow("提交 3 件，立案 2 件，已答复 1 件；联名 0 件")
    assert (visit.path, visit.query) == ("/proposals/mine?year=2026", {"year": "2026"})


OFFICE = {
    "已逾期": 0,
    "待审查": 3,
    "待交办": 1,
    "待开交办会": 1,
    "待裁定": 0,
    "办理中": 2,
    "待反馈": 1,
    "待结案": 1,
    "回访逾期": 0,
}


@pytest.mark.parametrize(
    ("who", "numbers"),
    [
        ("clerk", {**OFFICE, "待采用的线索": 0}),
        ("chair", OFFICE),
        ("bureau clerk", {"已逾期": 0, "待签收": 1, "待答复": 1, "待反馈": 1, "待回访": 0}),
        ("bureau leader", {"已逾期": 0, "待签收": 1, "待答复": 1, "待签发": 0, "待反馈": 1, "待回访": 0}),
        ("other leader", {"已逾期": 0, "待签收": 0, "待答复": 0, "待签发": 0, "待反馈": 0, "待回访": 0}),
    ],
)
def test_every_number_opens_as_many_rows(place: City, who: str, numbers: dict[str, int]):
    """The overdue first; behind each number stands a list of exactly that many."""
    for state in State:
        factory.proposal_in(place, state)
    actions.call_hand_over(place.session, by=place.person("clerk"), title="交办会", meets_on=clock.today())
    visit = Visit(place.person(who)).open("/")
    doors = {words.lstrip("0123456789"): (words, href) for words, href in visit.page.links.items() if "tab=" in href}
    assert list(doors) == list(numbers)
    assert {label: int(re.match(r"\d+", words)[0]) for label, (words, _href) in doors.items()} == numbers  # type: ignore[index]
    for label, (_words, href) in doors.items():
        rows = len(re.findall(r'id="row-\d+"', visit.open(href).html))
        assert (label, rows) == (label, numbers[label])


def test_the_overdue_stand_first(place: City):
    """On a clerk's desk by due day, and late in words; the chair sees what is late wherever it lies."""
    factory.proposal_in(place, State.ANSWERED, title="丙案")
    factory.proposal_in(place, State.SUBMITTED, title="乙案")
    with clock.at(clock.now() - timedelta(days=40)):
        factory.proposal_in(place, State.FILED, title="甲案")
        factory.proposal_in(place, State.HANDLING, title="丁案")
        factory.proposal_in(place, State.ASSIGNED, title="戊案")
    text = Visit(place.person("clerk")).open("/").text
    assert re.findall(r"[甲乙丙丁戊]案", text) == ["甲案", "丙案", "乙案"]
    assert text.count("逾期 7 个工作日") == 1
    late = Visit(place.person("chair")).open("/").text
    assert re.findall(r"[甲乙丙丁戊]案", late) == ["戊案", "甲案"]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("author", "现在没有等您办的事。"),
        ("bureau clerk", "没有等待签收或答复的提案。"),
        ("clerk", "没有等待审查、交办、裁定或结案的提案。"),
        ("auditor", "没有逾期的提案。"),
        ("officer", "本会还没有提案。"),
        ("administrator", "人员和角色"),
    ],
)
def test_an_empty_desk_says_so(place: City, who: str, words: str):
    """Every role has a desk, and nothing on it is a sentence, not a hole."""
    assert words in Visit(place.person(who)).open("/").text


def test_an_administrator_sees_no_case(place: City):
    """Neither on the desk nor among the places to go."""
    factory.proposal_in(place, State.HANDLING, title="甲案")
    visit = Visit(place.person("administrator")).open("/")
    assert "甲案" not in visit.text
    assert not [href for href in visit.page.links.values() if href.startswith("/proposals")]


@pytest.mark.parametrize("merged", [False, True])
def test_an_officer_is_asked_to_judge_for_the_committee(place: City, merged: bool):
    """Of its own case, and of the case into which its own was merged; not once it has judged."""
    officer, case = place.person("officer"), factory.proposal_in(place, State.REPLIED, title="甲案")
    theirs = factory.proposal_in(place, State.SUBMITTED) if merged else case
    Proposal.objects.filter(pk=theirs.pk).update(
        author=None,
        proposer_kind=ProposerKind.COMMITTEE,
        organ=place.committee,
        entered_by=officer,
        **({"state": State.MERGED, "merged_into": case} if merged else {}),
    )
    visit = Visit(officer).open("/")
    assert visit.page.links["对答复作出反馈"] == f"/proposals/{case.pk}/feedback"
    actions.judge(replies.fresh(case), by=officer, **replies.GOOD)
    assert "对答复作出反馈" not in visit.open("/").page.links


@pytest.mark.parametrize(
    ("who", "queries_made"),
    [("author", 16), ("clerk", 6), ("bureau clerk", 5), ("chair", 7), ("officer", 8), ("administrator", 4)],
)
def test_a_desk_costs_the_same_with_one_thing_and_with_three(
    place: City, who: str, queries_made: int, django_assert_num_queries: DjangoAssertNumQueries
):
    """Numbers in one query, cases in another, whatever waits."""
    client = Client()
    sign_in(client, place.person(who))
    committee = actions.Proposer(ProposerKind.COMMITTEE, organ=place.committee)
    for amount in (1, 2):
        for _ in range(amount):
            for state in (State.REPLIED, State.HANDLING, State.SUBMITTED):
                factory.proposal_in(place, state)
            officer = place.person("officer")
            actions.draft(place.session, by=officer, proposer=committee, text=factory.text())
        with django_assert_num_queries(queries_made):
            assert client.get("/").status_code == 200
